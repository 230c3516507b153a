"""`Interval`, and the percentile bootstrap that makes one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stance.evaluation.undefined import Floats


@dataclass(frozen=True)
class Interval:
    """A value with its confidence interval; nan where there is none."""

    low: float
    value: float
    high: float


def resample_weights(n_units: int, n_resamples: int, rng: np.random.Generator) -> Floats:
    """Return how often each unit is drawn when as many are drawn as there are, with replacement.

    Returns
    -------
    Whole numbers of shape (n_resamples, n_units), as float32; each row adds up to n_units.

    >>> resample_weights(4, 2, np.random.default_rng(0)).sum(axis=1).tolist()
    [4.0, 4.0]
    """
    drawn = rng.integers(n_units, size=(n_resamples, n_units))
    # One count over all resamples: each has its own stretch of n_units numbers.
    drawn += n_units * np.arange(n_resamples)[:, np.newaxis]
    counts = np.bincount(drawn.ravel(), minlength=n_resamples * n_units)
    return counts.reshape(n_resamples, n_units).astype(np.float32)


def percentile_bounds(resampled: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return the ends of the percentile interval (Efron & Tibshirani 1993, section 13.3).

    Resamples without a value (nan) are left out; an interval of none of them is nan.

    Parameters
    ----------
    resampled
        B resampled values of M scores, shape (M, B).
    confidence
        How often the interval should hold the true value: 0.95.

    >>> percentile_bounds(np.array([[1.0, 2.0, 3.0, np.nan]]), 0.5)
    (array([1.5]), array([2.5]))
    """
    ascending = np.sort(resampled, axis=-1)  # nan last
    defined = np.count_nonzero(~np.isnan(resampled), axis=-1)
    last = np.maximum(defined - 1, 0)

    def quantile(q: float) -> Floats:
        at = q * last
        left = np.floor(at).astype(int)
        right = np.minimum(left + 1, last)
        low = np.take_along_axis(ascending, left[:, np.newaxis], axis=-1)[:, 0]
        high = np.take_along_axis(ascending, right[:, np.newaxis], axis=-1)[:, 0]
        return np.asarray(low + (high - low) * (at - left))

    tail = (1 - confidence) / 2
    return quantile(tail), quantile(1 - tail)
