"""Rows out of Arrow batches: the reader for Parquet."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pyarrow as pa

from stance.errors import shown
from stance.prediction.batch import Batch, Cells
from stance.prediction.columns import Places
from stance.prediction.plain_values import UNREADABLE, has_bad_text, shown_row


@dataclass(frozen=True)
class ArrowRows:
    """Rows of Parquet, which travel as Arrow streams."""

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows; one with a string that is no UTF-8 is rejected."""
        table = from_stream(batch.payload)
        cells = Cells()
        numbers = range(batch.line, batch.line + len(table))
        undecodable = _undecodable(table)
        bad = _unreadable(table, places) | (undecodable or {})
        for row, reason in bad.items():
            cells.reject(numbers[row], reason, shown_row(table, row))
        if bad or undecodable is not None:
            kept = [row for row in range(len(table)) if row not in bad]
            table = _compact(table.take(pa.array(kept, pa.int64())))
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


def _undecodable(table: pa.RecordBatch) -> dict[int, str] | None:
    """Return the rows with strings that are no UTF-8: Arrow reads them without a word.

    None where all is valid. What is not may be of no row, or something else.
    """
    bad: dict[int, str] = {}
    is_valid = True
    for name, column in zip(table.schema.names, table, strict=True):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            is_valid = False
            for row, value in enumerate(column):
                if has_bad_text(value):
                    bad.setdefault(row, f"a string in {shown(name)} is no UTF-8")
    return None if is_valid else bad


def _compact(table: pa.RecordBatch) -> pa.RecordBatch:
    """Return a table without what stands in dictionaries and is of no row any more."""
    columns = [
        column.dictionary_decode().dictionary_encode().cast(column.type)
        if pa.types.is_dictionary(column.type)
        else column
        for column in table
    ]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _unreadable(table: pa.RecordBatch, places: Places) -> dict[int, str]:
    """Return the rows where a column that is to be read has what Python has no value for."""
    bad = {}
    for name in places.columns:
        column = table[name]
        if not pa.types.is_temporal(column.type) and not pa.types.is_nested(column.type):
            continue
        for row in range(len(table)):
            try:
                column[row].as_py()
            except UNREADABLE:
                bad[row] = f"{name} is a {column.type} that cannot be read, wanted a string"
    return bad
