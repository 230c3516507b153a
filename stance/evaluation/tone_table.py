"""`ToneTable`: stance by sentiment, and how often the model is right in each cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from stance.evaluation.predictions import Predictions
from stance.labels import LABELS, Task


@dataclass(frozen=True)
class ToneTable:
    """Where the two tasks' labels part, a model that reads only the tone fails.

    Attributes
    ----------
    rows, columns
        The labels of the task that is predicted, and of the other one.
    counts
        How many predictions there are of each pair of gold labels.
    accuracy
        The share of them that is right; None where there is none.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    accuracy: tuple[tuple[float | None, ...], ...]

    @classmethod
    def of(cls, predictions: Predictions) -> Self | None:
        """Return the table, or None where the corpus has only one task's labels."""
        other: Task = "sentiment" if predictions.task == "stance" else "stance"
        if other not in predictions.facets:
            return None
        tones, right = predictions.facets[other], predictions.gold == predictions.predicted
        cells = [
            [(predictions.gold == k) & (tones == tone) for tone in LABELS[other]]
            for k in range(len(predictions.labels))
        ]
        return cls(
            tuple(map(str, predictions.labels)),
            tuple(map(str, LABELS[other])),
            tuple(tuple(int(cell.sum()) for cell in row) for row in cells),
            tuple(tuple(_share(right[cell]) for cell in row) for row in cells),
        )

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the table that `dataclasses.asdict` wrote."""
        rows, columns, counts, accuracy = (record[name] for name in _FIELDS)
        return cls(
            tuple(rows), tuple(columns), tuple(map(tuple, counts)), tuple(map(tuple, accuracy))
        )


_FIELDS = ("rows", "columns", "counts", "accuracy")


def _share(right: np.ndarray[Any, Any]) -> float | None:
    return float(right.mean()) if len(right) else None
