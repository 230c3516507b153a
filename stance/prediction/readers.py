"""Readers: what the rows of each format are.

`cut` says where a stream of bytes can be parted between two rows, `read` finds the rows of a
part. What reads is sent to worker processes, so it holds settings alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from stance.corpus.raw import listed
from stance.corpus.text_formats import DEEPEST, fields_of_any_length, json_object, json_reason
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
        with fields_of_any_length():
            return last_record_end(buffer, self.delimiter)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:
        """Return the rows; ragged ones and those with broken quotes are rejected."""
        lines, is_damaged = decoded(batch.payload, self.encoding)
        cells = Cells()
        with fields_of_any_length():
            rows = None if is_damaged else self._one_a_line(lines)
            if rows is not None:
                cells.lines = list(range(batch.line, batch.line + len(lines)))
                cells.records = lines
            else:
                rows = self._one_by_one(batch.line, lines, is_damaged, cells)
        by_column = zip(*rows, strict=True) if rows else [()] * len(self.names)
        columns: dict[str, Sequence[str]] = dict(zip(self.names, by_column, strict=True))
        cells.fill(columns, places)
        if as_table:
            cells.records = table_of(columns)
        return cells

    def _one_a_line(self, lines: Sequence[str]) -> list[list[str]] | None:
        """Return the rows where every line is one and nothing is wrong: the most common case."""
        try:
            rows = list(csv.reader(lines, **self.dialect))
        except csv.Error:
            return None
        is_regular = len(rows) == len(lines) and {*map(len, rows)} == {len(self.names)}
        return rows if is_regular else None

    def _one_by_one(
        self, first: int, lines: Sequence[str], is_damaged: bool, cells: Cells
    ) -> list[list[str]]:
        """Return the rows that can be read; reject the others."""
        rows: list[list[str]] = []
        texts: list[str] = []
        for start, stop, fields, _ in records(lines, **self.dialect):
            if fields is not None and not fields:
                cells.n_blank += 1
                continue
            text = "".join(lines[start:stop])
            reason = undecodable(text, self.encoding) if is_damaged else None
            if fields is None:
                reason = reason or BROKEN_QUOTES
            elif len(fields) != len(self.names):
                reason = reason or f"{len(fields)} fields, the header has {len(self.names)}"
            if fields is None or reason:
                cells.reject(first + start, reason or BROKEN_QUOTES, visible(text, self.encoding))
                continue
            cells.lines.append(first + start)
            texts.append(text)
            rows.append(fields)
        cells.records = texts
        return rows


@dataclass(frozen=True)
class JsonLines:
    """One JSON object a line; blank lines are no rows.

    An object that has a key of `added`, the columns to be added, is rejected.
    """

    encoding: str
    added: frozenset[str] = frozenset()

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole line."""
        return last_line_end(buffer)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows; what is no JSON object is rejected."""
        lines, is_damaged = decoded(batch.payload, self.encoding)
        cells = Cells()
        rows = None if is_damaged else self._all_at_once(lines)
        if rows is not None:
            cells.lines = list(range(batch.line, batch.line + len(lines)))
            cells.records = lines
        else:
            rows = self._one_by_one(batch.line, lines, is_damaged, cells)
        cells.fill({name: [row.get(name) for row in rows] for name in places.columns}, places)
        return cells

    def _all_at_once(self, lines: Sequence[str]) -> list[dict[str, Any]] | None:
        """Return the objects where every line is one and nothing is wrong, in half the time.

        A string has no line end in it, so that none spans what parts the lines here: each of
        the inner lists is one line, if there are as many.
        """
        text = "],[".join(lines)
        is_flat = text.count("{") + text.count("[") - 2 * len(lines) < DEEPEST
        if not is_flat or "\\u" in text:
            return None
        try:
            parsed = json.loads(f"[[{text}]]")
        except (ValueError, RecursionError):
            return None
        if len(parsed) != len(lines) or {*map(len, parsed)} != {1}:
            return None
        rows = [row for (row,) in parsed]
        is_regular = {*map(type, rows)} == {dict} and all(map(self.added.isdisjoint, rows))
        return rows if is_regular else None

    def _one_by_one(
        self, first: int, lines: Sequence[str], is_damaged: bool, cells: Cells
    ) -> list[dict[str, Any]]:
        """Return the objects that can be read; reject the others."""
        rows: list[dict[str, Any]] = []
        texts: list[str] = []
        for number, line in enumerate(lines, start=first):
            if line.isspace():
                cells.n_blank += 1
                continue
            fault = undecodable(line, self.encoding) if is_damaged else None
            try:
                row = json_object(line) if not fault else {}
            except (ValueError, TypeError, RecursionError) as error:
                row, fault = {}, json_reason(error)
            if not fault and not self.added.isdisjoint(row):
                fault = f"has {listed(sorted(self.added & row.keys()))} already; choose a --prefix"
            if fault:
                cells.reject(number, fault, visible(line, self.encoding))
                continue
            cells.lines.append(number)
            texts.append(line)
            rows.append(row)
        cells.records = texts
        return rows


@dataclass(frozen=True)
class PlainLines:
    """One text a line, without columns; blank lines are no rows."""

    encoding: str

    def cut(self, buffer: bytes) -> int:
        """Return the position behind the last whole line."""
        return last_line_end(buffer)

    def read(self, batch: Batch, places: Places, *, as_table: bool) -> Cells:  # noqa: ARG002
        """Return the rows."""
        lines, is_damaged = decoded(batch.payload, self.encoding)
        cells = Cells()
        texts: list[str] = []
        for number, line in enumerate(lines, start=batch.line):
            if line.isspace():
                cells.n_blank += 1
            elif is_damaged and (fault := undecodable(line, self.encoding)):
                cells.reject(number, fault, visible(line, self.encoding))
            else:
                cells.lines.append(number)
                texts.append(line.rstrip("\r\n"))
        cells.fill({places.text: texts}, places)
        cells.records = table_of({places.text: texts})
        return cells


def table_of(columns: Mapping[str, Sequence[str]]) -> pa.RecordBatch:
    """Return columns of strings as an Arrow table."""
    return pa.RecordBatch.from_pydict({n: pa.array(of, pa.string()) for n, of in columns.items()})
