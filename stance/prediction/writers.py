"""Writers: the rows of the input with what a model says of them, as bytes.

What a writer gives for two batches, one behind the other, is what it gives for both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

# What a model adds to rows: columns by name, each as long as the rows.
Added = Mapping[str, pa.Array]

# Digits behind the point in text. Parquet keeps all.
_DIGITS: Final = 6


class Writer(Protocol):
    """Writes the rows of a batch, from their very text or from a table."""

    from_table: bool

    def head(self, added: Sequence[str]) -> bytes:
        """Return what comes before all rows."""
        ...

    def write(self, records: Any, added: Added) -> bytes:
        """Return the rows with the columns that are added."""
        ...


@dataclass(frozen=True)
class SameDelimited:
    """Each row of CSV or TSV as it came, with more fields at its end."""

    header: str
    delimiter: str
    newline: str
    from_table = False

    def head(self, added: Sequence[str]) -> bytes:
        """Return the header."""
        return (self.delimiter.join([self.header, *added]) + self.newline).encode()

    def write(self, records: list[bytes], added: Added) -> bytes:
        """Return the rows."""
        fields = [in_text(values) for values in added.values()]
        behind = pc.binary_join_element_wise("", *fields, self.delimiter)
        return _joined([row.rstrip(b"\r\n") for row in records], behind, self.newline)


@dataclass(frozen=True)
class SameJson:
    """Each line of JSON as it came, with more keys at its end."""

    from_table = False

    def head(self, added: Sequence[str]) -> bytes:  # noqa: ARG002
        """Return nothing: JSON lines have no header."""
        return b""

    def write(self, records: list[bytes], added: Added) -> bytes:
        """Return the rows."""
        pairs: list[Any] = []
        for name, values in added.items():
            pairs += [f", {json.dumps(name, ensure_ascii=False)}: ", in_json(values)]
        behind = pc.binary_join_element_wise(*pairs, "")
        opened = [row[: row.rindex(b"}")] for row in records]
        return _joined(opened, behind, "}\n")


def _joined(records: Sequence[bytes], behind: pa.Array, end: str) -> bytes:
    """Return records, each with what comes behind it and an end."""
    parts = [end.encode()] * (3 * len(records))
    parts[::3] = records
    parts[1::3] = behind.cast(pa.binary()).to_pylist()
    return b"".join(parts)


def in_text(values: pa.Array) -> pa.Array:
    """Return values of a new column as text; what is unknown is empty."""
    return pc.fill_null(_written(values), "")


def in_json(values: pa.Array) -> pa.Array:
    """Return values of a new column as JSON; what is unknown is null."""
    written = _written(values)
    if pa.types.is_string(values.type):
        written = pc.binary_join_element_wise('"', written, '"', "")
    return pc.fill_null(written, "null")


def _written(values: pa.Array) -> pa.Array:
    if not pa.types.is_floating(values.type):
        return values.cast(pa.string())
    finite = pc.if_else(pc.is_finite(values), values, None)
    return pc.round(finite, _DIGITS).cast(pa.string())
