"""Sources: an input as batches of whole rows, read a piece at a time."""

from __future__ import annotations

import gzip
import hashlib
import os
import select
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from stance.corpus.readers import STDIN
from stance.errors import CorpusError, nearest
from stance.prediction.batch import Batch
from stance.prediction.formats import PACKED, packed
from stance.prediction.lines import count_lines

# How many bytes a batch is cut from, so that memory does not grow with the input. A model is
# as fast on so many sentences as on more.
BLOCK: Final = 1 << 20

_BOM: Final = b"\xef\xbb\xbf"
# What gzip begins with.
_GZIP: Final = b"\x1f\x8b"


class Source(Protocol):
    """An input: what it is called, how much there is of it, and its batches.

    `size` is in the unit of `Batch.position`; None where it is not known.
    """

    name: str
    size: int | None

    def batches(self) -> Iterator[Batch]:
        """Yield the batches, the same for the same input."""
        ...


class TextSource:
    """A stream of bytes, cut where rows end.

    Attributes
    ----------
    buffer
        What was read and is in no batch yet.
    at_end
        Whether there is no more to read.
    is_live
        Whether rows are not to wait for more of them.
    cut
        Returns the position behind the last whole row of a buffer, 0 where there is none.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[int], bytes],
        position: Callable[[], int],
        size: int | None,
        *,
        is_live: bool = False,
    ) -> None:
        self.name = name
        self.size = size
        self.is_live = is_live
        self.buffer = b""
        self.at_end = False
        self.cut: Callable[[bytes], int]
        self._read = read
        self._position = position
        self._line = 1
        self._digest = hashlib.sha256()

    def fill(self) -> None:
        """Read on. What is too long for a row is read twice as far, so that it is cut seldom."""
        try:
            more = self._read(max(BLOCK, len(self.buffer)))
        except (OSError, EOFError, zlib.error) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CorpusError(
                f"{self.name} cannot be read behind line "
                f"{self._line + count_lines(self.buffer):,}: {why}; mend the file"
            ) from error
        self.at_end = not more
        self.buffer += more

    def take(self, size: int) -> bytes:
        """Return the next bytes of the buffer, which are then done with."""
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        self._digest.update(taken)
        self._line += count_lines(taken)
        return taken

    def skip_byte_order_mark(self) -> None:
        """Pass over what some programs put before UTF-8."""
        self.fill()
        if self.buffer.startswith(_BOM):
            self.take(len(_BOM))

    def batches(self) -> Iterator[Batch]:
        """Yield what is left, in batches of whole rows."""
        number = 0
        while True:
            if len(self.buffer) < BLOCK and not self.at_end and not self.is_live:
                self.fill()
            size = len(self.buffer) if self.at_end else self.cut(self.buffer)
            if size:
                line = self._line
                payload = self.take(size)
                yield Batch(number, line, payload, self._digest.hexdigest(), self._position())
                number += 1
            elif self.at_end:
                return
            else:
                self.fill()


@contextmanager
def opened(path: Path, *, is_live: bool) -> Iterator[TextSource]:
    """Give the source of a file, zipped or not, or of standard input.

    Standard input that `is_live` is read as it comes, else a block at a time.
    """
    if path == STDIN:
        yield _standard_input(is_live=is_live)
        return
    try:
        raw = path.open("rb")
    except OSError as error:
        raise missing(path, error) from error
    with raw:
        size = os.fstat(raw.fileno()).st_size or None  # a pipe has none
        count = _Counted(raw.read)
        yield TextSource(str(path), _unzipped(count, path), lambda: count.n, size)


def missing(path: Path, error: OSError) -> CorpusError:
    """Return what to say of a file that cannot be opened."""
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return CorpusError(f"{path} cannot be read: {error.strerror}{nearest(path.name, beside)}")


class _Counted:
    """Counts the bytes that are read.

    Attributes
    ----------
    n
        How many bytes were read so far.
    """

    def __init__(self, read: Callable[[int], bytes], *, is_live: bool = False) -> None:
        self.n = 0
        self._of = read
        self._is_live = is_live
        self._seen = b""
        self._has_more = True

    def begins_with(self, wanted: bytes) -> bool:
        """Look at the first bytes, which are read all the same."""
        while self._has_more and wanted.startswith(self._seen) and wanted != self._seen:
            more = self._of(BLOCK)
            self._has_more = bool(more)  # a terminal would have to be told its end again
            self._seen += more
        return self._seen.startswith(wanted)

    def read(self, size: int) -> bytes:
        """Return the next bytes; none at the end."""
        data, self._seen = self._seen[:size], self._seen[size:]
        if not (data and self._is_live):  # else they would wait for more
            data += self._of(size - len(data))
        self.n += len(data)
        return data


def _unzipped(of: _Counted, path: Path) -> Callable[[int], bytes]:
    """Return what reads a stream, and unzips it where it begins as gzip does."""
    for beginning, how in PACKED.items():
        if of.begins_with(beginning):
            raise packed(path, how)
    if not of.begins_with(_GZIP):
        return of.read
    return gzip.GzipFile(fileobj=of, mode="rb").read  # type: ignore[call-overload, no-any-return]


def _standard_input(*, is_live: bool) -> TextSource:
    if sys.stdin is None:
        raise CorpusError("standard input is closed; name a file, or send rows to it")
    count = _Counted(_read_live if is_live else sys.stdin.buffer.read, is_live=is_live)
    read = _unzipped(count, STDIN)
    return TextSource("standard input", read, lambda: count.n, None, is_live=is_live)


def _read_live(size: int) -> bytes:
    """Return what standard input has now, waiting for the first of it alone."""
    parts: list[bytes] = []
    left, is_more = size, True
    while left and is_more:
        data = os.read(sys.stdin.fileno(), left)
        parts.append(data)
        left -= len(data)
        # Elsewhere nobody can tell whether a pipe has more.
        can_tell = bool(data) and os.name == "posix"
        is_more = can_tell and bool(select.select([sys.stdin], [], [], 0)[0])
    return b"".join(parts)
