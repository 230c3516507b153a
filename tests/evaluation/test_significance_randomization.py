"""Approximate randomization: what is swapped, and what its p value counts."""

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import f1_score

from stance.errors import RunError
from stance.evaluation import NoScoreError, Predictions, metrics
from stance.evaluation.significance import approximate_randomization

MACRO_F1 = metrics.MacroF1()


class OfRows:
    """A metric that hides that it is one of counts."""

    title = "hidden"
    greater_is_better = True

    def __init__(self, metric):
        self.metric = metric

    def score(self, sample):
        return self.metric.score(sample)


@pytest.fixture
def pair(random_predictions, make_predictions):
    """Return two systems on the same 60 examples, the second somewhat worse."""
    first = random_predictions(4, 60)
    rng = np.random.default_rng(3)
    other = np.where(rng.random(60) < 0.5, rng.integers(3, size=60), first.predicted)
    odds = rng.random((60, 3)) + 0.1
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    second = make_predictions(first.gold, other, target=first.target, probabilities=probabilities)
    return first, second


def test_the_p_value_nears_that_of_all_swaps(make_predictions):
    gold = np.array([0, 1, 2, 0, 1, 2, 0, 1])
    ours = np.array([1, 1, 2, 0, 1, 2, 0, 1])
    theirs = np.array([0, 2, 2, 1, 2, 2, 2, 2])

    found = approximate_randomization(
        make_predictions(gold, ours),
        make_predictions(gold, theirs),
        MACRO_F1,
        n_permutations=20_000,
    )

    def difference(swap):
        a, b = np.where(swap, theirs, ours), np.where(swap, ours, theirs)
        return f1_score(gold, a, average="macro") - f1_score(gold, b, average="macro")

    observed = difference(np.zeros(8, dtype=bool))
    every = [difference(np.array(swap)) for swap in product([False, True], repeat=8)]
    exact = np.mean([abs(d) >= abs(observed) - 1e-12 for d in every])
    assert found.difference == pytest.approx(observed)
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_swaps_of_counts_equal_swaps_of_rows(pair):
    by_counts = approximate_randomization(*pair, MACRO_F1, n_permutations=500, seed=8)
    by_rows = approximate_randomization(*pair, OfRows(MACRO_F1), n_permutations=500, seed=8)

    assert by_counts.difference == pytest.approx(by_rows.difference)
    assert by_counts.p_value == by_rows.p_value


@pytest.mark.parametrize("metric", [metrics.LogLoss(), metrics.RocAuc(), metrics.FAvgByTarget()])
def test_a_metric_of_scores_or_targets_can_be_tested_too(pair, metric):
    found = approximate_randomization(*pair, metric, n_permutations=200)

    assert found.difference != 0
    assert 1 / 201 <= found.p_value < 1


def test_the_observed_difference_counts_as_a_permutation(make_predictions):
    gold = np.arange(60) % 3
    right, wrong = make_predictions(gold, gold), make_predictions(gold, (gold + 1) % 3)

    found = approximate_randomization(right, wrong, MACRO_F1, n_permutations=99)

    assert (found.difference, found.p_value) == (1, 1 / 100)


@pytest.mark.parametrize("metric", [MACRO_F1, metrics.LogLoss()])
def test_a_system_does_not_differ_from_itself(pair, metric):
    found = approximate_randomization(pair[0], pair[0], metric, n_permutations=50)

    assert (found.difference, found.p_value) == (0, 1)


def test_the_order_of_the_two_only_turns_the_sign(pair):
    one = approximate_randomization(*pair, MACRO_F1, n_permutations=100)
    other = approximate_randomization(*reversed(pair), MACRO_F1, n_permutations=100)

    assert one.difference == pytest.approx(-other.difference)
    assert one.p_value == other.p_value


def test_clusters_are_swapped_whole(make_predictions):
    gold = np.zeros(60, dtype=int)
    # Six documents of ten sentences: in five the first system is right, in one the second.
    ours = np.repeat([0, 0, 0, 0, 0, 1], 10)
    pair = make_predictions(gold, ours), make_predictions(gold, 1 - ours)
    document = {name: f"document {row // 10}" for row, name in enumerate(pair[0].id)}

    by_example = approximate_randomization(*pair, metrics.Accuracy())
    by_document = approximate_randomization(*pair, metrics.Accuracy(), cluster=document)

    assert by_example.p_value < 0.001
    # As large as 5 of 6: 5, 6, 0 or 1 of 6, which are 14 of 64.
    assert by_document.p_value == pytest.approx(14 / 64, abs=0.02)


def with_seed(rows: Predictions, seed: int) -> Predictions:
    copy = rows.where(np.ones(len(rows), dtype=bool))
    copy.seed[:] = seed
    return copy


def test_all_seeds_of_an_example_are_swapped_together(pair):
    twice = [Predictions.concatenate([with_seed(rows, s) for s in (0, 1)]) for rows in pair]

    once = approximate_randomization(*pair, MACRO_F1, n_permutations=300)
    again = approximate_randomization(*twice, MACRO_F1, n_permutations=300)

    assert again.p_value == once.p_value


def test_a_system_without_seeds_is_compared_with_each_seed_of_another(pair):
    first, second = pair
    seeds = Predictions.concatenate([with_seed(rows, s) for s, rows in enumerate((second, first))])

    found = approximate_randomization(first, seeds, MACRO_F1, n_permutations=100)

    alone = approximate_randomization(first, second, MACRO_F1, n_permutations=100)
    assert found.difference == pytest.approx(alone.difference / 2)


def test_seeds_with_other_test_rows_cannot_be_swapped(pair):
    first, second = pair
    half = np.arange(60) < 30
    split = Predictions.concatenate([with_seed(second.where(half), 0), second.where(~half)])
    split.seed[30:] = 1

    with pytest.raises(RunError, match="scored different examples, so that their predictions"):
        approximate_randomization(first, split, MACRO_F1)


def test_a_metric_that_has_no_value_says_why(make_predictions):
    rows = make_predictions([0, 1], [0, 1])
    with pytest.raises(NoScoreError, match="it needs probabilities"):
        approximate_randomization(rows, rows, metrics.LogLoss())


def test_an_undefined_score_has_no_p_value(make_predictions):
    rows = make_predictions([2, 2], [2, 0])  # no favor, no against: no F_avg

    found = approximate_randomization(rows, rows, metrics.FAvg(), n_permutations=10)

    assert np.isnan([found.difference, found.p_value]).all()
