"""`Calibration`: how far the probabilities of a model can be believed, before and after scaling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

import numpy as np

from stance.evaluation.brier_parts import BrierPart
from stance.evaluation.evaluation import intervals_from, to_json
from stance.evaluation.evaluator import Evaluator
from stance.evaluation.intervals import Interval
from stance.evaluation.metrics import AURC, EAURC, ECE, Brier, ClasswiseECE, LogLoss, Metric
from stance.evaluation.metrics.ece import LabelECE
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Sample

TITLES: Final[Mapping[str, str]] = {
    "log_loss": "Log loss",
    "brier": "Brier",
    "reliability": "  its reliability",
    "resolution": "  its resolution (more is better)",
    "uncertainty": "  its uncertainty (of the rows)",
    "ece": "ECE",
    "classwise_ece": "Classwise ECE",
    "aurc": "AURC",
    "e_aurc": "E-AURC",
}


@dataclass(frozen=True)
class Calibration:
    """Scores of probabilities, each with its interval.

    Attributes
    ----------
    method
        How they were scaled: ``temperature``, ``sigmoid``, ``isotonic``; None for not at all.
    n_dev
        On how many rows the scaling was fitted, for each split and seed.
    scores
        By name: log loss, Brier score and its three parts, ECE of the predicted label, of all
        classes and of each (``ece favor``), area under the risk-coverage curve and its excess.
    before
        The same without scaling; of margins, their softmax. None where nothing was scaled.
    by_chance
        The ECE that a perfectly calibrated model is to be expected to show on so few rows.
    """

    method: str | None
    n_dev: tuple[int, ...]
    scores: Mapping[str, Interval]
    before: Mapping[str, Interval] | None
    by_chance: float

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        evaluator: Evaluator,
        *,
        method: str | None = None,
        n_dev: tuple[int, ...] = (),
        before: Predictions | None = None,
    ) -> Self | None:
        """Return the scores of predictions; None where they have no probabilities."""
        if predictions.probabilities is None:
            return None
        seeds = [predictions.where(predictions.seed == seed) for seed in set(predictions.seed)]
        return cls(
            method,
            n_dev,
            _scores(predictions, evaluator),
            None if before is None else _scores(as_probabilities(before), evaluator),
            float(np.mean([ECE().by_chance(Sample.whole(rows)) for rows in seeds])),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as JSON knows them."""
        return dict(to_json(asdict(self)))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the calibration that `to_dict` wrote."""
        return cls(
            record["method"],
            tuple(record["n_dev"]),
            intervals_from(record["scores"]),
            record["before"] and intervals_from(record["before"]),
            record["by_chance"],
        )


def as_probabilities(predictions: Predictions) -> Predictions:
    """Return predictions whose margins, where they have those alone, are made probabilities.

    By the softmax, which is what scaling with a temperature of 1 gives.
    """
    if predictions.margins is None or predictions.probabilities is not None:
        return predictions
    odds = np.exp(predictions.margins - predictions.margins.max(axis=1, keepdims=True))
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    return replace(predictions, probabilities=probabilities, margins=None)


def _scores(predictions: Predictions, evaluator: Evaluator) -> dict[str, Interval]:
    metrics: dict[str, Metric] = {
        "log_loss": LogLoss(),
        "brier": Brier(),
        **{part: BrierPart(part) for part in ("reliability", "resolution", "uncertainty")},
        "ece": ECE(),
        "classwise_ece": ClasswiseECE(),
        **{f"ece {label}": LabelECE(k) for k, label in enumerate(predictions.labels)},
        "aurc": AURC(),
        "e_aurc": EAURC(),
    }
    chosen = replace(evaluator, metrics=metrics, max_targets=0)
    return dict(chosen.evaluate(predictions).metrics)
