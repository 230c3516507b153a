"""The macro-F1 of the worst target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, mean_of_defined


@dataclass(frozen=True)
class WorstTargetMacroF1(Metric):
    """The macro-F1 of the target on which it is lowest.

    The worst group's score of Sagawa et al. (2020), Distributionally Robust Neural Networks,
    with targets as groups. A minimum over small targets is low by chance too: a resample may
    have another worst target, so the interval reaches down more than up.
    """

    title: ClassVar[str] = "Worst target"

    def score(self, sample: Sample) -> Floats:
        """Return the lowest macro-F1 of the targets that have one."""
        by_target = mean_of_defined(f1(sample.confusion.by_target))
        return np.asarray(np.fmin.reduce(by_target, axis=-1))
