"""Small runs of benchmarks/coverage.py: what is promised of intervals and tests holds there."""

import importlib.util
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "coverage.py"
REPEATS, RESAMPLES = 200, 200


@pytest.fixture(scope="module")
def simulation():
    spec = importlib.util.spec_from_file_location("coverage_benchmark", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # Products of matrices this small take longer on several threads, on a busy machine by far.
    with threadpool_limits(1):
        yield module


# In 200 repeats, what happens 5 % of the time happens 5 % +- 1.5 (one standard error).
@pytest.mark.parametrize("clustered", [False, True])
def test_intervals_hold_the_truth_about_95_percent_of_the_time(simulation, clustered):
    n = 1000 if clustered else 250

    shares = dict(simulation.coverage(n, clustered, REPEATS, RESAMPLES))

    where = " by cluster" if clustered else ""
    for method in ("percentile", "bca"):
        for share in shares[method + where].values():
            assert 0.90 <= share <= 0.99
    if clustered:
        overlooked, heeded = (sum(shares[f"percentile{w}"].values()) / 4 for w in ("", where))
        assert overlooked < heeded - 0.03


@pytest.mark.parametrize("clustered", [False, True])
def test_tests_see_no_difference_between_equals(simulation, clustered):
    n = 1000 if clustered else 250

    shares = dict(simulation.false_positives(n, clustered, REPEATS, RESAMPLES))

    heeding = [
        share for test, share in shares.items() if test.endswith("by cluster") or not clustered
    ]
    assert len(heeding) == (5 if clustered else 6)
    assert max(heeding) <= 0.09
    if clustered:
        assert shares["exact McNemar"] > shares["Obuchowski's McNemar by cluster"] + 0.03


def test_no_pair_of_equals_is_told_apart_after_holm(simulation):
    assert simulation.family_wise(250, 5, REPEATS, RESAMPLES) <= 0.09


def test_seeds_of_one_model_are_not_told_apart(simulation):
    assert simulation.over_seeds(100, 5, REPEATS) <= 0.09
