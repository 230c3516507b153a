"""`TransferMatrix`: the score on each target (or corpus) of what was learned from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isnan
from typing import Any, Self

import numpy as np

from stance.corpus.splits.train_by_test import name_of_pair, read_pair
from stance.evaluation.intervals import percentile_bounds, resamples
from stance.evaluation.metrics.base import Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import NoScoreError
from stance.evaluation.scores import Scorer, sampling_units
from stance.evaluation.undefined import Floats


@dataclass(frozen=True, eq=False)
class TransferMatrix:
    """Scores of every pair of what was learned from and what was scored, with intervals.

    Attributes
    ----------
    names_train, names_test
        What the R rows were learned from and what the C columns were scored on.
    metric
        The title of the metric.
    scores
        Shape (R, C); several seeds are averaged. nan where the metric has no value, or where
        the pair was not scored.
    low, high
        The ends of the percentile bootstrap intervals, shape (R, C). Examples are drawn, all
        seeds of one together, and the cells of a column see the same draws.
    ns
        How many examples each of the C is scored on.
    confidence
        How often an interval should hold the true value.
    """

    names_train: tuple[str, ...]
    names_test: tuple[str, ...]
    metric: str
    scores: Floats
    low: Floats
    high: Floats
    ns: tuple[int, ...]
    confidence: float

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        metric: Metric,
        *,
        n_resamples: int = 1000,
        confidence: float = 0.95,
        seed: int = 0,
    ) -> Self:
        """Return the matrix of a run whose folds are pairs (``stance.corpus.splits.TrainByTest``).

        With ``n_resamples=0`` the intervals are nan.

        Raises
        ------
        NoScoreError
            Where a fold tells no pair, or no cell can have a score by this metric.
        """
        pairs = _pairs(predictions)
        names_train = tuple(dict.fromkeys(learned for learned, _ in pairs))
        names_test = tuple(dict.fromkeys(scored for _, scored in pairs))
        shape = (len(names_train), len(names_test))
        scores, low, high = (np.full(shape, np.nan) for _ in range(3))
        examples: dict[str, set[str]] = {name: set() for name in names_test}
        for learned, scored in pairs:
            cell = names_train.index(learned), names_test.index(scored)
            rows = predictions.where(predictions.fold == name_of_pair(learned, scored))
            examples[scored].update(rows.id)
            scores[cell], drawn = _drawn_scores(rows, metric, n_resamples, seed)
            if n_resamples:
                (low[cell],), (high[cell],) = percentile_bounds(drawn[np.newaxis], confidence)
        ns = tuple(len(ids) for ids in examples.values())
        return cls(names_train, names_test, metric.title, scores, low, high, ns, confidence)

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix as JSON takes it: lists, and null for nan."""
        tables = {name: _lists(getattr(self, name)) for name in _TABLES}
        return {field.name: getattr(self, field.name) for field in fields(self)} | tables

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the matrix that `to_dict` wrote."""
        tables = {name: np.array(record[name], dtype=float) for name in _TABLES}
        names = {name: tuple(record[name]) for name in ("names_train", "names_test", "ns")}
        return cls(**{**record, **names, **tables})


_TABLES = ("scores", "low", "high")


def _lists(table: Floats) -> list[list[float | None]]:
    return [[None if isnan(value) else value for value in row] for row in table.tolist()]


def _pairs(predictions: Predictions) -> list[tuple[str, str]]:
    """Return the pairs that the folds are called after, in order of appearance."""
    pairs = []
    for fold in dict.fromkeys(predictions.fold):
        pair = read_pair(fold)
        if pair is None:
            raise NoScoreError(
                f"fold {fold!r} does not tell what was learned from and what was scored; train "
                "with splitter=target_matrix or splitter=corpus_matrix"
            )
        pairs.append(pair)
    return pairs


def _drawn_scores(
    rows: Predictions, metric: Metric, n_resamples: int, seed: int
) -> tuple[float, Floats]:
    """Return the score of some rows, and that of each resample of their examples."""
    scorer = Scorer.of(rows, sampling_units(rows.id, None), {"": metric}, ())
    key = ("metric", "")
    value = scorer.scores(np.ones((1, scorer.n_units)))[key]
    columns = max(len(rows), scorer.n_cells)
    chunks = resamples(scorer.n_units, n_resamples, columns, seed)
    drawn = [scorer.scores(weights)[key] for weights in chunks]
    return float(value[0]), np.concatenate([np.empty(0), *drawn])
