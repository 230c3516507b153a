"""The notes of an evaluation name every gap, and a run without gaps has none."""

import numpy as np
import pytest

from stance.evaluation import Evaluator, metrics

METRICS = {
    "macro_f1": metrics.MacroF1(),
    "roc_auc": metrics.RocAuc(),
    "average_precision": metrics.AveragePrecision(),
    "log_loss": metrics.LogLoss(),
    "brier": metrics.Brier(),
}


@pytest.fixture
def evaluator():
    return Evaluator(METRICS, n_resamples=100)


def test_a_run_without_gaps_has_no_notes(evaluator, random_predictions):
    assert evaluator.evaluate(random_predictions(0)).notes == ()


def test_margins_give_rankings_and_the_way_to_probabilities(evaluator, random_predictions):
    rows = random_predictions(0, probabilities=None, margins=np.ones((200, 3)))

    evaluation = evaluator.evaluate(rows)

    assert evaluation.metrics["roc_auc"].value == 0.5
    assert np.isnan(evaluation.metrics["log_loss"].value)
    assert np.isnan(evaluation.metrics["log_loss"].low)
    assert [note.partition(": ")[0] for note in evaluation.notes] == ["No value of Log loss, Brier"]
    assert "gives only margins; take" in evaluation.notes[0]
    assert "classifier=linear_svm_calibrated" in evaluation.notes[0]


def test_bare_labels_give_no_ranking_either(evaluator, random_predictions):
    notes = evaluator.evaluate(random_predictions(0, probabilities=None)).notes

    assert [note.partition(": ")[0] for note in notes] == [
        "No value of ROC AUC, AP",
        "No value of Log loss, Brier",
    ]


def test_a_class_without_examples_is_named(evaluator, make_predictions):
    evaluation = evaluator.evaluate(make_predictions([0, 1] * 20, [0, 1] * 20))

    assert evaluation.per_class["neutral"].support == 0
    assert np.isnan(evaluation.per_class["neutral"].f1.value)
    assert evaluation.metrics["macro_f1"].value == 1
    assert any(note.startswith("No example is neutral:") for note in evaluation.notes)


def test_a_class_that_is_never_predicted_is_named(evaluator, make_predictions):
    evaluation = evaluator.evaluate(make_predictions([0, 1, 2] * 20, [0, 1, 1] * 20))

    assert np.isnan(evaluation.per_class["neutral"].precision.value)
    assert evaluation.per_class["neutral"].f1.value == 0
    assert any(note.startswith("neutral is never predicted:") for note in evaluation.notes)


def test_a_target_that_lacks_a_class_is_named(evaluator, make_predictions):
    gold, target = [0, 1, 2, 0, 1] * 10, ["EU", "EU", "EU", "NATO", "NATO"] * 10

    notes = evaluator.evaluate(make_predictions(gold, gold, target=target)).notes

    assert any("no example of: NATO (neutral)." in note for note in notes)


def test_many_targets_that_lack_a_class_are_counted(evaluator, make_predictions):
    target = [f"target {i:02}" for i in range(30)]

    notes = evaluator.evaluate(make_predictions([0, 1, 2] * 10, [0] * 30, target=target)).notes

    assert any("target 00 (favor)" in note and "and 50 more." in note for note in notes)


def test_resamples_that_miss_a_class_are_counted(evaluator, make_predictions):
    gold = [0, 1] * 20 + [2]

    notes = evaluator.evaluate(make_predictions(gold, gold)).notes

    (note,) = [note for note in notes if note.startswith("F1 of neutral has no value in ")]
    assert "of 100 resamples" in note


def test_a_metric_without_value_and_without_reason_is_undefined(make_predictions):
    evaluation = Evaluator({"mcc": metrics.MCC()}, 10).evaluate(make_predictions([0, 0], [0, 0]))

    assert "No value of MCC: it is undefined on these rows." in evaluation.notes
