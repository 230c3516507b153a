"""`Ranking`: the positive rows among all rows, in order of a score, in every resample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.evaluation.undefined import Floats


@dataclass(frozen=True, eq=False)
class Ranking:
    """Where the positive rows stand, counted by weight; rows of equal score stand together.

    Attributes
    ----------
    weight
        The weights of the P positive rows in B resamples, shape (B, P).
    below
        The weight of all rows that score less than the positive row, shape (B, P).
    up_to
        The weight of all rows that score no more than it, shape (B, P).
    positives_below
        As `below`, of positive rows only.
    total
        The weight of all rows, shape (B,).
    """

    weight: Floats
    below: Floats
    up_to: Floats
    positives_below: Floats
    total: Floats

    @classmethod
    def of(cls, weights: Floats, scores: Floats, positive: npt.NDArray[np.bool_]) -> Ranking:
        """Return the ranking of n rows: weights (B, n), one score and one truth a row."""
        order = np.argsort(scores, kind="stable")
        ascending, hit = scores[order], positive[order]
        start = np.searchsorted(ascending, ascending[hit], side="left")
        end = np.searchsorted(ascending, ascending[hit], side="right")
        drawn = _running_total(np.take(weights, order, axis=1))
        weight = np.take(weights, order[hit], axis=1)
        hits_before = np.concatenate([[0], np.cumsum(hit)])
        return cls(
            weight,
            np.take(drawn, start, axis=1),
            np.take(drawn, end, axis=1),
            np.take(_running_total(weight), hits_before[start], axis=1),
            drawn[:, -1],
        )


def _running_total(weights: Floats) -> Floats:
    """Return the sums of the first 0, 1, ... n weights, shape (B, n + 1)."""
    sums = np.zeros((len(weights), weights.shape[1] + 1), dtype=weights.dtype)
    np.cumsum(weights, axis=1, out=sums[:, 1:])
    return sums
