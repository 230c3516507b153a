"""Every score of a sample at once, under flat keys, so that all get intervals in one go."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from stance.errors import ConfigError
from stance.evaluation.metrics.base import CountMetric, IntervalMetric, Metric
from stance.evaluation.metrics.per_class import f1, precision, recall
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Confusion, NoScoreError, Sample
from stance.evaluation.undefined import Floats, mean_of_defined

# ("metric", name), ("class", label, part), ("target", target, name) or
# ("target class", target, label): values of shape (B,). Of an `IntervalMetric` also
# ("lower", name) and ("upper", name).
Scores = dict[tuple[str, ...], Floats]

Key = TypeVar("Key", bound=Hashable)

PARTS = {"precision": precision, "recall": recall, "f1": f1}


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores predictions under any weights of the units they are drawn by.

    Attributes
    ----------
    metrics
        What to compute, by name.
    targets
        Which targets get scores of their own.
    seeds
        The rows of each seed, and for each row its unit: a position in the weights.
    n_units
        How many units there are.
    """

    metrics: Mapping[str, Metric]
    targets: tuple[str, ...]
    seeds: tuple[tuple[Predictions, npt.NDArray[np.int64]], ...]
    n_units: int

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        units: npt.NDArray[np.object_],
        metrics: Mapping[str, Metric],
        targets: tuple[str, ...],
    ) -> Self:
        """Return the scorer of predictions whose rows of one label in `units` stay together."""
        labels, unit = np.unique(units, return_inverse=True)
        seeds = [predictions.seed == seed for seed in np.unique(predictions.seed)]
        parts = tuple((predictions.where(rows), unit[rows]) for rows in seeds)
        return cls(metrics, targets, parts, len(labels))

    @property
    def n_cells(self) -> int:
        """How many confusion counts a resample has, at most."""
        return max(len(rows.targets) * len(rows.labels) ** 2 for rows, _ in self.seeds)

    def scores(self, weights: Floats) -> Scores:
        """Return every score, averaged over the seeds, under weights of shape (B, n_units)."""
        by_seed = [
            self._all(Sample(rows, np.take(weights, unit, axis=1))) for rows, unit in self.seeds
        ]
        if len(by_seed) == 1:
            return by_seed[0]
        # A seed whose split has no row of a target has no score for it.
        keys = dict.fromkeys(key for scores in by_seed for key in scores)
        return {
            key: mean_of_defined(np.stack([scores[key] for scores in by_seed if key in scores], -1))
            for key in keys
        }

    def _all(self, sample: Sample) -> Scores:
        return metric_scores(self.metrics, sample) | _by_class(sample) | self._by_target(sample)

    def _by_target(self, sample: Sample) -> Scores:
        found = sample.predictions.targets
        targets = [target for target in self.targets if target in found]
        positions = [found.index(target) for target in targets]
        counts = sample.confusion.by_target[:, positions]
        alone = Confusion(counts[:, :, np.newaxis], sample.confusion.labels)
        tables: dict[str, Floats] = {
            name: metric.of_counts(alone)
            for name, metric in self.metrics.items()
            if isinstance(metric, CountMetric)
        }
        by_class = f1(counts)
        scores: Scores = {}
        for t, target in enumerate(targets):
            scores |= {("target", target, name): table[:, t] for name, table in tables.items()}
            scores |= {
                ("target class", target, label): by_class[:, t, k]
                for k, label in enumerate(alone.labels)
            }
        return scores


def clusters(predictions: Predictions, column: str) -> dict[str, str]:
    """Return each example's group, speaker, target or other facet by its id; "" where it has none.

    Raises
    ------
    ConfigError
        Where the predictions do not hold that column.
    """
    held = {"target": predictions.target, **predictions.facets}
    if column not in held:
        raise ConfigError(
            f"examples are to be drawn by {column}, and these predictions hold only "
            f"{', '.join(held)}; take one of those, or give the corpus a column {column}"
        )
    labels = ("" if label is None else str(label) for label in held[column])
    return dict(zip(predictions.id, labels, strict=True))


def sampling_units(
    ids: npt.NDArray[np.object_], cluster: npt.NDArray[Any] | None
) -> npt.NDArray[np.object_]:
    """Return by what each row is drawn: its cluster, or its example where the cluster is "".

    >>> ids, speaker = np.array(["1", "2", "3"]), np.array(["Ann", "", "Ann"])
    >>> sampling_units(ids, speaker).tolist()
    ['cluster Ann', 'example 2', 'cluster Ann']
    """
    labels = [""] * len(ids) if cluster is None else cluster
    # The two words keep an example apart from a cluster of the same name.
    return np.array(
        [
            f"example {name}" if label == "" else f"cluster {label}"
            for name, label in zip(ids, labels, strict=True)
        ],
        dtype=object,
    )


def joined(parts: Iterable[Mapping[Key, Floats]]) -> dict[Key, Floats]:
    """Return scores that were computed a chunk of samples at a time, by key; of none, {}."""
    chunks = list(parts)
    if not chunks:
        return {}
    return {key: np.concatenate([chunk[key] for chunk in chunks]) for key in chunks[0]}


def metric_scores(metrics: Mapping[str, Metric], sample: Sample) -> Scores:
    """Return each metric's score, and what its interval is made of; nan where not applicable."""
    scores: Scores = {}
    for name, metric in metrics.items():
        try:
            scores["metric", name] = metric.score(sample)
            if isinstance(metric, IntervalMetric):
                scores["lower", name], scores["upper", name] = metric.bounds(sample)
        except NoScoreError:
            scores["metric", name] = np.full(len(sample.weights), np.nan)
    return scores


def _by_class(sample: Sample) -> Scores:
    counts = sample.confusion.pooled
    parts = {name: part(counts) for name, part in PARTS.items()}
    return {
        ("class", label, name): values[:, k]
        for k, label in enumerate(sample.confusion.labels)
        for name, values in parts.items()
    }
