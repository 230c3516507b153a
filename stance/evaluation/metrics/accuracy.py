"""Accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, ratio


@dataclass(frozen=True)
class Accuracy(CountMetric):
    """The share of the rows whose label is predicted.

    Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 8.3, with
    a warning: where most rows are of one class, predicting nothing else scores high.
    """

    title: ClassVar[str] = "Accuracy"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return correct rows over all rows."""
        table = counts.pooled
        return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))
