"""How often a model errs if it answers only what it is surest of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.evaluation import NoScoreError, Sample, metrics
from stance.evaluation.risk_coverage import RiskCoverage, confidence_of

answers = st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=50)


def predictions_of(make_predictions, confidence, right):
    """Return predictions of the first label, each as sure as it is told and right or wrong."""
    sure = np.asarray(confidence, dtype=float)
    margins = np.column_stack([sure, sure - 1, sure - 1])
    return make_predictions(np.where(right, 0, 1), np.zeros(len(sure), int), margins=margins)


def value(metric, predictions) -> float:
    return float(metric.score(Sample.whole(predictions))[0])


@given(answers)
@settings(deadline=None)
def test_the_area_is_between_the_best_there_is_and_one(make_predictions, answers):
    confidence, right = map(np.array, zip(*answers, strict=True))
    predictions = predictions_of(make_predictions, confidence, right)
    area, excess = value(metrics.AURC(), predictions), value(metrics.EAURC(), predictions)
    assert 0 <= area <= 1
    assert -1e-12 <= excess <= area


@pytest.mark.parametrize("n_wrong", [0, 1, 30, 99, 100])
def test_who_errs_only_on_the_least_sure_has_no_excess(n_wrong, make_predictions):
    right = np.arange(100) >= n_wrong
    predictions = predictions_of(make_predictions, np.arange(100), right)
    r = n_wrong / 100
    # Geifman, Uziel & El-Yaniv (2019), section 3.
    least = r + ((1 - r) * np.log(1 - r) if r < 1 else 0)
    assert value(metrics.AURC(), predictions) == pytest.approx(least)
    assert value(metrics.EAURC(), predictions) == pytest.approx(0, abs=1e-12)


def test_who_is_always_as_sure_has_its_error_rate_for_area(make_predictions):
    right = np.arange(10) < 7
    assert value(metrics.AURC(), predictions_of(make_predictions, [1] * 10, right)) == (
        pytest.approx(0.3)
    )


def test_the_area_is_what_the_sum_over_rows_tends_to(make_predictions):
    rng = np.random.default_rng(0)
    confidence = rng.random(5000)
    right = rng.random(5000) < confidence
    errors = np.cumsum(~right[np.argsort(-confidence)])
    published = np.mean(errors / np.arange(1, 5001))
    found = value(metrics.AURC(), predictions_of(make_predictions, confidence, right))
    assert found == pytest.approx(published, abs=2e-3)


@given(answers)
@settings(deadline=None)
def test_the_curve_ends_with_all_rows_and_takes_in_equal_confidence_at_once(answers):
    confidence, right = map(np.array, zip(*answers, strict=True))
    curve = RiskCoverage.of(confidence, right)
    assert curve.coverage[-1] == 1
    assert curve.risk[-1] == pytest.approx(1 - right.mean())
    assert curve.threshold.tolist() == sorted(set(confidence), reverse=True)
    for threshold, answered, errors in zip(
        curve.threshold, curve.answered, curve.errors, strict=True
    ):
        assert answered == (confidence >= threshold).sum()
        assert errors == (~right[confidence >= threshold]).sum()


def test_who_gives_no_scores_is_sure_of_nothing(make_predictions):
    with pytest.raises(NoScoreError, match="needs probabilities or margins"):
        confidence_of(make_predictions([0, 1], [0, 1]))
