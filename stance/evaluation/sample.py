"""`Sample`: predictions and how often each row counts, for many resamples at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from stance.errors import StanceError
from stance.evaluation.predictions import Predictions
from stance.evaluation.ranking import Ranking
from stance.evaluation.undefined import Floats, ratio

Value = TypeVar("Value")


class NoScoreError(StanceError):
    """A score these predictions cannot have: the sentence says why, and the way out."""


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often each gold label met each predicted label.

    Attributes
    ----------
    by_target
        Counts of shape (..., T, K, K): resamples, targets, gold label, predicted label.
    labels
        The K labels.
    """

    by_target: Floats
    labels: tuple[str, ...]

    @cached_property
    def pooled(self) -> Floats:
        """The counts of all targets together, shape (..., K, K)."""
        return np.asarray(self.by_target.sum(axis=-3))

    @property
    def polar(self) -> list[int]:
        """The positions of the two labels that are not neutral."""
        return [k for k, label in enumerate(self.labels) if label != "neutral"]


@dataclass(frozen=True, eq=False)
class Sample:
    """Predictions as B resamples see them; what several metrics need is computed once.

    Attributes
    ----------
    predictions
        The n rows that were scored.
    weights
        How often each row was drawn, shape (B, n). A row that counts twice gives every metric
        the value it has on data in which the row stands twice; only bins (of ECE) stay those of
        the n rows. In float32, whole numbers add up exactly as far as 16.7 million.
    """

    predictions: Predictions
    weights: Floats
    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def whole(cls, predictions: Predictions) -> Sample:
        """Return the one sample in which each row counts once: B is 1."""
        return cls(predictions, np.ones((1, len(predictions))))

    def once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return what `compute` gives; whoever asks by the same key later gets the same."""
        if key not in self._found:
            self._found[key] = compute()
        found: Value = self._found[key]
        return found

    @cached_property
    def confusion(self) -> Confusion:
        """The confusion counts of each resample, by target: shape (B, T, K, K)."""
        rows, labels = self.predictions, self.predictions.labels
        shape = (len(rows.targets), len(labels), len(labels))
        cell = np.ravel_multi_index((rows.target_position, rows.gold, rows.predicted), shape)
        # A matrix product with one-hot cells is as fast for five targets and hopeless for the
        # thousands that a corpus of news has.
        order = np.argsort(cell, kind="stable")
        present, starts = np.unique(cell[order], return_index=True)
        drawn = np.add.reduceat(np.take(self.weights, order, axis=1), starts, axis=1)
        # Resamples side by side in memory: sums over three labels are then long, not short, loops.
        counts = np.zeros((np.prod(shape), len(self.weights)))
        counts[present] = drawn.T
        return Confusion(np.moveaxis(counts.reshape(*shape, -1), -1, 0), labels)

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """For each label, its gold rows among all rows, ranked by the label's score."""
        scores = self.predictions.scores
        if scores is None:
            raise NoScoreError(
                "it needs probabilities or margins and this classifier gives neither; take one "
                "with predict_proba or decision_function, such as classifier=logistic_regression"
            )
        return tuple(
            Ranking.of(self.weights, scores[:, k], self.predictions.gold == k)
            for k in range(len(self.predictions.labels))
        )

    @property
    def probabilities(self) -> Floats:
        """The probabilities, shape (n, K); `NoScoreError` where there are none."""
        if self.predictions.probabilities is None:
            given = "only margins" if self.predictions.margins is not None else "none"
            raise NoScoreError(
                f"it needs probabilities and this classifier gives {given}; take one with "
                "predict_proba, such as classifier=logistic_regression or "
                "classifier=linear_svm_calibrated"
            )
        return self.predictions.probabilities

    @cached_property
    def n_drawn(self) -> Floats:
        """How many rows each resample has, repeated ones included; shape (B,)."""
        return np.asarray(self.weights.sum(axis=1), dtype=float)

    def mean(self, values: Floats) -> Floats:
        """Return the mean of one value a row in each resample, shape (B,)."""
        # In the precision of the weights: to make float64 of them costs ten times the product.
        total = self.weights @ values.astype(self.weights.dtype)
        return ratio(total.astype(float), self.n_drawn)
