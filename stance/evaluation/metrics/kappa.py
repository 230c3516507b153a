"""Cohen's kappa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, ratio


@dataclass(frozen=True)
class Kappa(CountMetric):
    """Agreement beyond what the two label distributions give by chance, as a share of its room.

    Cohen (1960), A coefficient of agreement for nominal scales, unweighted. It has no value
    where gold and predicted are all of one class.
    """

    title: ClassVar[str] = "Kappa"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return kappa over the pooled targets."""
        table = counts.pooled
        gold, predicted = table.sum(axis=-1), table.sum(axis=-2)
        n = gold.sum(axis=-1)
        agreed = np.trace(table, axis1=-2, axis2=-1) * n
        by_chance = (gold * predicted).sum(axis=-1)
        return ratio(agreed - by_chance, n**2 - by_chance)
