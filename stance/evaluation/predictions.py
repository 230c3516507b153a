"""`Predictions`: what a model said beside what was true, one row a scored example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stance.labels import LABELS, Task

Strings = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Gold and predicted labels of the examples that were scored.

    An example that was scored under several seeds, or in several folds, has a row for each.

    Attributes
    ----------
    task
        Which label is predicted; `labels` are its labels in order (K of them).
    id, target
        Strings of shape (n,).
    gold, predicted
        Positions in `labels`, shape (n,).
    fold, seed
        Which split (by name) and which seed the row comes from, shape (n,).
    probabilities
        Shape (n, K), rows sum to 1; None where the model gives none.
    margins
        Signed distances to the decision boundary, shape (n, K), where the model gives those
        instead; they rank, but are no probabilities.
    """

    task: Task
    id: Strings
    target: Strings
    gold: npt.NDArray[np.int64]
    predicted: npt.NDArray[np.int64]
    fold: Strings
    seed: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float64] | None = None
    margins: npt.NDArray[np.float64] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the task, in the order of the columns of `probabilities`."""
        return LABELS[self.task]

    @property
    def scores(self) -> npt.NDArray[np.float64] | None:
        """Probabilities, else margins, else None: whatever ranks the examples."""
        return self.probabilities if self.probabilities is not None else self.margins

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that were scored, sorted."""
        return tuple(sorted(set(self.target)))

    def __len__(self) -> int:
        return len(self.id)

    def where(self, mask: npt.NDArray[np.bool_]) -> Predictions:
        """Return the rows a mask of shape (n,) keeps."""

        def kept(scores: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64] | None:
            return None if scores is None else scores[mask]

        return Predictions(
            self.task,
            self.id[mask],
            self.target[mask],
            self.gold[mask],
            self.predicted[mask],
            self.fold[mask],
            self.seed[mask],
            kept(self.probabilities),
            kept(self.margins),
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Predictions]) -> Predictions:
        """Return the rows of several predictions of one model, in order."""

        def joined(name: str) -> npt.NDArray[np.float64] | None:
            scores = [getattr(part, name) for part in parts]
            return None if any(s is None for s in scores) else np.concatenate(scores)

        columns = ("id", "target", "gold", "predicted", "fold", "seed")
        return cls(
            parts[0].task,
            *(np.concatenate([getattr(part, column) for part in parts]) for column in columns),
            probabilities=joined("probabilities"),
            margins=joined("margins"),
        )

    def to_table(self) -> pa.Table:
        """Return an Arrow table: id, target, gold, predicted, fold, seed, one column a class.

        A class's column is called ``p_favor`` for probabilities, ``margin_favor`` for margins.
        """
        names = np.array(self.labels, dtype=object)
        columns = {
            "id": self.id,
            "target": self.target,
            "gold": names[self.gold],
            "predicted": names[self.predicted],
            "fold": self.fold,
            "seed": self.seed,
        }
        for prefix, scores in (("p", self.probabilities), ("margin", self.margins)):
            if scores is not None:
                columns |= {f"{prefix}_{label}": scores[:, k] for k, label in enumerate(self.labels)}
        return pa.table({name: pa.array(values) for name, values in columns.items()})

    @classmethod
    def from_table(cls, table: pa.Table, task: Task) -> Predictions:
        """Return the predictions that `to_table` wrote."""
        labels = LABELS[task]
        position = {label: k for k, label in enumerate(labels)}

        def strings(column: str) -> Strings:
            return np.array([*table[column].to_pylist(), None], dtype=object)[:-1]

        def codes(column: str) -> npt.NDArray[np.int64]:
            return np.array([position[label] for label in table[column].to_pylist()], dtype=np.int64)

        def scores(prefix: str) -> npt.NDArray[np.float64] | None:
            columns = [f"{prefix}_{label}" for label in labels]
            if not set(columns) <= set(table.column_names):
                return None
            return np.column_stack([table[column].to_numpy() for column in columns])

        return cls(
            task,
            strings("id"),
            strings("target"),
            codes("gold"),
            codes("predicted"),
            strings("fold"),
            table["seed"].to_numpy(),
            probabilities=scores("p"),
            margins=scores("margin"),
        )

    def save(self, path: Path) -> None:
        """Write a Parquet file."""
        import pyarrow.parquet as pq

        pq.write_table(self.to_table(), path)

    @classmethod
    def load(cls, path: Path, task: Task) -> Predictions:
        """Read a Parquet file that `save` wrote."""
        import pyarrow.parquet as pq

        return cls.from_table(pq.read_table(path), task)
