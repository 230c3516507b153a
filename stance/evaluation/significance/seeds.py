"""What a system's seeds say: mean, standard deviation and range, never the best of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Self

import numpy as np

from stance.errors import RunError
from stance.evaluation.metrics.base import Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Sample


@dataclass(frozen=True)
class SeedSummary:
    """A metric under each of n seeds.

    The best of them is not among the answers: it grows with the number of seeds that were tried
    (Dodge et al. 2019, Show your work, EMNLP).
    """

    seeds: tuple[int, ...]
    values: tuple[float, ...]

    @classmethod
    def of(cls, predictions: Predictions, metric: Metric) -> Self:
        """Return the metric of the rows of each seed."""
        seeds = np.unique(predictions.seed)
        scores = [
            metric.score(Sample.whole(predictions.where(predictions.seed == seed)))
            for seed in seeds
        ]
        return cls(tuple(seeds.tolist()), tuple(float(score[0]) for score in scores))

    @property
    def n(self) -> int:
        """How many seeds there are."""
        return len(self.seeds)

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return float(np.mean(self.values))

    @property
    def sd(self) -> float:
        """The standard deviation, with n - 1 below the line; nan of one seed."""
        return float(np.std(self.values, ddof=1)) if self.n > 1 else nan

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return min(self.values), max(self.values)


@dataclass(frozen=True)
class SeedTest:
    """The mean difference of two systems over n seeds, with its two-sided p value."""

    difference: float
    p_value: float
    n: int


def paired_seed_test(first: SeedSummary, second: SeedSummary) -> SeedTest:
    """Return the paired t test of two systems over the seeds they share.

    It asks whether training again would give the same order on this very test set, nothing about
    other test sets; for those, resample the examples. Student's test because there are few
    seeds: with five, exact swaps of signs never give less than 2 / 2**5 = 0.06. There is no p
    value (nan) with one seed, or where the difference is the same under every seed.

    Raises
    ------
    RunError
        Where the two do not have the same seeds.
    """
    from scipy.stats import ttest_1samp

    if first.seeds != second.seeds:
        raise RunError(
            f"the first system has the seeds {', '.join(map(str, first.seeds))} and the second "
            f"{', '.join(map(str, second.seeds))}; run both with the same"
        )
    differences = np.subtract(first.values, second.values)
    p_value = nan
    if np.ptp(differences) > 1e-12:  # two ways of adding up the same numbers differ by less
        p_value = float(ttest_1samp(differences, 0).pvalue)
    return SeedTest(float(differences.mean()), p_value, first.n)
