"""Probabilities that promise too much are found; honest ones pass."""

from stance.checks import Calibrated, Outcome
from stance.evaluation import Evaluator
from stance.evaluation.metrics import MacroF1
from stance.evaluation.metrics.ece import ECE


def test_honest_probabilities_pass(predictions, result):
    found = Calibrated().look(result(predictions(0.7, confidence=0.7)))
    assert found.outcome is Outcome.PASSED


def test_overconfidence_is_found_with_its_interval(predictions, result):
    found = Calibrated().look(result(predictions(0.6, confidence=0.98)))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence.startswith("ECE is 0.")
    assert "0.05 is allowed" in found.sentence


def test_underconfidence_is_found_too(predictions, result):
    found = Calibrated().look(result(predictions(0.95, confidence=0.5)))
    assert found.outcome is Outcome.ISSUE


def test_the_interval_of_the_runs_own_scores_is_the_one_that_is_told(predictions, result):
    rows = predictions(0.6, confidence=0.98)
    evaluator = Evaluator({"macro_f1": MacroF1(), "ece": ECE()}, n_resamples=100)
    known = evaluator.evaluate(rows)
    of = type(result(rows))(rows, known, "macro_f1")
    error = known.metrics["ece"]
    assert f"ECE is {error.value:.3f} [{error.low:.3f}, {error.high:.3f}]" in (
        Calibrated().look(of).sentence
    )


def test_the_error_allowed_is_an_argument(predictions, result):
    found = Calibrated(max_ece=0.5).look(result(predictions(0.6, confidence=0.98)))
    assert found.outcome is Outcome.PASSED


def test_labels_alone_cannot_be_calibrated(predictions, result):
    found = Calibrated().look(result(predictions(0.7)))
    assert (found.outcome, found.sentence) == ("not applicable", "the model gives no probabilities")
