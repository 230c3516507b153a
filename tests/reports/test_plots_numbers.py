"""The numbers in each display are those computed by hand or by scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, precision_recall_curve

from stance.evaluation import Evaluator, Interval, Predictions
from stance.evaluation.calibration import Calibration
from stance.evaluation.metrics.accuracy import Accuracy
from stance.evaluation.metrics.macro_f1 import MacroF1
from stance.reports.plots.confusion import ConfusionDisplay
from stance.reports.plots.learning_curve import LearningCurveDisplay
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.precision_recall import Curve, PrecisionRecallDisplay
from stance.reports.plots.reliability import Reliability, ReliabilityDisplay
from stance.reports.plots.risk_coverage import RiskCoverageDisplay
from stance.reports.plots.scores import ScoresDisplay


def predictions(gold, predicted, *, target=None, probabilities=None, margins=None) -> Predictions:
    n = len(gold)
    return Predictions(
        task="stance",
        id=np.array([str(k) for k in range(n)], dtype=object),
        target=np.array(target or ["NATO"] * n, dtype=object),
        gold=np.array(gold),
        predicted=np.array(predicted),
        fold=np.array(["test"] * n, dtype=object),
        seed=np.zeros(n, dtype=np.int64),
        probabilities=probabilities,
        margins=margins,
    )


def ranked(n: int, decimals: int) -> Predictions:
    """Return predictions with probabilities; few decimals make many ties."""
    rng = np.random.default_rng(7)
    gold = rng.integers(3, size=n)
    probabilities = rng.dirichlet([1, 1, 1], size=n)
    probabilities[np.arange(n), gold] += 0.5
    probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).round(decimals)
    return predictions(gold, probabilities.argmax(axis=1), probabilities=probabilities)


def evaluate(rows: Predictions, n_resamples: int = 20):
    return Evaluator({"macro_f1": MacroF1()}, n_resamples=n_resamples).evaluate(rows)


def test_the_confusion_matrix_has_gold_rows_and_shares_of_them():
    display = ConfusionDisplay.of(evaluate(predictions([0, 0, 0, 0, 1], [0, 0, 0, 1, 0])))
    assert display.counts.tolist() == [[3, 1, 0], [1, 0, 0], [0, 0, 0]]
    np.testing.assert_array_equal(display.shares[:2], [[0.75, 0.25, 0], [1, 0, 0]])
    assert np.isnan(display.shares[2]).all()


@pytest.mark.parametrize("decimals", [1, 2, 10])
def test_precision_and_recall_are_those_of_scikit_learn(decimals):
    rows = ranked(200, decimals)
    display = PrecisionRecallDisplay.of(rows)
    assert display.scores == "probability"
    for k, label in enumerate(rows.labels):
        curve = display.curves[label]
        gold, scores = rows.gold == k, rows.probabilities[:, k]
        precision, recall, _ = precision_recall_curve(gold, scores)
        np.testing.assert_allclose(curve.precision, precision[-2::-1])
        np.testing.assert_allclose(curve.recall, recall[-2::-1])
        assert curve.average_precision == pytest.approx(average_precision_score(gold, scores))
        assert curve.support == gold.sum()
        assert curve.prevalence == pytest.approx(gold.mean())


def test_a_constant_score_has_the_prevalence_for_average_precision():
    curve = Curve.of(np.array([True, False, False, False]), np.zeros(4))
    assert curve.average_precision == curve.prevalence == 0.25


def test_margins_rank_where_there_are_no_probabilities():
    rows = ranked(50, 10)
    by_margin = replace(rows, probabilities=None, margins=np.log(rows.probabilities))
    display = PrecisionRecallDisplay.of(by_margin)
    assert display.scores == "margin"
    same = PrecisionRecallDisplay.of(rows).curves["favor"]
    np.testing.assert_allclose(display.curves["favor"].precision, same.precision)


def test_a_class_without_gold_rows_has_no_curve():
    display = PrecisionRecallDisplay.of(predictions([0, 1], [0, 1], probabilities=np.eye(3)[:2]))
    assert display.curves["neutral"] is None
    assert display.curves["favor"].average_precision == 1


def test_a_model_that_ranks_nothing_gets_a_reason_instead_of_curves():
    plain = predictions([0, 1], [0, 1])
    assert PrecisionRecallDisplay.of(plain) == NotDrawn(
        "the model ranks nothing: it gives no probabilities or margins"
    )
    assert ReliabilityDisplay.of(plain) == NotDrawn("the model gives no probabilities")


@pytest.mark.parametrize("decimals", [1, 10])
@pytest.mark.parametrize("n_bins", [1, 4, 10])
def test_reliability_is_scikit_learns_calibration_curve_in_quantiles(decimals, n_bins):
    rows = ranked(300, decimals)
    (display,) = ReliabilityDisplay.of(rows, n_bins=n_bins).panels.values()
    confidence = rows.probabilities[np.arange(300), rows.predicted]
    correct = rows.predicted == rows.gold
    accuracy, mean = calibration_curve(correct, confidence, n_bins=n_bins, strategy="quantile")
    np.testing.assert_allclose(display.accuracy, accuracy)
    np.testing.assert_allclose(display.confidence, mean)
    assert display.counts.sum() == display.histogram.sum() == 300


def test_equal_confidences_share_a_bin_and_empty_bins_vanish():
    probabilities = np.array([[0.5, 0.3, 0.2]] * 6 + [[0.9, 0.1, 0.0]] * 2)
    rows = predictions([0, 0, 0, 1, 1, 1, 0, 0], [0] * 8, probabilities=probabilities)
    display = ReliabilityDisplay.of(rows)
    (panel,) = display.panels.values()
    assert panel.counts.tolist() == [6, 2]
    assert panel.accuracy.tolist() == [0.5, 1.0]
    # 6 of 8 rows are 0 off, 2 of 8 are 0.1 off.
    assert display.errors[0].value == pytest.approx(0.025)
    assert display.n == 8


def test_the_intervals_of_a_bin_are_wilsons():
    display = Reliability(
        np.array([0.5, 0.9]), np.array([0.5, 1.0]), np.array([10, 10]), np.zeros(20, dtype=int)
    )
    low, high = display.intervals
    # Published for 5 and for 10 of 10 (Newcombe 1998 computes them the same way).
    np.testing.assert_allclose(low, [0.2366, 0.7225], atol=5e-5)
    np.testing.assert_allclose(high, [0.7634, 1.0], atol=5e-5)


def test_before_and_after_scaling_are_drawn_beside_each_other_with_their_errors():
    after = ranked(300, 10)
    before = replace(after, probabilities=None, margins=np.log(after.probabilities) / 3)
    evaluator = Evaluator({"macro_f1": MacroF1()}, n_resamples=20)
    calibration = Calibration.of(after, evaluator, method="temperature", before=before)
    display = ReliabilityDisplay.of(after, calibration, before)
    first, second = display.panels.items()
    assert first[0] == "before (softmax of margins)"
    assert second[0] == "after temperature scaling"
    assert first[1].confidence.max() < second[1].confidence.max()
    assert display.errors == (calibration.before["ece"], calibration.scores["ece"])
    assert display.by_chance == calibration.by_chance
    for panel, error in zip(display.panels.values(), display.errors, strict=True):
        assert panel.expected_calibration_error == pytest.approx(error.value)


def test_risk_and_coverage_end_at_the_error_rate_of_all_answers():
    rows = ranked(300, 10)
    display = RiskCoverageDisplay.of(rows)
    assert display.n == 300
    assert display.curve.risk[-1] == pytest.approx(np.mean(rows.predicted != rows.gold))
    assert display.area.value < display.curve.risk[-1]


def test_without_scores_or_with_few_rows_there_is_a_reason_instead_of_risk_and_coverage():
    assert RiskCoverageDisplay.of(predictions([0, 1], [0, 1])) == NotDrawn(
        "the model ranks nothing: it gives no probabilities or margins"
    )
    few = ranked(9, 10)
    assert RiskCoverageDisplay.of(few) == NotDrawn("there are fewer than 10 predictions")


def test_scores_are_sorted_and_undefined_ones_come_last():
    rows = predictions([0, 0, 1, 1], [0, 0, 1, 0], target=["Russia", "NATO", "NATO", "Russia"])
    display = ScoresDisplay.of(evaluate(rows))
    assert [(score.name, score.n) for score in display.classes] == [
        ("against", 2),
        ("favor", 2),
        ("neutral", 0),
    ]
    assert display.classes[0].interval.value == pytest.approx(0.8)
    assert np.isnan(display.classes[2].interval.value)
    assert [score.name for score in display.targets] == ["NATO", "Russia"]
    assert display.metric == "Macro-F1"
    assert (display.n, display.left_out) == (4, 0)


def test_only_the_thirty_largest_targets_are_drawn_and_the_rest_is_counted():
    targets = [f"T{k:02}" for k in range(40) for _ in range(1 + (k >= 10))]
    rows = predictions([0] * len(targets), [0] * len(targets), target=targets)
    display = ScoresDisplay.of(evaluate(rows))
    assert {score.name for score in display.targets} == {f"T{k:02}" for k in range(10, 40)}
    assert display.left_out == 10
    assert ScoresDisplay.of(evaluate(rows), n_targets=1000).left_out == 970


def test_scores_need_the_metric_they_draw():
    found = Evaluator({"accuracy": Accuracy()}).evaluate(predictions([0], [0]))
    assert ScoresDisplay.of(found) == NotDrawn(
        "the evaluation has no macro_f1; add it to evaluation.metrics"
    )


def test_the_points_of_a_learning_curve_are_sorted_by_size():
    score = Interval(0.4, 0.5, 0.6)
    display = LearningCurveDisplay.of([(20, score), (5, score)], metric="Macro-F1")
    assert [n for n, _ in display.points] == [5, 20]
