"""`Evaluation` goes through JSON and comes back the same."""

import json

import pytest

from stance.evaluation import Evaluation, Evaluator, Interval, metrics

METRICS = {"macro_f1": metrics.MacroF1(), "log_loss": metrics.LogLoss()}


@pytest.mark.parametrize("columns", [{}, {"seed": [0, 1] * 100}, {"probabilities": None}])
def test_an_evaluation_survives_json(columns, random_predictions):
    evaluation = Evaluator(METRICS, n_resamples=50).evaluate(random_predictions(0, **columns))

    text = json.dumps(evaluation.to_dict(), allow_nan=False)
    back = Evaluation.from_dict(json.loads(text))

    assert back.to_dict() == evaluation.to_dict()
    assert back.metrics["macro_f1"] == evaluation.metrics["macro_f1"]
    assert back.per_class["favor"] == evaluation.per_class["favor"]
    assert back.confusion.tolist() == evaluation.confusion.tolist()
    assert (back.folds is None) == (evaluation.folds is None)
    assert back.labels == evaluation.labels


def test_what_has_no_value_is_null_in_json_and_nan_in_python(random_predictions):
    evaluation = Evaluator(METRICS, 0).evaluate(random_predictions(0, probabilities=None))

    record = evaluation.to_dict()

    assert record["metrics"]["log_loss"] == {"low": None, "value": None, "high": None}
    back = Evaluation.from_dict(record).metrics["log_loss"]
    assert isinstance(back, Interval)
    assert back.value != back.value  # nan
