"""From a file or a stream to a source, and what reads its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.corpus.raw import refuse_repeated
from stance.corpus.readers import STDIN
from stance.corpus.text_formats import json_object
from stance.errors import ConfigError, CorpusError, shown
from stance.prediction.formats import delimiter_of, encoding_of, format_of
from stance.prediction.lines import (
    BROKEN_QUOTES,
    LONGEST_OPEN,
    decoded,
    is_open,
    last_line_end,
    records,
    undecodable,
    visible,
)
from stance.prediction.readers import Delimited, JsonLines, PlainLines, Reader
from stance.prediction.source import Source, TextSource, opened

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS: Final = {";": '--delimiter ";"', "|": '--delimiter "|"', "\t": "--format tsv"}
# What a column's name looks like.
_NAME: Final = re.compile(r'"?[^\W\d][\w.-]{0,39}"?')
_NO_PARQUET: Final = "standard input is no place for parquet, whose end is read first; name a file"


@dataclass(frozen=True)
class Input:
    """A source, its format, and how its rows are read.

    Attributes
    ----------
    names
        Its columns; of JSON lines the keys in the first block, none where none can be read.
    header, delimiter, newline
        Of CSV and TSV, as they were written.
    schema
        Of Parquet.
    guess
        What to say where nobody said that it is lines of text.
    """

    source: Source
    kind: str
    reader: Reader
    names: tuple[str, ...]
    header: str = ""
    delimiter: str = ""
    newline: str = "\n"
    schema: pa.Schema | None = None
    guess: str = ""


@contextmanager
def opened_input(
    path: Path, *, said: str | None, encoding: str, delimiter: str | None, is_live: bool
) -> Iterator[Input]:
    """Give the input that a file or a stream is.

    Standard input of which nothing is said is taken for JSON lines where its first character is
    a brace, else for lines of text.
    """
    kind = format_of(path, "--format", said)
    if delimiter is not None and kind not in ("csv", "tsv"):
        raise ConfigError(f"--delimiter is for csv and tsv, not for {kind or 'lines'}")
    codec = encoding_of(encoding)
    if kind == "parquet":
        yield _parquet(path)
        return
    with opened(path, is_live=is_live) as source:
        source.skip_byte_order_mark()
        is_guessed = kind is None and source.buffer.lstrip()[:1] != b"{"
        kind = kind or ("text" if is_guessed else "jsonl")
        if kind in ("csv", "tsv"):
            yield _delimited(source, kind, delimiter_of(kind, delimiter), codec)
        elif kind == "jsonl":
            yield _json(source, codec)
        else:
            reader = PlainLines(codec)
            source.cut = reader.cut
            guess = _guess(source, codec) if is_guessed else ""
            yield Input(source, kind, reader, ("text",), guess=guess)


def _parquet(path: Path) -> Input:
    from stance.prediction.arrow_rows import ArrowRows
    from stance.prediction.parquet import ParquetSource

    if path == STDIN:
        raise CorpusError(_NO_PARQUET)
    source = ParquetSource(path)
    return Input(source, "parquet", ArrowRows(), tuple(source.schema.names), schema=source.schema)


def _guess(source: TextSource, encoding: str) -> str:
    """Return what to say of lines that nobody said are text."""
    if source.buffer.startswith(b"PAR1") and b"\0" in source.buffer:
        raise CorpusError(_NO_PARQUET)
    first = visible(next(iter(source.buffer.splitlines()), b""), encoding)
    told = f"{source.name} is read as lines of text"
    for delimiter, say in {",": "--format csv", **_DELIMITERS}.items():
        fields = first.split(delimiter)
        if len(fields) > 1 and all(map(_NAME.fullmatch, fields)):
            say = say if "--format" in say else f"--format csv {say}"
            return (
                f"{told}, but the first, {shown(first)}, looks like a header: {say} reads a table"
            )
    if first.lstrip().startswith("["):
        return f"{told}, but looks like JSON: --format jsonl reads one object a line"
    return f"{told}; say what else it is with --format csv, tsv, jsonl"


def _json(source: TextSource, encoding: str) -> Input:
    names: dict[str, None] = {}
    while not source.at_end and not last_line_end(source.buffer):
        source.fill()
    for line in source.buffer.splitlines():
        with suppress(ValueError, TypeError, RecursionError):
            names |= dict.fromkeys(json_object(line.decode(encoding)))
    reader = JsonLines(encoding)
    source.cut = reader.cut
    return Input(source, "jsonl", reader, tuple(names))


def _delimited(source: TextSource, kind: str, delimiter: str, encoding: str) -> Input:
    """Read the header."""
    has_quotes = kind == "csv"
    unread = Delimited((), delimiter, has_quotes, encoding)
    while True:
        whole = len(source.buffer) if source.at_end else last_line_end(source.buffer)
        lines = source.buffer[:whole].splitlines(keepends=True)
        text, _ = decoded(lines, encoding)
        found = next((of for of in records(text, **unread.dialect) if of[2] != []), None)
        is_cut = found is None or is_open(found[3])
        if not is_cut or source.at_end or len(source.buffer) > LONGEST_OPEN:
            break
        source.fill()
    if found is None:
        raise CorpusError(f"{source.name} is empty; wanted a header and one row a text")
    start, stop, fields, _ = found
    row = b"".join(lines[start:stop])
    reason = undecodable(row, encoding)
    if fields is None or reason:
        raise CorpusError(
            f"{source.name}:{start + 1}: the header cannot be read: {reason or BROKEN_QUOTES}"
        )
    names = _names(fields, source.name)
    source.take(sum(map(len, lines[:stop])))
    header = visible(row, encoding)
    newline = row[len(row.rstrip(b"\r\n")) :].decode() or "\n"
    reader = Delimited(names, delimiter, has_quotes, encoding)
    source.cut = reader.cut
    return Input(source, kind, reader, names, header, delimiter, newline)


def _names(fields: list[str], name: str) -> tuple[str, ...]:
    """Return the names of columns; one without goes by its number."""
    names = [of or f"column {number}" for number, of in enumerate(fields, start=1)]
    others = [say for other, say in _DELIMITERS.items() if other in names[0]]
    if len(names) == 1 and others:
        raise CorpusError(
            f"{name} has one column, {shown(names[0])}; say what parts its columns with "
            f"{' or '.join(others)}"
        )
    refuse_repeated(names, name)
    return tuple(names)
