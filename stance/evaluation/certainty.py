"""`Certainty`: how sure a model is of its answers, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from stance.evaluation.abstention import Abstention, Abstentions, Threshold
from stance.evaluation.calibration import Calibration
from stance.evaluation.evaluator import Evaluator
from stance.evaluation.predictions import Predictions


@dataclass(frozen=True, eq=False)
class Certainty:
    """What is known of the probabilities of a model.

    Attributes
    ----------
    calibration
        Their scores; None where the model gives none.
    abstentions
        What it costs, and gains, to abstain; None where the model is to answer always.
    unscaled
        The predictions before they were scaled; None where they were not.
    """

    calibration: Calibration | None = None
    abstentions: Abstentions | None = None
    unscaled: Predictions | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the scores, without the predictions, as JSON knows them."""
        return {
            "calibration": self.calibration and self.calibration.to_dict(),
            "abstention": self.abstentions and self.abstentions.to_dict(),
        }

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        evaluator: Evaluator,
        *,
        method: str | None = None,
        n_dev: Sequence[int] = (),
        unscaled: Predictions | None = None,
        wanted: Abstention | None = None,
        thresholds: Sequence[Threshold] = (),
    ) -> Self:
        """Return what is known of predictions; the rest is as in `Calibration`, `Abstentions`."""
        calibration = Calibration.of(
            predictions, evaluator, method=method, n_dev=tuple(n_dev), before=unscaled
        )
        abstentions = None
        if wanted is not None and thresholds:
            abstentions = Abstentions.of(predictions, wanted, thresholds, evaluator)
        return cls(calibration, abstentions, unscaled)
