"""What goes from the input through a model to the output: batches of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stance.prediction.columns import Places
from stance.prediction.plain_values import strict_json

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Batch:
    """Some whole rows of the input, not yet looked into.

    Attributes
    ----------
    number
        Counts the batches of an input from 0. Which rows are in which batch depends on the
        input alone.
    line
        Where the first row starts; in Parquet its row number. Both count from 1.
    payload
        The rows: bytes of the input, or an Arrow stream.
    digest
        A SHA-256 of the input up to the end of these rows; in Parquet of the whole file.
    position
        How many bytes of the input file were read so far.
    """

    number: int
    line: int
    payload: bytes
    digest: str
    position: int


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be predicted: the line it starts on, why, and the row itself."""

    line: int
    reason: str
    row: Any

    def to_json(self) -> bytes:
        """Return a line of JSON."""
        record = {"line": self.line, "reason": self.reason, "row": self.row}
        return (strict_json(record, ensure_ascii=True) + "\n").encode()


@dataclass
class Cells:
    """The rows of a batch as they were read: one item a row in each list.

    `target` and `speaker` are None where no column says them. `records` is what the rows are
    written from again: their very bytes, or an Arrow batch. Rows that could not be read are in
    `rejected` alone.
    """

    lines: list[int] = field(default_factory=list)
    text: Sequence[Any] = ()
    target: Sequence[Any] | None = None
    speaker: Sequence[Any] | None = None
    records: list[bytes] | pa.RecordBatch = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    n_blank: int = 0

    def reject(self, line: int, reason: str, row: Any) -> None:
        """Put a row among the rejected."""
        self.rejected.append(Rejected(line, reason, row))

    def keep(self, line: int, row: bytes) -> None:
        """Keep a row that starts on a line."""
        self.lines.append(line)
        self.records.append(row)

    def keep_all(self, line: int, rows: list[bytes]) -> None:
        """Keep rows that start on a line and those behind it."""
        self.lines = list(range(line, line + len(rows)))
        self.records = rows

    def fill(self, columns: Mapping[str, Sequence[Any]], places: Places) -> None:
        """Take text, target and speaker from the columns that have them."""
        self.text = columns.get(places.text, ())
        for name, column in (("target", places.target.column), ("speaker", places.speaker.column)):
            if column is not None:
                setattr(self, name, columns.get(column, ()))


@dataclass(frozen=True)
class Done:
    """What became of a batch: bytes to write, and how many rows they hold.

    `number`, `digest` and `position` are those of the batch; `n_unseen` of the predicted rows have
    a target that the model never learned, the first of which is `unseen`.
    """

    number: int
    digest: str
    position: int
    output: bytes
    rejected: bytes
    n_predicted: int
    n_rejected: int
    n_blank: int
    n_unseen: int = 0
    unseen: str = ""
