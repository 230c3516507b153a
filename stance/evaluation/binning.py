"""Bins that hold about the same number of rows, and how far outcomes are from scores in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, ratio


def equal_mass_bins(scores: Floats, n_bins: int) -> npt.NDArray[np.int64]:
    """Return the bin of each row, 0 to n_bins - 1, such that bins hold the same number of rows.

    Rows of one score are never parted, so that bins can differ in size, or be empty. The edges
    are the quantiles of the scores, as in scikit-learn's
    ``calibration_curve(strategy="quantile")``; after Nguyen & O'Connor (2015, EMNLP).

    >>> equal_mass_bins(np.array([0.1, 0.9, 0.2, 0.8]), 2).tolist()
    [0, 1, 0, 1]
    >>> equal_mass_bins(np.array([0.5, 0.5, 0.5, 0.8]), 2).tolist()
    [0, 0, 0, 1]
    """
    below = np.searchsorted(np.sort(scores), scores, side="left")
    bins = np.ceil(n_bins * below / max(len(scores) - 1, 1)).astype(np.int64)
    return np.maximum(bins - 1, 0)


@dataclass(frozen=True, eq=False)
class Gaps:
    """Outcome less score in each of M bins, as a mean over all rows: a bin counts by its rows.

    The absolute values add up to the expected calibration error.

    Attributes
    ----------
    whole
        Of the rows, each counted once; shape (M,).
    resampled
        Under the weights of each resample, in the same bins; shape (B, M).
    noise
        How far the gaps of each resample are from `whole`, at least as far as they would be if
        outcomes were drawn by their scores; shape (B, M).
    by_chance
        The standard deviation of each gap if outcomes were drawn by their scores; shape (M,).
    error
        The standard deviation of `noise`, for rows that are drawn one by one; shape (M,).
    """

    whole: Floats
    resampled: Floats
    noise: Floats
    by_chance: Floats
    error: Floats

    @classmethod
    def of(cls, sample: Sample, scores: Floats, outcome: Floats, n_bins: int) -> Gaps:
        """Return the gaps between outcomes of 0 or 1 and scores from 0 to 1, both shape (n,)."""
        n = len(scores)
        bins = equal_mass_bins(scores, n_bins)
        member = (bins[:, np.newaxis] == np.arange(n_bins)).astype(float)
        residual = outcome - scores
        expected = member.T @ (scores * (1 - scores))
        # Few rows are often all right, and resamples of them never differ. To residuals that vary
        # less than their scores say they should, what is missing is added with changing signs.
        missing = np.maximum(expected - member.T @ residual**2, 0.0)
        added = np.sqrt(ratio(missing, member.sum(axis=0)))[bins] * _signs(scores)
        whole, noisy = member.T @ residual / n, member.T @ (residual + added) / n
        resampled = _drawn(sample, member * residual[:, np.newaxis])
        varied = _drawn(sample, member * (residual + added)[:, np.newaxis])
        return cls(
            whole,
            resampled,
            varied - noisy,
            np.sqrt(expected) / n,
            np.sqrt(np.maximum(expected, member.T @ residual**2)) / n,
        )


def _drawn(sample: Sample, columns: Floats) -> Floats:
    """Return the mean of each column in each resample: (n, M) gives (B, M)."""
    # In the precision of the weights: to make float64 of them costs ten times the product.
    total = sample.weights @ columns.astype(sample.weights.dtype)
    return ratio(total.astype(float), sample.n_drawn[:, np.newaxis])


def _signs(scores: Floats) -> Floats:
    """Return 1 and -1 in turn, along the scores."""
    signs = np.ones(len(scores))
    signs[np.argsort(scores, kind="stable")[1::2]] = -1.0
    return signs
