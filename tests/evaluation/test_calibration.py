"""How far the probabilities of a model can be believed, before and after scaling."""

import json

import numpy as np
import pytest

from stance.evaluation import Evaluator, Sample, metrics
from stance.evaluation.calibration import Calibration, as_probabilities

EVALUATOR = Evaluator({"accuracy": metrics.Accuracy()}, n_resamples=30)


def test_it_has_every_score_of_the_probabilities(random_predictions):
    rows = random_predictions(1)
    found = Calibration.of(rows, EVALUATOR)
    sample = Sample.whole(rows)
    for name in ("log_loss", "brier", "ece", "classwise_ece", "aurc", "e_aurc"):
        (score,) = metrics.METRICS[name]().score(sample)
        assert found.scores[name].value == pytest.approx(score)
    parts = (found.scores[part].value for part in ("reliability", "resolution", "uncertainty"))
    reliability, resolution, uncertainty = parts
    assert reliability - resolution + uncertainty == pytest.approx(found.scores["brier"].value)
    by_class = [found.scores[f"ece {label}"].value for label in rows.labels]
    assert np.mean(by_class) == pytest.approx(found.scores["classwise_ece"].value)
    assert found.before is None


def test_margins_are_held_against_their_softmax(random_predictions):
    after = random_predictions(1)
    before = random_predictions(1, probabilities=None, margins=3 * np.log(after.probabilities))
    found = Calibration.of(after, EVALUATOR, method="temperature", n_dev=(80,), before=before)
    odds = after.probabilities**3
    cubed = random_predictions(1, probabilities=odds / odds.sum(axis=1, keepdims=True))
    expected = Calibration.of(cubed, EVALUATOR).scores["log_loss"].value
    assert found.before["log_loss"].value == pytest.approx(expected)
    assert as_probabilities(after) is after


def test_it_is_read_back_as_it_was_written(random_predictions):
    rows = random_predictions(1)
    found = Calibration.of(rows, EVALUATOR, method="sigmoid", n_dev=(80, 81), before=rows)
    assert Calibration.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_without_probabilities_there_is_none(random_predictions):
    rows = random_predictions(1, probabilities=None, margins=random_predictions(1).probabilities)
    assert Calibration.of(rows, EVALUATOR) is None
