"""Where rows of text end: what a stream of bytes may be cut at without reading it whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

# A quoted field that is not closed within so many bytes is taken for one that never is.
LONGEST_OPEN: Final = 32 << 20

# Why a row is rejected, wherever in it the quotes go wrong.
BROKEN_QUOTES: Final = (
    "broken quotes: what begins with a quote ends with one, before the delimiter or the line's "
    "end, and a quote inside is written twice"
)


def last_line_end(buffer: bytes) -> int:
    r"""Return the position behind the last line end, 0 where there is none.

    Lines end with ``\n``, ``\r`` or both. A ``\r`` that comes last may be half of a line end.

    >>> last_line_end(b"a\r\nb\rc"), last_line_end(b"a\r")
    (5, 0)
    """
    end = buffer.rfind(b"\n") + 1
    return max(end, buffer.rfind(b"\r", end, len(buffer) - 1) + 1)


def count_lines(buffer: bytes) -> int:
    r"""Return how many line ends there are.

    >>> count_lines(b"a\r\nb\rc\n")
    3
    """
    if b"\r" not in buffer:
        return buffer.count(b"\n")
    content = np.frombuffer(buffer, dtype=np.uint8)
    is_feed, is_return = content == ord("\n"), content == ord("\r")
    return (
        int(np.count_nonzero(is_feed))
        + int(np.count_nonzero(is_return))
        - int(np.count_nonzero(is_return[:-1] & is_feed[1:]))
    )


def decoded(lines: Sequence[bytes], encoding: str) -> tuple[list[str], bool]:
    """Return lines as text, and whether some have bytes that the encoding has not."""
    try:
        return [line.decode(encoding) for line in lines], False
    except UnicodeDecodeError:
        return [line.decode(encoding, "replace") for line in lines], True


def undecodable(row: bytes, encoding: str) -> str | None:
    """Return in words which byte of a row cannot be decoded, None where all can."""
    try:
        row.decode(encoding)
    except UnicodeDecodeError as error:
        return f"the byte 0x{error.object[error.start]:02x} is not {encoding}"
    return None


def visible(row: bytes, encoding: str) -> str:
    r"""Return a row as text without its line end, bytes that are none as ``\xe9``."""
    return row.decode(encoding, "backslashreplace").rstrip("\r\n")


def records(
    lines: Sequence[str], **dialect: Any
) -> Iterator[tuple[int, int, list[str] | None, str]]:
    """Yield the records of delimited lines: first line, line behind the last, fields, fault.

    A record with broken quotes has no fields. Its first line alone is given up, and reading goes
    on with the next: most often one line opens a quote that nothing closes.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], **dialect)
        first = done = start
        try:
            for fields in reader:
                stop = first + reader.line_num
                yield done, stop, fields, ""
                done = stop
        except csv.Error as error:
            yield done, done + 1, None, str(error)
            start = done + 1
        else:
            return


def is_open(fault: str) -> bool:
    """Tell whether a record's fault is that its quote is still open at the end of the lines."""
    return "unexpected end" in fault


def last_record_end(buffer: bytes, delimiter: str) -> int:
    """Return the position behind the last record that is whole, 0 where none is.

    `buffer` starts where a record does. Where all its quotes stand as RFC 4180 wants them, a line
    end behind an even number of quotes ends a record; else the records are read to know.
    """
    end = last_line_end(buffer)
    if b'"' not in buffer or not end:
        return end
    found = _by_quotes(buffer[:end], delimiter)
    whole = found if found is not None else _by_reading(buffer[:end], delimiter)
    if not whole and len(buffer) > LONGEST_OPEN:
        # The worker finds the quote open at the end of this line, too, and rejects it.
        return len(buffer[:end].splitlines(keepends=True)[0])
    return whole


def _by_quotes(buffer: bytes, delimiter: str) -> int | None:
    """Return the end of the last whole record; None where quotes stand elsewhere."""
    content = np.frombuffer(buffer, dtype=np.uint8)
    quotes = np.flatnonzero(content == ord('"'))
    around = np.zeros(256, dtype=bool)
    around[[ord(character) for character in (delimiter, '"', "\r", "\n")]] = True
    # Before the first byte comes the last one, by Python's count: a line end, which will do.
    before, after = content[quotes[0::2] - 1], content[quotes[1::2] + 1]
    if not (around[before].all() and around[after].all()):
        return None
    if len(quotes) % 2 == 0:
        return len(buffer)
    ends = np.flatnonzero((content == ord("\n")) | (content == ord("\r"))) + 1
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1]) if len(outside) else 0


def _by_reading(buffer: bytes, delimiter: str) -> int:
    lines = buffer.splitlines(keepends=True)
    text, _ = decoded(lines, "latin-1")  # in which every byte is a character
    whole = 0
    for _, stop, _, fault in records(text, delimiter=delimiter, strict=True):
        if is_open(fault):
            break
        whole = stop
    return sum(map(len, lines[:whole]))
