"""Expected calibration error, of the predicted label and of every class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from statistics import NormalDist
from typing import ClassVar

import numpy as np

from stance.evaluation.binning import Gaps
from stance.evaluation.metrics.base import IntervalMetric
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats


class _Calibration(IntervalMetric):
    """The mean over one or several `Gaps` of their absolute values, added up.

    Chance alone keeps the error of a perfectly calibrated model above 0, and that of resamples
    further above it: 95 % percentile intervals then never hold the true value. `bounds` holds it
    whatever the truth is. With e for the noise of a bin and d for its true gap, the error found
    is at most sum |d| + sum |e|, which gives the lower end, and at least
    sum |d| + sum sign(d) e, which gives the upper one. Where a gap is beyond doubt, its sign is
    known at the lower end, too: doubt is a first step at a tenth of 5 %, for all bins together,
    as in Romano, Shaikh & Wolf (2014, Econometrica 82). ``benchmarks/calibration.py`` measures
    how often such intervals hold the truth.
    """

    title: ClassVar[str]
    greater_is_better: ClassVar[bool] = False
    least: ClassVar[float] = 0.0

    def gaps(self, sample: Sample) -> Sequence[Gaps]:
        """Return what the error is the mean of."""
        raise NotImplementedError

    def score(self, sample: Sample) -> Floats:
        """Return the error of each resample, in the bins of the whole: no row changes its bin."""
        return _mean([np.abs(gaps.resampled).sum(axis=-1) for gaps in self.gaps(sample)])

    def bounds(self, sample: Sample) -> tuple[Floats, Floats]:
        """Return for each resample what the lower and the upper end are percentiles of."""
        parts = self.gaps(sample)
        n_bins = sum(len(gaps.whole) for gaps in parts)
        doubt = NormalDist().inv_cdf(1 - 0.005 / (2 * n_bins))
        lower, upper = [], []
        for gaps in parts:
            found = np.abs(gaps.whole).sum()
            signed = np.sign(gaps.whole) * gaps.noise
            is_clear = np.abs(gaps.whole) > doubt * gaps.error
            most = np.where(is_clear, signed, np.abs(gaps.noise)).sum(axis=-1)
            lower.append(found - most)
            upper.append(found - signed.sum(axis=-1))
        return _mean(lower), _mean(upper)

    def by_chance(self, sample: Sample) -> float:
        """Return the error that a perfectly calibrated model is to be expected to show.

        The mean absolute value of a normal distribution is sqrt(2 / pi) standard deviations.
        """
        return float(sqrt(2 / pi) * np.mean([g.by_chance.sum() for g in self.gaps(sample)]))


@dataclass(frozen=True)
class ECE(_Calibration):
    """The mean distance of accuracy from confidence, in bins of equal mass.

    Confidence is the probability of the predicted label. After Naeini, Cooper & Hauskrecht
    (2015, AAAI), whose 10 bins of sorted predictions these are; for more than two classes by the
    predicted label as in Guo et al. (2017, ICML), who cut [0, 1] in 15 equal lengths instead,
    most of which hold hardly a row. From 0 to 1.

    It shows more than 0 for a perfectly calibrated model, the more the fewer the rows
    (`by_chance`); the interval makes up for that.
    """

    title: ClassVar[str] = "ECE"
    n_bins: int = 10

    def gaps(self, sample: Sample) -> Sequence[Gaps]:
        """Return the gaps between being right and the predicted label's probability."""
        rows = sample.predictions
        confidence = np.take_along_axis(sample.probabilities, rows.predicted[:, np.newaxis], 1)
        right = (rows.predicted == rows.gold).astype(float)
        return [sample.once(self, lambda: Gaps.of(sample, confidence[:, 0], right, self.n_bins))]


@dataclass(frozen=True)
class ClasswiseECE(_Calibration):
    """The mean distance of a class's share from its probability, over bins, then over classes.

    Each class against the rest, in bins of equal mass: Nguyen & O'Connor (2015, EMNLP) for one
    class, there as a root mean square; averaged over the classes as in Kull et al. (2019,
    NeurIPS) and, with such bins, Nixon et al. (2019, CVPR workshops). From 0 to 1.

    It asks more than `ECE`: all probabilities are to be believed, not only the largest.
    """

    title: ClassVar[str] = "Classwise ECE"
    n_bins: int = 10

    def gaps(self, sample: Sample) -> Sequence[Gaps]:
        """Return the gaps of each class."""
        labels = range(len(sample.predictions.labels))
        return [LabelECE(k, self.n_bins).gaps(sample)[0] for k in labels]


@dataclass(frozen=True)
class LabelECE(_Calibration):
    """The part of `ClasswiseECE` that is one label's, by its position."""

    title: ClassVar[str] = "ECE of a class"
    position: int
    n_bins: int = 10

    def gaps(self, sample: Sample) -> Sequence[Gaps]:
        """Return the gaps between having the label and its probability."""
        has_it = (sample.predictions.gold == self.position).astype(float)
        scores = sample.probabilities[:, self.position]
        return [sample.once(self, lambda: Gaps.of(sample, scores, has_it, self.n_bins))]


def _mean(parts: Sequence[Floats]) -> Floats:
    return np.asarray(np.mean(parts, axis=0))
