"""`Systems`: several systems' predictions of the same examples, which are drawn together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from stance.errors import RunError
from stance.evaluation.metrics.base import CountMetric, Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Confusion, Sample
from stance.evaluation.scores import metric_scores, sampling_units
from stance.evaluation.undefined import Floats, mean_of_defined

Units = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Systems:
    """Predictions of the same examples by S systems, scored under one draw of those examples.

    Attributes
    ----------
    names
        The S systems.
    parts
        For each system, the rows of each of its seeds, and for each row its unit: a position in
        the weights.
    n_examples, n_units
        How many examples there are, and how many units they are drawn by.
    """

    names: tuple[str, ...]
    parts: tuple[tuple[tuple[Predictions, Units], ...], ...]
    n_examples: int
    n_units: int

    @classmethod
    def of(
        cls, systems: Mapping[str, Predictions], cluster: Mapping[str, str] | None = None
    ) -> Self:
        """Return systems side by side.

        Parameters
        ----------
        systems
            By name; each may hold the rows of several seeds.
        cluster
            A label for each example id: examples of one label are drawn together, an example
            whose label is "" by itself. By default each is.

        Raises
        ------
        RunError
            Where two systems did not score the same examples with the same gold labels.
        """
        first, *others = systems
        examples = _gold_by_id(systems[first])
        for other in others:
            _check_same(first, examples, other, _gold_by_id(systems[other]))
            _check_same_task(first, systems[first], other, systems[other])
        ids = np.array(sorted(examples), dtype=object)
        labels = None if cluster is None else np.array([cluster[i] for i in ids], dtype=object)
        found, unit = np.unique(sampling_units(ids, labels), return_inverse=True)
        unit_of = dict(zip(ids, unit.tolist(), strict=True))
        parts = tuple(_by_seed(rows, unit_of) for rows in systems.values())
        return cls(tuple(systems), parts, len(ids), len(found))

    @cached_property
    def owner(self) -> npt.NDArray[np.int64]:
        """The system of each of the J pairs of a system and a seed, shape (J,)."""
        return np.repeat(np.arange(len(self.names)), [len(seeds) for seeds in self.parts])

    @cached_property
    def votes(self) -> Floats:
        """Each unit's counts of gold by predicted label, by system and seed: (U, J, K, K)."""
        seeds = [seed for seeds in self.parts for seed in seeds]
        shape = (self.n_units, len(seeds), len(self.labels), len(self.labels))
        cells = [
            np.ravel_multi_index((unit, np.full_like(unit, j), rows.gold, rows.predicted), shape)
            for j, (rows, unit) in enumerate(seeds)
        ]
        counts = np.bincount(np.concatenate(cells), minlength=int(np.prod(shape)))
        return counts.reshape(shape).astype(np.float32)

    @property
    def labels(self) -> tuple[str, ...]:
        """The K labels."""
        return self.parts[0][0][0].labels

    @property
    def n_columns(self) -> int:
        """How many numbers one sample takes, at most, beside its weights."""
        n_rows = [len(rows) for seeds in self.parts for rows, _ in seeds]
        return max(int(self.votes[0].size), *n_rows)

    def scores(self, metrics: Mapping[str, Metric], weights: Floats) -> dict[str, Floats]:
        """Return each system's scores, averaged over its seeds: (B, U) gives (B, S) by name.

        Of an `IntervalMetric` called m, "m lower" and "m upper" are what its intervals are made of.
        """
        counted = {n: metric for n, metric in metrics.items() if isinstance(metric, CountMetric)}
        others = {name: metric for name, metric in metrics.items() if name not in counted}
        scores: dict[str, Floats] = {}
        if counted:
            counts = tables(weights, self.votes, self.labels)
            scores = {name: metric.of_counts(counts) for name, metric in counted.items()}
        if others:
            by_seed = [
                metric_scores(others, Sample(rows, np.take(weights, unit, axis=1)))
                for seeds in self.parts
                for rows, unit in seeds
            ]
            for name in others:
                scores[name] = np.stack([seed["metric", name] for seed in by_seed], axis=-1)
            for end in ("lower", "upper"):
                for name in others:
                    if all((end, name) in seed for seed in by_seed):
                        parts = [seed[end, name] for seed in by_seed]
                        scores[f"{name} {end}"] = np.stack(parts, axis=-1)
        return {name: self._over_seeds(score) for name, score in scores.items()}

    def _over_seeds(self, scores: Floats) -> Floats:
        systems = range(len(self.names))
        return np.stack([mean_of_defined(scores[:, self.owner == s]) for s in systems], axis=-1)


def tables(weights: Floats, votes: Floats, labels: tuple[str, ...]) -> Confusion:
    """Return the confusion counts of weighted units: (B, U) and (U, J, K, K) give (B, J, 1, K, K).

    Targets are pooled. In float32, counts add up exactly as far as 16.7 million.
    """
    _, j, k, _ = votes.shape
    drawn = votes.reshape(len(votes), -1).T @ weights.T
    # Samples side by side in memory: sums over three labels are then long, not short, loops.
    counts = drawn.astype(float).reshape(j, 1, k, k, len(weights))
    return Confusion(np.moveaxis(counts, -1, 0), labels)


def _by_seed(
    rows: Predictions, unit_of: Mapping[str, int]
) -> tuple[tuple[Predictions, Units], ...]:
    unit = np.array([unit_of[example] for example in rows.id], dtype=np.int64)
    masks = [rows.seed == seed for seed in np.unique(rows.seed)]
    return tuple((rows.where(mask), unit[mask]) for mask in masks)


def _gold_by_id(rows: Predictions) -> dict[str, int]:
    return dict(zip(rows.id, rows.gold.tolist(), strict=True))


def _check_same_task(first: str, ours: Predictions, other: str, theirs: Predictions) -> None:
    if ours.task != theirs.task:
        raise RunError(
            f"{first} predicts {ours.task} and {other} {theirs.task}; compare runs of one task"
        )


def _check_same(first: str, ours: Mapping[str, int], other: str, theirs: Mapping[str, int]) -> None:
    for name, only in ((first, ours.keys() - theirs), (other, theirs.keys() - ours)):
        if only:
            raise RunError(
                f"{first} and {other} scored different examples: {len(only):,} only in {name}, "
                f"such as {min(only)!r}; compare runs on the same examples"
            )
    if changed := sorted(example for example in ours if ours[example] != theirs[example]):
        raise RunError(
            f"{first} and {other} have other gold labels for {len(changed):,} examples, such as "
            f"{changed[0]!r}; compare runs on the same version of the corpus"
        )
