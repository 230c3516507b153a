"""`Interval`, and the bootstrap intervals that make one: percentile and BCa."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stance.evaluation.undefined import Floats, mean_of_defined, ratio

# Weights held at a time: 8 MB in float32, and some ten times that in passing.
_CHUNK = 2**21
# Past so many units a jackknife leaves out groups of them, as many as this.
_MAX_LEFT_OUT = 2000


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


def resamples(n_units: int, n_resamples: int, n_columns: int, seed: int) -> Iterator[Floats]:
    """Yield the weights of all resamples, so many at a time that they fit beside n_columns each."""
    rng = np.random.default_rng(seed)
    for start, stop in chunks(n_resamples, max(n_units, n_columns)):
        yield resample_weights(n_units, stop - start, rng)


def jackknife_weights(n_units: int, n_columns: int) -> Iterator[Floats]:
    """Yield weights of 1 in which each unit in turn has 0, so many rows at a time as fit.

    Of more than 2,000 units, 2,000 groups drawn at random are left out in their stead: second and
    third moments of independent units add up, so the acceleration has the same expectation, and
    its standard error on account of the groups, 0.41 / 2,000, moves no end of an interval.
    """
    n_left_out = min(n_units, _MAX_LEFT_OUT)
    group = np.arange(n_units) % n_left_out
    if n_units > n_left_out:
        np.random.default_rng(0).shuffle(group)
    for start, stop in chunks(n_left_out, max(n_units, n_columns)):
        yield (group != np.arange(start, stop)[:, np.newaxis]).astype(np.float32)


def chunks(n_rows: int, n_columns: int) -> Iterator[tuple[int, int]]:
    """Yield first and last-plus-one of the rows that are held in memory at a time.

    >>> list(chunks(3, 10**9))
    [(0, 1), (1, 2), (2, 3)]
    """
    at_once = max(1, _CHUNK // n_columns)
    for start in range(0, n_rows, at_once):
        yield start, min(start + at_once, n_rows)


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
    tail = np.full(len(resampled), (1 - confidence) / 2)
    low, high = _quantiles(resampled, np.stack([tail, 1 - tail]))
    return low, high


def two_sided_bounds(
    lower: Floats, upper: Floats, least: float, confidence: float
) -> tuple[Floats, Floats]:
    """Return a low percentile of the one and a high one of the other, nothing below `least`.

    For scores that say themselves what their intervals are made of, both of shape (M, B).
    """
    lows, _ = percentile_bounds(lower, confidence)
    _, highs = percentile_bounds(upper, confidence)
    return np.maximum(lows, least), np.maximum(highs, least)


def bca_bounds(
    resampled: Floats, values: Floats, jackknifed: Floats, confidence: float
) -> tuple[Floats, Floats]:
    """Return the ends of the BCa interval: percentiles corrected for bias and acceleration.

    Efron (1987), Better bootstrap confidence intervals, JASA 82; Efron & Tibshirani (1993),
    section 14.3, formulas 14.10 and 14.15. In the bias, a resample whose value equals the
    score counts half: scores of counts have many such ties. There is no interval (nan) where
    every resample lies on one side of the score.

    Parameters
    ----------
    resampled
        B resampled values of M scores, shape (M, B); nan is left out.
    values
        The scores themselves, shape (M,).
    jackknifed
        The scores without each unit (or group of units) in turn, shape (M, G).
    confidence
        How often the interval should hold the true value: 0.95.
    """
    from scipy.special import ndtr, ndtri

    score = values[:, np.newaxis]
    below = np.count_nonzero(resampled < score, axis=-1)
    ties = np.count_nonzero(resampled == score, axis=-1)
    bias = ndtri(ratio(below + ties / 2, np.count_nonzero(~np.isnan(resampled), axis=-1) + 0.0))
    tail = ndtri((1 - confidence) / 2)
    shifted = bias + np.array([[tail], [-tail]])
    # An infinite bias, and infinity less infinity.
    with np.errstate(invalid="ignore"):
        q = ndtr(bias + shifted / (1 - acceleration(jackknifed) * shifted))
    low, high = _quantiles(resampled, q)
    return low, high


def acceleration(jackknifed: Floats) -> Floats:
    """Return how fast a score's standard error changes with the score, shape (M,).

    Efron & Tibshirani (1993), formula 14.15, from the scores without each unit in turn, shape
    (M, G). A unit without which there is no score tells nothing; a score that no unit changes
    has acceleration 0.
    """
    influence = mean_of_defined(jackknifed)[:, np.newaxis] - jackknifed
    influence = np.where(np.isnan(influence), 0.0, influence)
    spread = np.sum(influence**2, axis=-1) ** 1.5
    return np.where(spread > 0, ratio(np.sum(influence**3, axis=-1), 6 * spread), 0.0)


def _quantiles(resampled: Floats, q: Floats) -> Floats:
    """Return quantiles of what is defined in each of M rows: q and result of shape (Q, M)."""
    ascending = np.sort(resampled, axis=-1)  # nan last
    defined = np.count_nonzero(~np.isnan(resampled), axis=-1)
    last = np.maximum(defined - 1, 0)
    at = np.where(np.isnan(q), 0.0, q) * last
    left = np.floor(at).astype(int)
    rows = np.arange(len(resampled))
    low = ascending[rows, left]
    high = ascending[rows, np.minimum(left + 1, last)]
    return np.where(np.isnan(q), np.nan, low + (high - low) * (at - left))
