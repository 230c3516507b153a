"""Matthews' correlation coefficient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, ratio


@dataclass(frozen=True)
class MCC(CountMetric):
    """The correlation of gold and predicted classes: 1 in full agreement, 0 by chance.

    Gorodkin (2004), Comparing two K-category assignments by a K-category correlation
    coefficient, which for two classes is Matthews' (1975). A constant answer is
    uncorrelated with anything: 0. Rows that are all of one gold class have no value.
    """

    title: ClassVar[str] = "MCC"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the correlation over the pooled targets."""
        table = counts.pooled
        gold, predicted = table.sum(axis=-1), table.sum(axis=-2)
        n = gold.sum(axis=-1)
        covariance = np.trace(table, axis1=-2, axis2=-1) * n - (gold * predicted).sum(axis=-1)
        gold_variance = n**2 - (gold**2).sum(axis=-1)
        predicted_variance = n**2 - (predicted**2).sum(axis=-1)
        correlation = ratio(covariance, np.sqrt(gold_variance * predicted_variance))
        constant_answer = (predicted_variance == 0) & (gold_variance > 0)
        return np.where(constant_answer, 0.0, correlation)
