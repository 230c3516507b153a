"""Log loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats


@dataclass(frozen=True)
class LogLoss(Metric):
    """The mean of minus the natural logarithm of the gold label's probability.

    Good (1952), Rational decisions. A probability of 0 for what happened costs 36.04 (that of
    2.2e-16, the smallest step of a float), not infinity.
    """

    title: ClassVar[str] = "Log loss"
    greater_is_better: ClassVar[bool] = False

    def score(self, sample: Sample) -> Floats:
        """Return the mean loss of each resample."""
        gold = sample.predictions.gold[:, np.newaxis]
        given = np.take_along_axis(sample.probabilities, gold, axis=1)[:, 0]
        smallest = np.finfo(float).eps
        return sample.mean(-np.log(np.clip(given, smallest, 1 - smallest)))
