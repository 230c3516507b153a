"""The Brier score taken apart: reliability, resolution, uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.binning import equal_mass_bins
from stance.evaluation.metrics.base import IntervalMetric
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, ratio


@dataclass(frozen=True, eq=False)
class BrierParts:
    """What the Brier score is made of: score = reliability - resolution + uncertainty.

    Murphy (1973), A new vector partition of the probability score, Journal of Applied
    Meteorology 12; each class against the rest in bins of equal mass, summed over the classes.
    Probabilities differ within a bin, so resolution is the generalized one of Stephenson, Coelho
    & Jolliffe (2008, Weather and Forecasting 23), with which the three add up to the score.

    Attributes
    ----------
    reliability
        How far outcomes are from probabilities; 0 is best. It is the squared calibration error.
    resolution
        How far the model tells rows apart; more is better.
    uncertainty
        How hard the rows are, whatever the model: 1 less the sum of the squared class shares.
    """

    reliability: Floats
    resolution: Floats
    uncertainty: Floats

    @classmethod
    def of(cls, sample: Sample, n_bins: int, *, corrected: bool) -> BrierParts:
        """Return the parts of each resample, each of shape (B,).

        Corrected, none of them leans to one side on account of few rows (Ferro & Fricker 2012,
        Quarterly Journal of the Royal Meteorological Society 138), and they still add up. Chance
        can then take reliability and resolution below 0.
        """

        def added_up() -> BrierParts:
            labels = range(len(sample.predictions.labels))
            parts = [_parts_of_class(sample, k, n_bins, corrected) for k in labels]
            return cls(*(np.sum(part, axis=0) for part in zip(*parts, strict=True)))

        return sample.once((cls, n_bins, corrected), added_up)


@dataclass(frozen=True)
class BrierPart(IntervalMetric):
    """One of the corrected `BrierParts`, by its name."""

    title: ClassVar[str] = "Part of the Brier score"
    part: str
    n_bins: int = 10

    def score(self, sample: Sample) -> Floats:
        """Return the part of each resample."""
        return self._part(sample, corrected=True)

    def bounds(self, sample: Sample) -> tuple[Floats, Floats]:
        """Return what the ends are percentiles of.

        A resample's truth is what the data show, uncorrected. By how much its corrected score
        misses that, the score of the data misses the truth (Kumar, Liang & Ma 2019, NeurIPS).
        """
        whole = Sample.whole(sample.predictions)
        shown, score = (self._part(whole, corrected=way) for way in (False, True))
        mirrored = score + shown - self.score(sample)
        return mirrored, mirrored

    def _part(self, sample: Sample, *, corrected: bool) -> Floats:
        parts: Floats = getattr(BrierParts.of(sample, self.n_bins, corrected=corrected), self.part)
        return parts


def _parts_of_class(
    sample: Sample, position: int, n_bins: int, corrected: bool
) -> tuple[Floats, Floats, Floats]:
    """Return reliability, resolution and uncertainty of one class against the rest."""
    scores = sample.probabilities[:, position]
    has_it = (sample.predictions.gold == position).astype(float)
    member = equal_mass_bins(scores, n_bins)[:, np.newaxis] == np.arange(n_bins)
    columns = [member, member * has_it[:, np.newaxis], member * scores[:, np.newaxis]]
    # In the precision of the weights: to make float64 of them costs ten times the product.
    summed = sample.weights @ np.hstack(columns).astype(sample.weights.dtype)
    n_of_bin, outcomes, expected = np.split(summed.astype(float), 3, axis=1)
    n, total = sample.n_drawn, outcomes.sum(axis=1)
    uncertainty = ratio(total, n) * (1 - ratio(total, n))
    squared = _or_zero(ratio((outcomes - expected) ** 2, n_of_bin))
    reliability = ratio(squared.sum(axis=1), n)
    if corrected:
        within = _or_zero(ratio(outcomes * (n_of_bin - outcomes), n_of_bin * (n_of_bin - 1)))
        reliability = reliability - ratio(within.sum(axis=1), n)
        uncertainty = uncertainty * ratio(n, n - 1)
    score = sample.mean((scores - has_it) ** 2)
    return reliability, reliability + uncertainty - score, uncertainty


def _or_zero(values: Floats) -> Floats:
    """Return values with 0 for those of empty bins."""
    return np.where(np.isnan(values), 0.0, values)
