"""Expected calibration error: its bins, its value, and an interval that holds the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from stance.evaluation import Evaluator, Sample, metrics
from stance.evaluation.binning import equal_mass_bins
from stance.evaluation.metrics.ece import LabelECE
from stance.evaluation.significance import compare_systems

scores = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def value(metric, predictions) -> float:
    return float(metric.score(Sample.whole(predictions))[0])


def drawn(make_predictions, n, truth=lambda p: p, seed=0):
    """Return predictions whose gold labels are drawn by the `truth` of their probabilities."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet([2, 2, 2], size=n)
    gold = (rng.random(n)[:, np.newaxis] > truth(probabilities).cumsum(axis=1)).sum(axis=1)
    return make_predictions(gold, probabilities.argmax(axis=1), probabilities=probabilities)


def half_way_to_a_third(probabilities):
    return (probabilities + 1 / 3) / 2


@given(scores, st.integers(1, 12))
@settings(deadline=None)
def test_a_bin_is_a_stretch_of_scores_and_no_score_is_parted(scores, n_bins):
    scores = np.array(scores)
    bins = equal_mass_bins(scores, n_bins)
    assert ((bins >= 0) & (bins < n_bins)).all()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(bins[order]) >= 0).all()
    for score in scores:
        assert len(set(bins[scores == score])) == 1


@given(st.integers(1, 200), st.integers(1, 12))
@settings(deadline=None)
def test_bins_of_different_scores_are_of_equal_mass(n, n_bins):
    sizes = np.bincount(equal_mass_bins(np.random.default_rng(n).permutation(n) / n, n_bins))
    filled = sizes[sizes > 0]
    assert filled.max() - filled.min() <= 1


@pytest.mark.parametrize("decimals", [1, 12])
def test_it_is_the_distance_in_scikit_learns_calibration_curve(random_predictions, decimals):
    rows = random_predictions(1, n=300)
    probabilities = rows.probabilities.round(decimals)
    rows = random_predictions(1, n=300, probabilities=probabilities)
    found = []
    for k in range(3):
        is_k, p = rows.gold == k, probabilities[:, k]
        share, mean = calibration_curve(is_k, p, n_bins=10, strategy="quantile")
        edges = np.quantile(p, np.linspace(0, 1, 11)[1:-1])
        mass = np.bincount(np.searchsorted(edges, p), minlength=10)
        found.append(np.average(np.abs(share - mean), weights=mass[mass > 0]))
        assert value(LabelECE(k), rows) == pytest.approx(found[-1])
    assert value(metrics.ClasswiseECE(), rows) == pytest.approx(np.mean(found))


def test_the_distance_of_a_small_example(make_predictions):
    probabilities = np.array([[0.5, 0.3, 0.2]] * 6 + [[0.9, 0.1, 0.0]] * 2)
    rows = make_predictions([0, 0, 0, 1, 1, 1, 0, 0], [0] * 8, probabilities=probabilities)
    # 6 of 8 rows are 0 off, 2 of 8 are 0.1 off.
    assert value(metrics.ECE(), rows) == pytest.approx(0.025)


def test_certainty_that_is_right_has_no_error_and_no_doubt(make_predictions):
    rows = make_predictions([0, 1, 2, 1], [0, 1, 2, 1], probabilities=np.eye(3)[[0, 1, 2, 1]])
    found = Evaluator({"ece": metrics.ECE()}, n_resamples=50).evaluate(rows).metrics["ece"]
    assert (found.low, found.value, found.high) == (0, 0, 0)


@pytest.mark.parametrize("metric", [metrics.ECE(), metrics.ClasswiseECE()], ids=str)
@pytest.mark.parametrize("n", [40, 250, 2000])
def test_the_true_error_of_a_perfectly_calibrated_model_is_in_its_interval(
    metric, n, make_predictions
):
    """It is 0, where 95 % percentile intervals never reach (how often: benchmarks)."""
    rows = drawn(make_predictions, n)
    found = Evaluator({"ece": metric}, n_resamples=200).evaluate(rows).metrics["ece"]
    assert found.low == 0 < found.value < found.high
    chance = metric.by_chance(Sample.whole(rows))
    assert found.value == pytest.approx(chance, rel=0.5)


@pytest.mark.parametrize("n", [250, 2000])
def test_the_true_error_of_an_overconfident_model_is_in_its_interval(n, make_predictions):
    rows = drawn(make_predictions, n, half_way_to_a_third)
    found = Evaluator({"ece": metrics.ECE()}, n_resamples=200).evaluate(rows).metrics["ece"]
    many = drawn(make_predictions, 400_000, half_way_to_a_third).probabilities.max(axis=1)
    assert 0 < found.low < np.mean(many - (many + 1 / 3) / 2) < found.high


def test_two_models_that_are_compared_have_the_same_intervals_as_alone(make_predictions):
    rows = drawn(make_predictions, 200)
    other = drawn(make_predictions, 200, half_way_to_a_third)
    other = make_predictions(rows.gold, other.predicted, probabilities=other.probabilities)
    chosen = {"ece": metrics.ECE()}
    alone = Evaluator(chosen, n_resamples=100).evaluate(rows).metrics["ece"]
    beside = compare_systems({"a": rows, "b": other}, chosen, n_resamples=100)
    assert beside.intervals("ece")["a"] == alone


def test_without_probabilities_there_is_none_and_the_reason_is_told(make_predictions):
    rows = make_predictions([0, 1], [0, 1], margins=np.eye(3)[:2])
    found = Evaluator({"ece": metrics.ECE()}, n_resamples=20).evaluate(rows)
    assert np.isnan(found.metrics["ece"].value)
    assert "No value of ECE: it needs probabilities" in found.notes[0]
