"""Macro-F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats, mean_of_defined


@dataclass(frozen=True)
class MacroF1(CountMetric):
    """The mean of the F1 of every class that has gold rows.

    The mean of F1 values, not the F1 of mean precision and recall (Opitz & Burst 2019, Macro F1
    and Macro F1, arXiv:1911.03347, which tells the two apart).
    """

    title: ClassVar[str] = "Macro-F1"

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the mean F1 of the pooled targets."""
        return mean_of_defined(f1(counts.pooled))
