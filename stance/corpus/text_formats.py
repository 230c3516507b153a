"""CSV, TSV and JSONL: rows out of a stream of text, each with the line it starts on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TextIO

from stance.corpus.raw import RawRows, refuse_repeated
from stance.errors import CorpusError, shown

# The largest C long there is on every platform.
_NO_LIMIT: Final = 2**31 - 1

# What else may part the columns of a file, and what to say then.
_DELIMITERS: Final[Mapping[str, str]] = {
    ";": "'corpus.delimiter=\";\"'",
    "|": "'corpus.delimiter=\"|\"'",
    "\t": "corpus.format=tsv",
}

# Arrow kills the process over a few thousand.
DEEPEST: Final = 100


def read_csv(text: TextIO, source: str, delimiter: str = ",") -> RawRows:
    """Return the rows of a comma-separated file with a header (RFC 4180).

    A field may be quoted and then hold line ends; a quote inside it is written twice. Blank
    lines are no rows.
    """
    return _read_delimited(text, source, delimiter=delimiter, strict=True)


def read_tsv(text: TextIO, source: str, delimiter: str = "\t") -> RawRows:
    """Return the rows of a tab-separated file with a header, quotes being plain characters.

    Published TSV files hold tweets with quotes that nobody closes, so a quote never opens a
    field here: a field holds no tab and no line end. Blank lines are no rows.
    """
    return _read_delimited(text, source, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def read_jsonl(text: TextIO, source: str) -> RawRows:
    """Return the rows of a file with one JSON object a line; blank lines are no rows."""
    rows: list[Mapping[str, Any]] = []
    places: list[str] = []
    bad: dict[int, str] = {}
    for number, line in enumerate(text, start=1):
        if line.isspace():
            continue
        try:
            row = json_object(line)
        except (ValueError, TypeError, RecursionError) as error:
            bad[len(rows)] = json_reason(error)
            row = {}
        rows.append(row)
        places.append(f"{source}:{number}")
    if not rows:
        raise CorpusError(f"{source} is empty; wanted one JSON object a line")
    names = dict.fromkeys(name for row in rows for name in row)
    return RawRows(source, {name: [row.get(name) for row in rows] for name in names}, places, bad)


def json_object(line: str) -> dict[str, Any]:
    """Return the object on a line of JSON.

    Raises
    ------
    ValueError, TypeError, RecursionError
        Where there is none that can be kept; `json_reason` says why.
    """
    value = json.loads(line)
    if not isinstance(value, dict):
        raise TypeError(f"a JSON {type(value).__name__}, wanted an object: {{...}}")
    if line.count("[") + line.count("{") > DEEPEST and _is_deep(value):
        raise ValueError(f"JSON nested more than {DEEPEST} deep")
    if "\\u" in line:  # Only an escape can smuggle in what no encoding can write.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        containers = [one for one in level if isinstance(one, list | dict)]
        level = [inner for one in containers for inner in _inside(one)]
    return bool(level)


def _inside(container: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def json_reason(error: Exception) -> str:
    """Return in words why `json_object` raised."""
    if isinstance(error, json.JSONDecodeError):
        return f"no valid JSON: {error.msg} at character {error.colno}"
    if isinstance(error, UnicodeEncodeError):
        half = error.object[error.start].encode("unicode_escape").decode()
        return f"{half} is half of a surrogate pair, not a character"
    if isinstance(error, RecursionError):
        return f"JSON nested more than {DEEPEST} deep"
    return str(error)


def _read_delimited(text: TextIO, source: str, **dialect: Any) -> RawRows:
    rows: list[Sequence[str | None]] = []
    places: list[str] = []
    bad: dict[int, str] = {}
    with fields_of_any_length():
        records = _records(csv.reader(text, **dialect), source)
        header = _header(next(records, None), source)
        gap = [None] * len(header)
        for line, fields, fault in records:
            if fault or len(fields) != len(header):
                bad[len(rows)] = fault or f"{len(fields)} fields, the header has {len(header)}"
                rows.append(gap)
            else:
                rows.append(fields)
            places.append(f"{source}:{line}")
    if not rows:
        raise CorpusError(f"{source} has a header and no rows; wanted one row an example below it")
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return RawRows(source, columns, places, bad)


def _records(reader: Any, source: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the line each record starts on, its fields, and what is wrong with its quotes."""
    while True:
        start = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                # To go on would pass over all that stands behind the quote as one bad row.
                raise CorpusError(
                    f"{source}:{start}: this row opens a quote that is never closed; close it, "
                    "and write a quote inside a quoted field twice"
                ) from error
            upto = f" up to line {reader.line_num}" if reader.line_num > start else ""
            yield start, [], f"broken quotes{upto}: {error}"
        else:
            if fields:
                yield start, fields, ""


def _header(record: tuple[int, list[str], str] | None, source: str) -> list[str]:
    """Return the column names; a column without one goes by its number."""
    if record is None:
        raise CorpusError(f"{source} is empty; wanted a header and one row an example")
    line, fields, fault = record
    if fault:
        raise CorpusError(f"{source}:{line}: the header cannot be read: {fault}")
    names = [name or f"column {number}" for number, name in enumerate(fields, start=1)]
    others = [say for other, say in _DELIMITERS.items() if other in names[0]]
    if len(names) == 1 and others:
        raise CorpusError(
            f"{source} has one column, {shown(names[0])}; say what parts its columns with "
            f"{' or '.join(others)}"
        )
    refuse_repeated(names, source)
    return names


@contextmanager
def fields_of_any_length() -> Iterator[None]:
    """Lift csv's limit on the length of a field, which is global, and put it back."""
    before = csv.field_size_limit(_NO_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
