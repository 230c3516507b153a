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

    def write(self, records: list[str], added: Added) -> bytes:
        """Return the rows."""
        fields = [in_text(values) for values in added.values()]
        return _joined(_stripped(records), self.delimiter, fields, self.newline)


@dataclass(frozen=True)
class SameJson:
    """Each line of JSON as it came, with more keys at its end."""

    from_table = False

    def head(self, added: Sequence[str]) -> bytes:  # noqa: ARG002
        """Return nothing: JSON lines have no header."""
        return b""

    def write(self, records: list[str], added: Added) -> bytes:
        """Return the rows."""
        lines = pc.utf8_rtrim_whitespace(pa.array(records, pa.large_string()))
        opened = pc.utf8_slice_codeunits(lines, 0, -1)  # without the brace that closes it
        keys = [f", {json.dumps(name, ensure_ascii=False)}: " for name in added]
        pairs = [
            pc.binary_join_element_wise(key, in_json(values), "")
            for key, values in zip(keys, added.values(), strict=True)
        ]
        return _joined(opened, "", pairs, "}\n")


def _stripped(records: Sequence[str]) -> pa.Array:
    return pc.utf8_rtrim(pa.array(records, pa.large_string()), "\r\n")


def _joined(records: pa.Array, delimiter: str, fields: Sequence[pa.Array], end: str) -> bytes:
    """Return records and fields, joined and ended: the very bytes of an Arrow array."""
    if not len(records):
        return b""
    wide = [values.cast(pa.large_string()) for values in fields]
    rows = pc.binary_join_element_wise(records, *wide, pa.scalar(delimiter, pa.large_string()))
    ended = pc.binary_join_element_wise(
        rows, pa.scalar(end, pa.large_string()), pa.scalar("", pa.large_string())
    )
    return bytes(ended.buffers()[2])


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
