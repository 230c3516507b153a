"""Macro-recall, also called balanced accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.metrics.per_class import recall
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, mean_of_defined


@dataclass(frozen=True)
class MacroRecall(CountMetric):
    """The mean of the recall of every class that has gold rows; 1/K for a constant answer.

    The official score of SemEval-2017 Task 4 A (Rosenthal et al. 2017) and the
    balanced accuracy of Brodersen et al. (2010).
    """

    title: ClassVar[str] = "Macro-recall"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the mean recall of the pooled targets."""
        return mean_of_defined(recall(counts.pooled))
