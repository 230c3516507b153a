"""`Evaluation`: what an evaluator found, every score with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import nan
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from stance.evaluation.intervals import Interval
from stance.labels import Task


@dataclass(frozen=True)
class ClassScores:
    """The scores of one label; `support` is the number of examples that have it."""

    support: int
    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True)
class TargetScores:
    """The scores on one target's `n` examples: by metric name, and F1 by label."""

    n: int
    metrics: Mapping[str, Interval]
    f1: Mapping[str, Interval]


@dataclass(frozen=True)
class Spread:
    """How a metric varies over folds and seeds; `sd` has n - 1 below the line."""

    mean: float
    sd: float
    min: float
    max: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class Folds:
    """Each metric over the splits of a cross-validated or repeated experiment.

    Attributes
    ----------
    splits
        Fold name and seed of each split, in the order of every `Spread.values`.
    metrics
        The spread of each metric, by name.
    """

    splits: tuple[tuple[str, int], ...]
    metrics: Mapping[str, Spread]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores of one model's predictions.

    Attributes
    ----------
    task, labels
        What was predicted, and its K labels in order.
    n
        How many different examples were scored.
    metrics, titles
        Each metric's interval and its heading for tables, by name, in the order asked for.
    lower_is_better
        The names of the metrics of which less is better.
    per_class, per_target
        By label, and by target; the most frequent targets where there are very many.
    confusion
        Rows by gold (down) and predicted (across) label, shape (K, K). An example that was
        scored under several seeds counts once for each.
    folds
        The spread over folds and seeds, None where there is one split only.
    notes
        Sentences on what has no value or was left out.
    confidence, n_resamples
        Of the intervals; without resamples they have no ends.
    """

    task: Task
    labels: tuple[str, ...]
    n: int
    metrics: Mapping[str, Interval]
    titles: Mapping[str, str]
    lower_is_better: tuple[str, ...]
    per_class: Mapping[str, ClassScores]
    per_target: Mapping[str, TargetScores]
    confusion: npt.NDArray[np.int64]
    folds: Folds | None
    notes: tuple[str, ...]
    confidence: float
    n_resamples: int

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as JSON knows it: lists, dicts, and null for nan."""
        return dict(to_json(asdict(self) | {"confusion": self.confusion.tolist()}))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the evaluation that `to_dict` wrote."""
        per_class = {
            label: ClassScores(
                scores["support"],
                *(interval_from(scores[name]) for name in ("precision", "recall", "f1")),
            )
            for label, scores in record["per_class"].items()
        }
        per_target = {
            target: TargetScores(
                scores["n"], intervals_from(scores["metrics"]), intervals_from(scores["f1"])
            )
            for target, scores in record["per_target"].items()
        }
        return cls(
            **dict(record)
            | {
                "labels": tuple(record["labels"]),
                "metrics": intervals_from(record["metrics"]),
                "lower_is_better": tuple(record["lower_is_better"]),
                "per_class": per_class,
                "per_target": per_target,
                "confusion": np.array(record["confusion"], dtype=np.int64),
                "folds": record["folds"] and _folds(record["folds"]),
                "notes": tuple(record["notes"]),
            }
        )


def to_json(value: Any) -> Any:
    """Return a value as JSON knows it: lists, dicts, and null for nan."""
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def _number(value: float | None) -> float:
    return nan if value is None else value


def interval_from(ends: Mapping[str, float | None]) -> Interval:
    """Return the interval that `to_json` made a dict of."""
    return Interval(**{end: _number(value) for end, value in ends.items()})


def intervals_from(record: Mapping[str, Mapping[str, float | None]]) -> dict[str, Interval]:
    """Return the intervals by name that `to_json` made a dict of."""
    return {name: interval_from(ends) for name, ends in record.items()}


def _folds(record: Mapping[str, Any]) -> Folds:
    spreads = {
        name: Spread(
            **{part: _number(spread[part]) for part in ("mean", "sd", "min", "max")},
            values=tuple(map(_number, spread["values"])),
        )
        for name, spread in record["metrics"].items()
    }
    return Folds(tuple((fold, seed) for fold, seed in record["splits"]), spreads)
