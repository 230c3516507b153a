"""`Corpus`: labelled (text, target) examples over an Arrow table."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stance.corpus.schema import ANNOTATIONS, COLUMNS, FEATURES, SPLITS
from stance.errors import CorpusError
from stance.labels import LABELS, Task

if TYPE_CHECKING:
    import datasets
    import pandas as pd


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read: where it stands and why."""

    where: str  # "tweets.csv:17", or "tweets.csv" for the file as a whole
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, eq=False)
class Corpus:
    """Labelled (text, target) examples, one a row.

    Attributes
    ----------
    name
        What the corpus is called in tables and run folders.
    table
        The examples: the columns of `stance.corpus.schema.COLUMNS` in that order, then
        whatever else the corpus has (``annotations``, ``genre``, ...).
    official_metric
        The name of the metric its authors score it by, "" where they name none.
    citation
        The paper to cite when the corpus is used.
    skipped
        Rows of the source that are not in the table, each with its reason.

    Raises
    ------
    CorpusError
        Where the table lacks a column, a cell that each row must have, or an id of each row's
        own, or where a label or a split is none of ours.
    """

    name: str
    table: pa.Table
    official_metric: str = ""
    citation: str = ""
    skipped: Sequence[BadRow] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        wanted = COLUMNS.names
        if self.table.column_names[: len(wanted)] != wanted:
            raise CorpusError(
                f"corpus {self.name}: the table has columns {self.table.column_names}, wanted "
                f"{wanted} first; make it with Corpus.from_rows or stance.corpus.load_corpus"
            )
        self._refuse_gaps()
        self._refuse_repeated_ids()
        self._refuse_unknown_values()

    def _refuse_gaps(self) -> None:
        for column in (f.name for f in COLUMNS if not f.nullable):
            if self.table[column].null_count:
                row = self[column].tolist().index(None)
                raise CorpusError(f"corpus {self.name}: row {row + 1} has no {column}")

    def _refuse_repeated_ids(self) -> None:
        if pc.count_distinct(self.table["id"]).as_py() < len(self):
            repeated, times = Counter(self["id"]).most_common(1)[0]
            raise CorpusError(
                f"corpus {self.name}: {times} rows have the id {repeated!r}, wanted one each"
            )

    def _refuse_unknown_values(self) -> None:
        for column, known in (*LABELS.items(), ("split", SPLITS)):
            for value in self.table[column].unique().to_pylist():
                if value is not None and value not in known:
                    row = self[column].tolist().index(value)
                    raise CorpusError(
                        f"corpus {self.name}: {column} {value!r} of id {self['id'][row]} is none "
                        f"of {', '.join(known)}; stance.corpus.load_corpus reads other spellings"
                    )

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]], *, name: str, **kwargs: Any) -> Corpus:
        """Return the corpus of rows that already use the toolkit's column names and labels.

        Missing columns are filled: ``id`` with the row's number from 1, ``target`` and
        ``speaker`` with "", the rest with null. For foreign names, labels and files see
        `stance.corpus.load_corpus`.

        >>> Corpus.from_rows([{"text": "Yes.", "stance": "favor"}], name="tiny")["id"]
        array(['1'], dtype=object)
        """
        filled = [
            {"target": "", "speaker": "", **row, "id": str(row.get("id") or number)}
            for number, row in enumerate(rows, start=1)
        ]
        extra = dict.fromkeys(key for row in filled for key in row if key not in COLUMNS.names)
        columns = [pa.array([row.get(f.name) for row in filled], type=f.type) for f in COLUMNS]
        types = {ANNOTATIONS.name: ANNOTATIONS.type}
        columns += [pa.array([row.get(key) for row in filled], types.get(key)) for key in extra]
        return cls(name, pa.table(columns, names=[*COLUMNS.names, *extra]), **kwargs)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __getitem__(self, column: str) -> npt.NDArray[np.object_]:
        """Return one column as an object array; a gap is None."""
        return np.array([*self.table[column].to_pylist(), None], dtype=object)[:-1]

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 of the content and its order, the same on every platform."""
        digest = hashlib.sha256()
        for column in self.table.column_names:
            # `default` is for what only Parquet brings along: dates, decimals, bytes.
            cells = json.dumps([column, self.table[column].to_pylist()], default=repr)
            digest.update(cells.encode())
        return digest.hexdigest()

    @cached_property
    def features(self) -> pd.DataFrame:
        """What a model may look at: the string columns text, target and speaker."""
        import pandas as pd

        return pd.DataFrame({column: self[column] for column in FEATURES}, dtype=object)

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets in the corpus, sorted."""
        return tuple(sorted(set(self["target"])))

    def labelled(self, task: Task) -> npt.NDArray[np.bool_]:
        """Return which rows have a label for a task."""
        return np.asarray(self.table[task].is_valid())

    def class_counts(self, task: Task) -> dict[str, int]:
        """Return how many rows each label of a task has, zeros included."""
        values = list(self[task])
        return {label: values.count(label) for label in LABELS[task]}

    def take(self, rows: npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_]) -> Corpus:
        """Return the corpus of some rows, given as indices or as a mask."""
        rows = np.asarray(rows)
        indices = np.flatnonzero(rows) if rows.dtype == bool else rows
        return replace(self, table=self.table.take(pa.array(indices, type=pa.int64())))

    def to_dataset(self) -> datasets.Dataset:
        """Return the table as a `datasets.Dataset`, without copying."""
        from datasets import Dataset

        return Dataset(self.table)
