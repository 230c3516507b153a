"""Rows out of Arrow batches: the reader for Parquet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from stance.prediction.batch import Batch, Cells
from stance.prediction.columns import Places


@dataclass(frozen=True)
class ArrowRows:
    """Rows of Parquet, which travel as Arrow streams."""

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows; one with a string that is no UTF-8 is rejected."""
        table = from_stream(batch.payload)
        cells = Cells()
        numbers = range(batch.line, batch.line + len(table))
        bad = _undecodable(table)
        for row, reason in bad.items():
            cells.reject(numbers[row], reason, shown_row(table, row))
        if bad:
            kept = [row for row in range(len(table)) if row not in bad]
            table = table.take(pa.array(kept, pa.int64()))
            cells.lines = [numbers[row] for row in kept]
        else:
            cells.lines = list(numbers)
        cells.fill({name: table[name].to_pylist() for name in places.columns}, places)
        cells.records = table
        return cells


def to_stream(batch: pa.RecordBatch) -> bytes:
    """Return an Arrow stream of one batch."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def from_stream(payload: bytes) -> pa.RecordBatch:
    """Return the batch that `to_stream` wrote."""
    with pa.ipc.open_stream(io.BytesIO(payload)) as reader:
        return reader.read_next_batch()


def shown_row(table: pa.RecordBatch, row: int) -> dict[str, Any]:
    r"""Return a row as JSON takes it; bytes that are no UTF-8 are shown as ``\xe9``."""
    return {
        name: _shown(column[row]) for name, column in zip(table.schema.names, table, strict=True)
    }


def _shown(value: pa.Scalar) -> Any:
    try:
        shown = value.as_py()
        # JSON has neither dates nor nan.
        return shown if isinstance(shown, str | int | list | dict | None) else str(shown)
    except UnicodeDecodeError:
        return value.as_buffer().to_pybytes().decode("utf-8", "backslashreplace")
    except (ValueError, OverflowError, pa.ArrowException):
        return str(value)


def _undecodable(table: pa.RecordBatch) -> dict[int, str]:
    """Return the rows with strings that are no UTF-8: Arrow reads them without a word."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        why = str(error).partition("\n")[0]
    else:
        return {}
    bad = {}
    for row in range(len(table)):
        try:
            table.slice(row, 1).validate(full=True)
        except pa.ArrowInvalid:
            bad[row] = f"a string that is no UTF-8: {why}"
    return bad
