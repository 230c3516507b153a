"""F_avg, the score of the SemEval-2016 tasks on stance and sentiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, mean_of_defined


@dataclass(frozen=True)
class FAvg(CountMetric):
    """The mean F1 of the two classes that are not neutral, all targets in one table.

    Favor and against: Mohammad et al. (2016), SemEval-2016 Task 6. Positive and negative: Nakov
    et al. (2016), SemEval-2016 Task 4. Neutral rows still count: to call one favor costs favor's
    precision. Pooling rewards a model for knowing which way each target leans; `FAvgByTarget`
    does not.
    """

    title: ClassVar[str] = "F_avg"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the mean of the two F1 of the pooled targets."""
        return mean_of_defined(f1(counts.pooled)[..., counts.polar])
