"""McNemar, Holm, seeds and power, against published and independent numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stance.errors import RunError
from stance.evaluation import Predictions, metrics
from stance.evaluation.significance import (
    SeedSummary,
    clustered_mcnemar,
    holm,
    mcnemar,
    minimum_detectable_difference,
    paired_seed_test,
)


@pytest.fixture
def crossed(make_predictions):
    """Return a maker of two systems from how often both, one or none of them is right."""

    def make(both, first_only, second_only, neither):
        n = both + first_only + second_only + neither
        right = np.arange(n) < both + first_only
        right_too = (np.arange(n) < both) | (np.arange(n) >= both + first_only)
        right_too &= np.arange(n) < n - neither
        gold = np.zeros(n, dtype=int)
        return make_predictions(gold, 1 - right), make_predictions(gold, 1 - right_too)

    return make


@pytest.mark.parametrize(
    ("table", "p_value"),
    [
        # Approval ratings, Agresti (2002), Categorical data analysis, table 10.1.
        ((794, 150, 86, 570), 3.7159361395713866e-05),
        ((101, 59, 121, 33), 4.4344492637551645e-06),
        ((10, 9, 2, 4), 0.0654296875),
        ((5, 0, 0, 5), 1.0),
    ],
)
def test_exact_mcnemar_agrees_with_statsmodels(crossed, table, p_value):
    """statsmodels 0.15.0: mcnemar([[both, first], [second, neither]], exact=True)."""
    found = mcnemar(*crossed(*table))

    assert (found.first_only, found.second_only) == table[1:3]
    assert found.p_value == pytest.approx(p_value, rel=1e-9)


def test_mcnemar_is_of_one_seed(crossed):
    first, second = crossed(2, 2, 2, 2)
    again = first.where(np.ones(8, dtype=bool))
    again.seed[:] = 1

    with pytest.raises(RunError, match="the first system has 2 seeds.*clustered_mcnemar"):
        mcnemar(Predictions.concatenate([first, again]), second)


def test_clustered_mcnemar_gives_obuchowskis_published_example(make_predictions):
    """PET and SPECT of glands in 21 patients, Obuchowski (1998), as in R's clust.bin.pair 0.1.2.

    Its reference page gives chi-square = 2.8571, p = 0.09097.
    """
    both = [0, 2, 3, 1, 2, 4, 3, 2, 1, 1, 2, 2, 3, 2, 0, 2, 2, 2, 2, 1, 2]
    pet_only = [0] * 8 + [1] + [0] * 12
    spect_only = [2, 1, 0, 0, 1] + [0] * 9 + [2, 0, 0, 1] + [0] * 3
    neither = [1] + [0] * 9 + [1] + [0] * 4 + [1, 1] + [0] * 4
    right = [
        (patient, pet, spect)
        for patient, counts in enumerate(zip(both, pet_only, spect_only, neither, strict=True))
        for count, (pet, spect) in zip(counts, [(1, 1), (1, 0), (0, 1), (0, 0)], strict=True)
        for _ in range(count)
    ]
    patient, pet, spect = np.array(right).T
    first, second = (make_predictions(np.ones_like(x), x) for x in (pet, spect))

    found = clustered_mcnemar(first, second, dict(zip(first.id, map(str, patient), strict=True)))

    assert (found.first_only, found.second_only) == (1, 7)
    assert found.p_value == pytest.approx(0.09097, abs=5e-6)
    assert found.p_value == pytest.approx(stats.chi2.sf(20 / 21 * 36 / 12, 1))


def test_clustered_mcnemar_of_single_examples_is_nearly_the_plain_one(crossed):
    found = clustered_mcnemar(*crossed(794, 150, 86, 570))

    # Without continuity correction: 17.356, Agresti (2002), section 10.1.1.
    assert found.p_value == pytest.approx(stats.chi2.sf(1599 / 1600 * 64**2 / 236, 1), rel=1e-9)


def test_clustered_mcnemar_takes_the_mean_of_seeds(crossed):
    first, second = crossed(5, 12, 4, 3)
    again = first.where(np.ones(len(first), dtype=bool))
    again.seed[:] = 1

    found = clustered_mcnemar(Predictions.concatenate([first, again]), second)

    assert found == clustered_mcnemar(first, second)
    assert (found.first_only, found.second_only) == (12, 4)


def test_clustered_mcnemar_of_systems_right_alike_is_1_and_of_one_cluster_nothing(crossed):
    first, second = crossed(5, 2, 3, 1)
    one = dict.fromkeys(first.id, "the only one")

    assert clustered_mcnemar(first, first).p_value == 1
    assert np.isnan(clustered_mcnemar(first, second, one).p_value)


@pytest.mark.parametrize(
    ("p_values", "corrected"),
    [
        # statsmodels 0.15.0: multipletests(p, method="holm")[1].
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        # The 15 tests of Benjamini & Hochberg (1995), section 3.2: Bonferroni and Holm reject 3.
        (
            (
                *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
                *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
            ),
            [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213] + [1.0] * 6,
        ),
        ([0.02], [0.02]),
        ([], []),
        ([0.02, float("nan"), 0.03], [0.04, float("nan"), 0.04]),
    ],
)
def test_holm_gives_the_published_corrections(p_values, corrected):
    assert holm(p_values).tolist() == pytest.approx(corrected, nan_ok=True)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_lies_between_the_p_values_and_bonferroni_and_keeps_their_order(p_values):
    corrected = holm(p_values)

    assert (corrected >= p_values).all()
    assert (corrected <= np.minimum(1, len(p_values) * np.array(p_values)) + 1e-15).all()
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(corrected[order]) >= 0).all()


class TestSeeds:
    def test_a_summary_has_mean_deviation_and_range_and_no_best(self, make_predictions):
        gold = [0, 1, 2, 0]
        rows = make_predictions(
            gold * 3,
            [*gold, 0, 1, 0, 1, 0, 1, 2, 1],
            seed=[3] * 4 + [5] * 4 + [9] * 4,
            id=["a", "b", "c", "d"] * 3,
        )

        summary = SeedSummary.of(rows, metrics.Accuracy())

        assert summary == SeedSummary((3, 5, 9), (1.0, 0.5, 0.75))
        assert (summary.n, summary.mean, summary.range) == (3, 0.75, (0.5, 1.0))
        assert summary.sd == 0.25
        assert not [name for name in dir(summary) if "best" in name]

    def test_one_seed_has_no_deviation(self):
        assert np.isnan(SeedSummary((0,), (0.7,)).sd)

    def test_the_paired_test_is_students(self):
        """The sleep data of Student (1908), as in R's t.test(paired = TRUE): p = 0.002833."""
        first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
        second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
        seeds = tuple(range(10))

        found = paired_seed_test(
            SeedSummary(seeds, tuple(first)), SeedSummary(seeds, tuple(second))
        )

        assert found.difference == pytest.approx(-1.58)
        assert found.p_value == pytest.approx(0.002833, abs=5e-7)
        assert found.n == 10

    @pytest.mark.parametrize("values", [(0.7,), (0.7, 0.8), (0.1, 0.2, 0.3)])
    def test_seeds_that_always_differ_by_the_same_have_no_p_value(self, values):
        seeds = tuple(range(len(values)))
        first = SeedSummary(seeds, values)
        second = SeedSummary(seeds, tuple(value + 0.05 for value in values))

        found = paired_seed_test(first, second)

        assert found.difference == pytest.approx(-0.05)
        assert np.isnan(found.p_value)

    def test_other_seeds_are_refused(self):
        with pytest.raises(RunError, match="the seeds 0, 1 and the second 0, 2"):
            paired_seed_test(SeedSummary((0, 1), (0.5, 0.6)), SeedSummary((0, 2), (0.5, 0.6)))


def test_the_detectable_difference_is_that_of_the_tables():
    assert minimum_detectable_difference(1) == pytest.approx(1.959964 + 0.841621, abs=1e-6)
    assert minimum_detectable_difference(0.01, alpha=0.01, power=0.9) == pytest.approx(
        0.01 * (2.575829 + 1.281552), abs=1e-7
    )


def test_a_true_difference_of_that_size_is_found_four_times_in_five():
    rng = np.random.default_rng(0)
    differences = rng.normal(minimum_detectable_difference(0.015), 0.015, size=20_000)

    found = np.abs(differences / 0.015) > stats.norm.isf(0.025)

    assert found.mean() == pytest.approx(0.8, abs=0.01)
