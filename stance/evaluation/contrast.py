"""`Contrasts`: the same examples predicted in other ways, and by how much the model is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from stance.evaluation.evaluator import Evaluator
from stance.evaluation.intervals import Interval
from stance.evaluation.predictions import Predictions
from stance.evaluation.significance import compare_systems

_MODEL: Final = "the model"


@dataclass(frozen=True)
class Contrast:
    """Another way to predict the examples that a model was scored on.

    Attributes
    ----------
    title
        What the other way is, in words.
    score
        Its score.
    gain
        By how much the model's score is better, whichever way the metric runs.
    p_value
        Of the two-sided paired bootstrap test that they are equally good.
    """

    title: str
    score: Interval
    gain: Interval
    p_value: float

    def is_beaten(self, alpha: float = 0.05) -> bool:
        """Tell whether the model is significantly better."""
        return self.gain.value > 0 and self.p_value < alpha


@dataclass(frozen=True)
class Contrasts:
    """Several of them, by one metric.

    Attributes
    ----------
    metric
        The metric's name.
    rows
        The contrasts by name. A model has to beat them all, so their p values need no correction
        (an intersection-union test; Berger 1982, Technometrics 24:4).
    not_applicable
        For those that could not be had, the reason.
    """

    metric: str
    rows: Mapping[str, Contrast]
    not_applicable: Mapping[str, str]

    @classmethod
    def of(
        cls,
        model: Predictions,
        others: Mapping[str, tuple[str, Predictions]],
        not_applicable: Mapping[str, str],
        *,
        metric: str,
        evaluator: Evaluator,
    ) -> Self:
        """Return the contrasts of a model's predictions with others, given by name with title."""
        chosen = evaluator.metrics[metric]
        comparison = compare_systems(
            {_MODEL: model, **{name: predictions for name, (_, predictions) in others.items()}},
            {metric: chosen},
            n_resamples=evaluator.n_resamples,
            confidence=evaluator.confidence,
            seed=evaluator.seed,
        )
        scores = comparison.intervals(metric)
        rows = {
            difference.second: Contrast(
                title=others[difference.second][0],
                score=scores[difference.second],
                gain=difference.interval
                if chosen.greater_is_better
                else _negated(difference.interval),
                p_value=difference.p_value,
            )
            for difference in comparison.differences(metric)
            if difference.first == _MODEL
        }
        return cls(metric, rows, not_applicable)

    def to_dict(self) -> dict[str, Any]:
        """Return the contrasts as JSON takes them."""
        return asdict(replace(self, rows=dict(self.rows), not_applicable=dict(self.not_applicable)))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the contrasts that `to_dict` wrote."""
        rows = {
            name: Contrast(
                row["title"], Interval(**row["score"]), Interval(**row["gain"]), row["p_value"]
            )
            for name, row in record["rows"].items()
        }
        return cls(record["metric"], rows, record["not_applicable"])


def _negated(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.value, -interval.low)
