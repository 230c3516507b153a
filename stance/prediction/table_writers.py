"""Writers for rows that become another format, and for Parquet: from Arrow tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from stance.errors import ConfigError, listed
from stance.prediction.arrow_rows import to_stream
from stance.prediction.plain_values import as_cell, plain_values, strict_json
from stance.prediction.writers import Added, in_json, in_text


@dataclass(frozen=True)
class TableCsv:
    """CSV from a table: fields in quotes where they need them."""

    names: tuple[str, ...]
    from_table = True

    @classmethod
    def of(cls, schema: pa.Schema, source: str) -> TableCsv:
        """Return the writer for columns of a source.

        Raises
        ------
        ConfigError
            Where columns hold lists or the like, which CSV has no form for.
        """
        if nested := [field.name for field in schema if pa.types.is_nested(field.type)]:
            raise ConfigError(
                f"{source} has columns that CSV has no form for, {listed(nested)}; write it as "
                "jsonl or parquet"
            )
        return cls(tuple(schema.names))

    def head(self, added: Sequence[str]) -> bytes:
        """Return the header."""
        return _csv([[*self.names, *added]])

    def write(self, records: pa.RecordBatch, added: Added) -> bytes:
        """Return the rows."""
        columns = [_csv_cells(column) for column in records.columns]
        more = [in_text(values).to_pylist() for values in added.values()]
        return _csv(zip(*columns, *more, strict=True))


@dataclass(frozen=True)
class TableJson:
    """JSON lines from a table; what JSON has no form for becomes text, nan null."""

    from_table = True

    def head(self, added: Sequence[str]) -> bytes:  # noqa: ARG002
        """Return nothing: JSON lines have no header."""
        return b""

    def write(self, records: pa.RecordBatch, added: Added) -> bytes:
        """Return the rows."""
        names = [json.dumps(name, ensure_ascii=False) for name in (*records.schema.names, *added)]
        columns = [list(map(strict_json, plain_values(column))) for column in records.columns]
        columns += [in_json(values).to_pylist() for values in added.values()]
        lines = (
            ", ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True))
            for row in zip(*columns, strict=True)
        )
        return "".join(f"{{{line}}}\n" for line in lines).encode()


@dataclass(frozen=True)
class TableStream:
    """Arrow streams, one a batch, that Parquet is made of at last."""

    schema: pa.Schema
    from_table = True

    def head(self, added: Sequence[str]) -> bytes:  # noqa: ARG002
        """Return nothing: each stream has its own."""
        return b""

    def write(self, records: pa.RecordBatch, added: Added) -> bytes:
        """Return the rows."""
        columns = [*records.columns, *added.values()]
        return to_stream(pa.RecordBatch.from_arrays(columns, schema=self.schema))

    def finish(self, rows: Path, path: Path) -> None:
        """Make a Parquet file of all that was written."""
        from stance.prediction.parquet import write_parquet

        with rows.open("rb") as streams:
            write_parquet(streams, self.schema, path)


def _csv_cells(column: pa.Array) -> list[Any]:
    values = plain_values(column)
    if pa.types.is_boolean(column.type):
        return [None if v is None else str(v).lower() for v in values]
    return values if pa.types.is_string(column.type) else list(map(as_cell, values))


def _csv(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
