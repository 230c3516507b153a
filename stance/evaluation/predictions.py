"""`Predictions`: what a model said beside what was true, one row a scored example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stance.errors import RunError
from stance.labels import LABELS, Task

if TYPE_CHECKING:
    import pyarrow as pa

Strings = npt.NDArray[np.object_]

_FACET = "facet_"


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
    facets
        What else is known of the rows and scores can be told apart by: ``group``, ``speaker``,
        ``genre``, ``phenomena`` (a list a row), the other task's label; each of shape (n,).
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
    facets: Mapping[str, Strings] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the task, in the order of the columns of `probabilities`."""
        return LABELS[self.task]

    @property
    def scores(self) -> npt.NDArray[np.float64] | None:
        """Probabilities, else margins, else None: whatever ranks the examples."""
        return self.probabilities if self.probabilities is not None else self.margins

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets that were scored, sorted."""
        return tuple(sorted(set(self.target)))

    @cached_property
    def target_position(self) -> npt.NDArray[np.int64]:
        """The position of each row's target in `targets`, shape (n,)."""
        position = {target: t for t, target in enumerate(self.targets)}
        return np.array([position[target] for target in self.target], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.id)

    def where(self, mask: npt.NDArray[np.bool_]) -> Predictions:
        """Return the rows a mask of shape (n,) keeps."""

        def kept(column: Any) -> Any:
            if isinstance(column, Mapping):
                return {name: values[mask] for name, values in column.items()}
            return None if column is None else column[mask]

        columns = (kept(getattr(self, column.name)) for column in fields(self)[1:])
        return Predictions(self.task, *columns)

    @classmethod
    def concatenate(cls, parts: Sequence[Predictions]) -> Predictions:
        """Return the rows of several predictions of one model, in order."""

        def joined(columns: Sequence[Any]) -> Any:
            if any(column is None for column in columns):
                return None
            if isinstance(columns[0], Mapping):
                known = [name for name in columns[0] if all(name in column for column in columns)]
                return {name: joined([column[name] for column in columns]) for name in known}
            return np.concatenate(columns)

        names = [column.name for column in fields(cls)[1:]]
        return cls(parts[0].task, *(joined([getattr(p, name) for p in parts]) for name in names))

    def to_table(self) -> pa.Table:
        """Return an Arrow table: id, target, gold, predicted, fold, seed, classes, facets.

        A class's column is called ``p_favor`` for probabilities, ``margin_favor`` for margins,
        a facet's ``facet_genre``.
        """
        import pyarrow as pa

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
                columns |= {
                    f"{prefix}_{label}": scores[:, k] for k, label in enumerate(self.labels)
                }
        columns |= {f"{_FACET}{name}": values for name, values in self.facets.items()}
        return pa.table({name: pa.array(values) for name, values in columns.items()})

    @classmethod
    def from_table(cls, table: pa.Table, task: Task) -> Predictions:
        """Return the predictions that `to_table` wrote."""
        labels = LABELS[task]
        position = {label: k for k, label in enumerate(labels)}

        def strings(column: str) -> Strings:
            return np.array([*table[column].to_pylist(), None], dtype=object)[:-1]

        def codes(column: str) -> npt.NDArray[np.int64]:
            return np.array(
                [position[label] for label in table[column].to_pylist()], dtype=np.int64
            )

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
            facets={
                column.removeprefix(_FACET): strings(column)
                for column in table.column_names
                if column.startswith(_FACET)
            },
        )

    def save(self, path: Path) -> None:
        """Write a Parquet file."""
        import pyarrow.parquet as pq

        pq.write_table(self.to_table(), path)

    @classmethod
    def load(cls, path: Path, task: Task) -> Predictions:
        """Read a Parquet file that `save` wrote.

        Raises
        ------
        RunError
            Where the file is missing, was cut or altered, or holds another task's labels.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return cls.from_table(pq.read_table(path), task)
        except (OSError, KeyError, pa.ArrowInvalid) as error:
            raise RunError(
                f"{path}: not the predictions of a {task} run as they were written ({error}); "
                "restore the file or train again"
            ) from error
