"""Readers: what the rows of each format are.

`cut` says where a stream of bytes can be parted between two rows, `read` finds the rows of a
part. What reads is sent to worker processes, so it holds settings alone. An output that is
continued is held against them as they are shown, so none is a set, whose order is another in each
process.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pyarrow as pa

from stance.corpus.text_formats import DEEPEST, json_object, json_reason
from stance.errors import listed
from stance.prediction.batch import Batch, Cells
from stance.prediction.columns import Places
from stance.prediction.lines import (
    BROKEN_QUOTES,
    decoded,
    last_line_end,
    last_record_end,
    records,
    undecodable,
    visible,
)

# What parts two lists in JSON.
_BETWEEN_LISTS: Final = re.compile(r"\]\s*,\s*\[")


class Reader(Protocol):
    """Reads the rows of a batch."""

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:
        """Return the rows, to be written again from a table or from their very text."""
        ...


class TextReader(Reader, Protocol):
    """Reads rows out of bytes of text, decoded as `encoding` says."""

    encoding: str

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole row, 0 where there is none."""
        ...


@dataclass(frozen=True)
class Delimited:
    """CSV, or TSV without `has_quotes`: a quote is then a character like any other.

    Blank lines are no rows.
    """

    names: tuple[str, ...]
    delimiter: str
    has_quotes: bool
    encoding: str

    @property
    def dialect(self) -> dict[str, Any]:
        """How the module `csv` reads it."""
        quotes = {"strict": True} if self.has_quotes else {"quoting": csv.QUOTE_NONE}
        return {"delimiter": self.delimiter, **quotes}

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole row."""
        if not self.has_quotes:
            return last_line_end(buffer)
        return last_record_end(buffer, self.delimiter)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:
        """Return the rows; ragged ones and those with broken quotes are rejected."""
        lines = batch.payload.splitlines(keepends=True)
        text, is_damaged = decoded(lines, self.encoding)
        cells = Cells()
        rows = None if is_damaged else self._one_a_line(text)
        if rows is None:
            rows = self._one_by_one(batch.line, lines, text, cells)
        else:
            cells.keep_all(batch.line, lines)
        by_column = zip(*rows, strict=True) if rows else [()] * len(self.names)
        columns: dict[str, Sequence[str]] = dict(zip(self.names, by_column, strict=True))
        cells.fill(columns, places)
        cells.records = table_of(columns) if as_table else utf8(cells.records, self.encoding)
        return cells

    def _one_a_line(self, text: Sequence[str]) -> list[list[str]] | None:
        """Return the rows where every line is one and nothing is wrong: the most common case."""
        try:
            rows = list(csv.reader(text, **self.dialect))
        except csv.Error:
            return None
        is_regular = len(rows) == len(text) and {*map(len, rows)} == {len(self.names)}
        return rows if is_regular else None

    def _one_by_one(
        self, first: int, lines: Sequence[bytes], text: Sequence[str], cells: Cells
    ) -> list[list[str]]:
        """Return the rows that can be read; reject the others."""
        rows: list[list[str]] = []
        for start, stop, fields, _ in records(text, **self.dialect):
            row = b"".join(lines[start:stop])
            if fields is not None and not fields:
                cells.n_blank += 1
            elif reason := undecodable(row, self.encoding) or self._reason(fields):
                cells.reject(first + start, reason, visible(row, self.encoding))
            else:
                cells.keep(first + start, row)
                rows.append(fields or [])
        return rows

    def _reason(self, fields: Sequence[str] | None) -> str | None:
        if fields is None:
            return BROKEN_QUOTES
        n, wanted = len(fields), len(self.names)
        return None if n == wanted else f"{n} fields, the header has {wanted}"


@dataclass(frozen=True)
class JsonLines:
    """One JSON object a line; blank lines are no rows.

    An object that has a key of `added`, the columns to be added, is rejected, as is one with NaN
    or Infinity, which Python reads, but which are no JSON.
    """

    encoding: str
    added: tuple[str, ...] = ()

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole line."""
        return last_line_end(buffer)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows; what is no JSON object is rejected."""
        lines = batch.payload.splitlines(keepends=True)
        cells = Cells()
        rows = self._all_at_once(lines)
        if rows is None:
            rows = self._one_by_one(batch.line, lines, cells)
        else:
            cells.keep_all(batch.line, lines)
        cells.fill({name: [row.get(name) for row in rows] for name in places.columns}, places)
        cells.records = utf8(cells.records, self.encoding)
        return cells

    def _all_at_once(self, lines: Sequence[bytes]) -> list[dict[str, Any]] | None:
        """Return the objects where every line is one and nothing is wrong, in half the time.

        A string has no line end in it, so that none spans what parts the lines here. Where
        nothing within a line could part lists, too, each list is one line, if there are as many.
        """
        try:
            text = b"],[".join(lines).decode(self.encoding)
            is_flat = text.count("{") + text.count("[") - 2 * len(lines) < DEEPEST
            is_parted = len(_BETWEEN_LISTS.findall(text)) == len(lines) - 1
            is_simple = is_flat and is_parted and "\\u" not in text
            parsed = json.loads(f"[[{text}]]", parse_constant=_refuse) if is_simple else ()
        except (ValueError, RecursionError):
            return None
        if len(parsed) != len(lines) or {*map(type, parsed)} != {list}:
            return None
        if {*map(len, parsed)} != {1}:
            return None
        rows = [row for (row,) in parsed]
        is_free = frozenset(self.added).isdisjoint
        is_regular = {*map(type, rows)} == {dict} and all(map(is_free, rows))
        return rows if is_regular else None

    def _one_by_one(self, first: int, lines: Sequence[bytes], cells: Cells) -> list[dict[str, Any]]:
        """Return the objects that can be read; reject the others."""
        rows: list[dict[str, Any]] = []
        for number, line in enumerate(lines, start=first):
            row: dict[str, Any] = {}
            if not (reason := undecodable(line, self.encoding)):
                text = line.decode(self.encoding)
                if text.isspace():
                    cells.n_blank += 1
                    continue
                row, reason = self._object(text)
            if reason:
                cells.reject(number, reason, visible(line, self.encoding))
                continue
            cells.keep(number, line)
            rows.append(row)
        return rows

    def _object(self, text: str) -> tuple[dict[str, Any], str | None]:
        """Return the object on a line, or why there is none."""
        try:
            row = json_object(text)
            if "NaN" in text or "Infinity" in text:
                json.loads(text, parse_constant=_refuse)
        except (ValueError, TypeError, RecursionError) as error:
            return {}, json_reason(error)
        if clash := row.keys() & self.added:
            return {}, f"has {listed(sorted(clash))} already; choose a --prefix"
        return row, None


@dataclass(frozen=True)
class PlainLines:
    """One text a line, without columns; blank lines are no rows."""

    encoding: str

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole line."""
        return last_line_end(buffer)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows."""
        lines = batch.payload.splitlines(keepends=True)
        cells = Cells()
        texts: list[str] = []
        for number, (line, text) in enumerate(
            zip(lines, decoded(lines, self.encoding)[0], strict=True), start=batch.line
        ):
            if text.isspace():
                cells.n_blank += 1
            elif "\ufffd" in text and (reason := undecodable(line, self.encoding)):
                cells.reject(number, reason, visible(line, self.encoding))
            else:
                cells.lines.append(number)
                texts.append(text.rstrip("\r\n"))
        cells.fill({places.text: texts}, places)
        cells.records = table_of({places.text: texts})
        return cells


def _refuse(constant: str) -> None:
    raise ValueError(f"no valid JSON: {constant} is none; write null")


def utf8(rows: Sequence[bytes], encoding: str) -> list[bytes]:
    """Return rows in UTF-8."""
    if encoding == "utf-8":
        return list(rows)
    return [row.decode(encoding).encode() for row in rows]


def table_of(columns: Mapping[str, Sequence[str]]) -> pa.RecordBatch:
    """Return columns of strings as an Arrow table."""
    return pa.RecordBatch.from_pydict({n: pa.array(of, pa.string()) for n, of in columns.items()})
