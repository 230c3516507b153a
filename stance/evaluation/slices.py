"""Parts of the scored examples: those of one target, one class, one value of a facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stance.evaluation.intervals import Interval
from stance.evaluation.metrics.base import CountMetric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Confusion
from stance.evaluation.undefined import Floats


@dataclass(frozen=True)
class Slice:
    """The systems' scores, by name, on some of the examples: n of them."""

    n: int
    scores: Mapping[str, Interval]


@dataclass(frozen=True)
class ClassF1(CountMetric):
    """The F1 of the label at a position."""

    title = "F1"
    position: int

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the harmonic mean of the label's precision and recall."""
        return f1(counts.pooled)[..., self.position]


def only(systems: Mapping[str, Predictions], ids: set[str]) -> dict[str, Predictions]:
    """Return the systems' predictions of some examples."""
    return {
        name: rows.where(np.array([example in ids for example in rows.id]))
        for name, rows in systems.items()
    }


def values_of(value: str | bool | Sequence[str] | None) -> list[str]:
    """Return the values of one cell of a facet.

    >>> values_of("news"), values_of(["irony", "negation"]), values_of(None), values_of(False)
    (['news'], ['irony', 'negation'], ['(none)'], ['no'])
    """
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    values = [value] if isinstance(value, str) else value
    return [str(one) or "(none)" for one in values or [""]]
