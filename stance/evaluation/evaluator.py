"""`Evaluator`: predictions in, every score with its bootstrap interval out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from stance.errors import ConfigError, CorpusError, nearest
from stance.evaluation.evaluation import ClassScores, Evaluation, Folds, Spread, TargetScores
from stance.evaluation.intervals import (
    Interval,
    bca_bounds,
    jackknife_weights,
    percentile_bounds,
    resamples,
    two_sided_bounds,
)
from stance.evaluation.metrics.base import IntervalMetric, Metric
from stance.evaluation.notes import notes_on
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Sample
from stance.evaluation.scores import (
    PARTS,
    Scorer,
    Scores,
    clusters,
    joined,
    metric_scores,
    sampling_units,
)

Method = Literal["percentile", "bca"]
Cluster = Literal["group", "speaker", "target"]

Intervals = dict[tuple[str, ...], Interval]


@dataclass(frozen=True)
class Evaluator:
    """Scores predictions, with a bootstrap interval for every score.

    Examples are drawn with replacement, all rows of an example together: those of several seeds
    are no new evidence. Nor are the sentences of one speech, whose errors come together: with
    `cluster`, whole clusters are drawn. A metric is computed on the rows of one seed, all folds
    in one, and averaged over the seeds.

    Attributes
    ----------
    metrics
        By the name they are listed under. Precision, recall and F1 of each class are always
        there.
    n_resamples
        How many resamples; with 0 the scores have no intervals.
    confidence
        How often an interval should hold the true value.
    seed
        Draws the resamples. It is no experiment's seed: two models scored on the same examples
        see the same resamples.
    max_targets
        So many of the most frequent targets get scores of their own.
    method
        How an interval is made of the resamples: their percentiles, or BCa, which corrects them
        for bias and skew and takes two to three times as long.
    cluster
        The column whose rows are drawn together; by default each example is drawn by itself.
    contrasts
        Whether an experiment also holds its model against floors, and against itself with other
        targets. That takes resamples: with ``n_resamples=0`` it does not.
    """

    metrics: Mapping[str, Metric]
    n_resamples: int = 1000
    confidence: float = 0.95
    seed: int = 0
    max_targets: int = 50
    method: Method = "percentile"
    cluster: Cluster | None = None
    contrasts: bool = True

    def __post_init__(self) -> None:
        if self.n_resamples < 0:
            raise ConfigError(
                f"evaluation.n_resamples is {self.n_resamples}; give 0 for no intervals, or a "
                "number such as 1000"
            )
        if not 0 < self.confidence < 1:
            raise ConfigError(
                f"evaluation.confidence is {self.confidence}; give a share between 0 and 1, "
                "such as 0.95"
            )
        if self.max_targets < 0:
            raise ConfigError(
                f"evaluation.max_targets is {self.max_targets}; give 0 for no scores by target, "
                "or a number such as 50"
            )
        if self.method not in get_args(Method):
            raise ConfigError(
                f"evaluation.method is {self.method!r}; give one of {', '.join(get_args(Method))}"
                f"{nearest(str(self.method), get_args(Method))}"
            )
        if self.cluster not in {None, *get_args(Cluster)}:
            raise ConfigError(
                f"evaluation.cluster is {self.cluster!r}; give one of "
                f"{', '.join(get_args(Cluster))}, or null to draw each example by itself"
                f"{nearest(str(self.cluster), get_args(Cluster))}"
            )

    def headline(self, official: str) -> str:
        """Return the metric that names a result: the official one of a corpus, else macro-F1."""
        wanted = (official, "macro_f1", *self.metrics)
        return next(name for name in wanted if name in self.metrics)

    def evaluate(
        self, predictions: Predictions, *, cluster: npt.NDArray[Any] | None = None
    ) -> Evaluation:
        """Return the scores of predictions.

        Parameters
        ----------
        predictions
            The n rows to score.
        cluster
            One label a row, shape (n,): rows of one label are drawn together, a row whose label
            is "" with no other example. By default what the attribute `cluster` names.

        Raises
        ------
        CorpusError
            Where there is no row to score.
        ConfigError
            Where rows are to be drawn by a column that the predictions do not hold.
        """
        if not len(predictions):
            raise CorpusError(
                "there is nothing to score: the split leaves no test row with a label; take "
                "another splitter or more data"
            )
        targets = _most_frequent(predictions, self.max_targets)
        units = sampling_units(predictions.id, self._labels(predictions, cluster))
        scorer = Scorer.of(predictions, units, self.metrics, targets)
        values = scorer.scores(np.ones((1, scorer.n_units)))
        columns = max(len(predictions), scorer.n_cells)
        resampled = joined(
            scorer.scores(weights)
            for weights in resamples(scorer.n_units, self.n_resamples, columns, self.seed)
        )
        intervals = self._intervals(scorer, columns, values, resampled)
        examples = _one_row_each(predictions)
        return Evaluation(
            task=predictions.task,
            labels=predictions.labels,
            n=len(examples),
            metrics={name: intervals["metric", name] for name in self.metrics},
            titles={name: metric.title for name, metric in self.metrics.items()},
            lower_is_better=tuple(
                name for name, metric in self.metrics.items() if not metric.greater_is_better
            ),
            per_class=_per_class(examples, intervals),
            per_target={target: _on_target(target, examples, intervals) for target in targets},
            confusion=_confusion(predictions),
            folds=self._folds(predictions),
            notes=notes_on(predictions, self.metrics, targets, values, resampled),
            confidence=self.confidence,
            n_resamples=self.n_resamples,
        )

    def _labels(
        self, predictions: Predictions, cluster: npt.NDArray[Any] | None
    ) -> npt.NDArray[Any] | None:
        if cluster is not None or self.cluster is None:
            return cluster
        label = clusters(predictions, self.cluster)
        return np.array([label[example] for example in predictions.id], dtype=object)

    def _intervals(
        self, scorer: Scorer, columns: int, values: Scores, resampled: Scores
    ) -> Intervals:
        scores = np.array([value[0] for value in values.values()])
        lows = highs = np.full(len(values), nan)
        if resampled:
            drawn = np.stack([resampled[key] for key in values])
            if self.method == "bca":
                left_out = joined(map(scorer.scores, jackknife_weights(scorer.n_units, columns)))
                jackknifed = np.stack([left_out[key] for key in values])
                lows, highs = bca_bounds(drawn, scores, jackknifed, self.confidence)
            else:
                lows, highs = percentile_bounds(drawn, self.confidence)
        ends = zip(values, lows.tolist(), scores.tolist(), highs.tolist(), strict=True)
        intervals = {key: Interval(low, value, high) for key, low, value, high in ends}
        return intervals | self._own_intervals(intervals, resampled)

    def _own_intervals(self, intervals: Intervals, resampled: Scores) -> Intervals:
        """Return the intervals of metrics that say what theirs are made of."""
        own: Intervals = {}
        for name, metric in self.metrics.items():
            if isinstance(metric, IntervalMetric) and ("lower", name) in resampled:
                lower, upper = (resampled[end, name][np.newaxis] for end in ("lower", "upper"))
                lows, highs = two_sided_bounds(lower, upper, metric.least, self.confidence)
                score = intervals["metric", name].value
                own["metric", name] = Interval(float(lows[0]), score, float(highs[0]))
        return own

    def _folds(self, predictions: Predictions) -> Folds | None:
        splits = list(dict.fromkeys(zip(predictions.fold, predictions.seed.tolist(), strict=True)))
        if len(splits) == 1:
            return None
        scores = []
        for fold, seed in splits:
            rows = predictions.where((predictions.fold == fold) & (predictions.seed == seed))
            scores.append(metric_scores(self.metrics, Sample.whole(rows)))
        spreads = {
            name: _spread(np.array([split["metric", name][0] for split in scores]))
            for name in self.metrics
        }
        return Folds(tuple(splits), spreads)


def _most_frequent(predictions: Predictions, limit: int) -> tuple[str, ...]:
    """Return the targets with the most rows, sorted by name."""
    rows = np.bincount(predictions.target_position)
    kept = np.argsort(-rows, kind="stable")[:limit]
    return tuple(predictions.targets[t] for t in np.sort(kept))


def _one_row_each(predictions: Predictions) -> Predictions:
    """Return each example once, though it was scored under several seeds."""
    first = np.zeros(len(predictions), dtype=bool)
    first[np.unique(predictions.id, return_index=True)[1]] = True
    return predictions.where(first)


def _per_class(examples: Predictions, intervals: Intervals) -> dict[str, ClassScores]:
    support = np.bincount(examples.gold, minlength=len(examples.labels)).tolist()
    return {
        label: ClassScores(n, **{part: intervals["class", label, part] for part in PARTS})
        for label, n in zip(examples.labels, support, strict=True)
    }


def _on_target(target: str, examples: Predictions, intervals: Intervals) -> TargetScores:
    def under(kind: str) -> dict[str, Interval]:
        return {key[2]: score for key, score in intervals.items() if key[:2] == (kind, target)}

    n = int(np.count_nonzero(examples.target == target))
    return TargetScores(n, metrics=under("target"), f1=under("target class"))


def _confusion(predictions: Predictions) -> npt.NDArray[np.int64]:
    k = len(predictions.labels)
    cell = k * predictions.gold + predictions.predicted
    return np.bincount(cell, minlength=k * k).reshape(k, k)


def _spread(values: npt.NDArray[np.float64]) -> Spread:
    """Return mean, standard deviation and range; nan where a split has no value."""
    return Spread(
        float(values.mean()),
        float(values.std(ddof=1)),
        float(values.min()),
        float(values.max()),
        tuple(values.tolist()),
    )
