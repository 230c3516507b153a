"""Readers: a file's rows under the file's own column names, each with its place.

A reader neither renames a column nor asks what a cell means; `stance.corpus.rows` does.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TextIO

import pyarrow as pa

from stance.corpus.arrow_formats import read_datasets, read_parquet
from stance.corpus.raw import RawRows
from stance.corpus.text_formats import read_csv, read_jsonl, read_tsv
from stance.errors import CorpusError, nearest, shown

STDIN: Final = Path("-")

Bytes = io.BytesIO | io.BufferedReader | gzip.GzipFile

DELIMITED: Final = {"csv": read_csv, "tsv": read_tsv}
TEXT_READERS: Final[Mapping[str, Callable[[TextIO, str], RawRows]]] = {
    **DELIMITED,
    "jsonl": read_jsonl,
}
TABLE_READERS: Final[Mapping[str, Callable[[Path], RawRows]]] = {
    "parquet": read_parquet,
    "datasets": read_datasets,
}
FORMATS: Final = (*TEXT_READERS, *TABLE_READERS)

SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


def read_rows(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the config's word
    encoding: str = "utf-8",
    delimiter: str | None = None,
) -> RawRows:
    """Return the rows of a file, of a `datasets` folder, or of standard input.

    Parameters
    ----------
    path
        A file, whose name may end in ``.gz`` where its format is text; a folder; or ``-``.
    format
        One of `FORMATS`; None goes by the suffix and takes a folder for ``datasets``,
        standard input for ``jsonl``.
    encoding
        How text is encoded; a byte-order mark before UTF-8 is passed over.
    delimiter
        What parts the columns of ``csv`` and ``tsv``; None is a comma and a tab.

    Raises
    ------
    CorpusError
        Where there is nothing to read, or not in the format or encoding that was named.
    """
    chosen = format
    try:
        if path != STDIN and not path.exists():
            raise CorpusError(_missing(path))
        chosen = chosen or _format_of(path)
        if delimiter is not None:
            return _read_text(path, encoding, _delimited(chosen, delimiter))
        if chosen in TEXT_READERS:
            return _read_text(path, encoding, TEXT_READERS[chosen])
        if chosen in TABLE_READERS and path != STDIN:
            return TABLE_READERS[chosen](path)
    except (OSError, EOFError, UnicodeError, zlib.error, pa.ArrowException) as error:
        how = f" as {chosen}" if chosen else ""
        why = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise CorpusError(f"{path} cannot be read{how}: {why}") from error
    if chosen in TABLE_READERS:
        wanted = ", ".join(TEXT_READERS)
        raise CorpusError(f"standard input is read as {wanted}, not as {chosen}; name a file")
    wanted = ", ".join(FORMATS)
    raise CorpusError(f"corpus.format is {chosen!r}, wanted {wanted}{nearest(chosen, FORMATS)}")


def _delimited(chosen: str, delimiter: str) -> Callable[[TextIO, str], RawRows]:
    if chosen not in DELIMITED:
        raise CorpusError(f"corpus.delimiter is for {' and '.join(DELIMITED)}, not for {chosen}")
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise CorpusError(
            f"corpus.delimiter is {shown(delimiter)}, wanted one character that is no quote and "
            "no line end; tabs part the columns with corpus.format=tsv"
        )
    return partial(DELIMITED[chosen], delimiter=delimiter)


def _missing(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no file {path}, not even the folder {path.parent}; mend corpus.path"
    beside = [other.name for other in path.parent.iterdir()]
    return f"there is no file {path}{nearest(path.name, beside) or '; mend corpus.path'}"


def _format_of(path: Path) -> str:
    if path == STDIN:
        return "jsonl"
    if path.is_dir():
        return "datasets"
    suffix = (path.with_suffix("") if _is_gzip(path) else path).suffix.lower()
    if suffix not in SUFFIXES:
        raise CorpusError(
            f"{path} ends in none of {', '.join(SUFFIXES)} (text also with .gz behind); "
            f"say what it is with corpus.format={'|'.join(FORMATS)}"
        )
    return SUFFIXES[suffix]


def _is_gzip(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _read_text(path: Path, encoding: str, parse: Callable[[TextIO, str], RawRows]) -> RawRows:
    with _opened(path) as binary:
        source = "<stdin>" if path == STDIN else str(path)
        # "utf-8-sig" reads UTF-8 with a byte-order mark and without.
        codec = "utf-8-sig" if re.fullmatch(r"(?i)utf[-_]?8", encoding) else encoding
        try:
            text = io.TextIOWrapper(binary, codec, newline="")
        except LookupError as error:
            raise CorpusError(
                f"corpus.encoding={encoding} is no text encoding that Python knows; "
                "wanted utf-8, utf-16, cp1252, gb18030 or the like"
            ) from error
        try:
            return parse(text, source)
        except UnicodeError as error:
            raise CorpusError(_undecodable(binary, encoding, source, error)) from error


@contextmanager
def _opened(path: Path) -> Iterator[Bytes]:
    """Give a stream of bytes that can be read a second time."""
    if path == STDIN:
        yield io.BytesIO(sys.stdin.buffer.read())
    elif _is_gzip(path):
        with gzip.open(path) as unzipped:
            yield unzipped
    elif path.is_file():
        with path.open("rb") as binary:
            yield binary
    else:  # a pipe, or a folder, whose error is for the caller to tell
        yield io.BytesIO(path.read_bytes())


def _undecodable(binary: Bytes, encoding: str, source: str, error: UnicodeError) -> str:
    """Say on which line the first byte stands that the encoding does not have."""
    what = f"{source} is not {encoding}"  # some codecs find fault without saying where
    if isinstance(error, UnicodeDecodeError):
        binary.seek(0)
        data = binary.read()
        # The stream told a position in a chunk; this tells one in the file.
        try:
            data.decode(encoding)
        except UnicodeDecodeError as found:
            before = data[: found.start].decode(encoding)
            line = 1 + len(re.findall(r"\r\n|\r|\n", before))
            what = f"{source}:{line}: the byte 0x{data[found.start]:02x} is not {encoding}"
    return f"{what}; say which encoding it is in (corpus.encoding=cp1252, gb18030, utf-16, ...)"
