"""F_avg as a mean over targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.evaluation.metrics.base import Metric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, mean_of_defined


@dataclass(frozen=True)
class FAvgByTarget(Metric):
    """The mean over the targets of each target's F_avg, every target with the same weight.

    F-macroT of Mohammad, Sobhani & Kiritchenko (2017), Stance and Sentiment in Tweets, who give
    it beside the pooled F_avg (F-microT): on SemEval-2016 the two differ by about ten points.
    """

    title: ClassVar[str] = "F_avg by target"

    def score(self, sample: Sample) -> Floats:
        """Return the mean of the targets' F_avg, of those that have one."""
        polar = f1(sample.confusion.by_target)[..., sample.confusion.polar]
        return mean_of_defined(mean_of_defined(polar))
