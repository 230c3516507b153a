"""`PartialFile`: an output beside its final name, which it gets when it is whole.

While ``out.csv`` is written, there is a folder ``out.csv.partial``:

=================  ==========================================================
output             the rows so far
rejected.jsonl     the rejected rows so far
journal.jsonl      the settings, then the places it can be continued from
=================  ==========================================================

A place is entered when all that is before it is on the disk; what is behind the last one is cut
off when the file is continued. So it does not matter when the process is killed.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from stance.errors import ConfigError
from stance.prediction.batch import Done
from stance.prediction.journal import Journal
from stance.prediction.output import Written

# Seconds between two places.
_EVERY: Final = 1.0
# All that is in the folder; nothing else is removed.
_FILES: Final = frozenset({"output", "finished", "rejected.jsonl", "journal.jsonl"})


class PartialFile:
    """An output that is on its way to its name; made by `partial_file`.

    Attributes
    ----------
    written
        How far it is. A file that is continued starts where it was left.
    is_whole
        Whether it got its name before the process was killed.
    """

    def __init__(self, path: Path, journal: Journal, head: bytes) -> None:
        self.path = path
        self.folder = journal.path.parent
        self._journal = journal
        self._entered = time.monotonic()
        rows, rejected = self.folder / "output", self.folder / "rejected.jsonl"
        self.is_whole = journal.last is not None and not rows.exists()
        self.written = journal.last or Written(n_bytes=len(head))
        self._files: list[BinaryIO] = []
        if not self.is_whole:
            self._files.append(_opened(rows, self.written.n_bytes))
            self._files.append(_opened(rejected, self.written.n_bytes_rejected))
        if journal.last is None:
            self._files[0].seek(0)
            self._files[0].write(head)

    def write(self, done: Done) -> None:
        """Take one more batch; now and then enter a place to continue from."""
        with _told(self.path):
            for file, content in zip(self._files, (done.output, done.rejected), strict=True):
                file.write(content)
            self.written = self.written.after(done)
            if self._journal.last is None or time.monotonic() - self._entered > _EVERY:
                self._enter()

    def _enter(self) -> None:
        for file in self._files:
            file.flush()
            os.fsync(file.fileno())
        self._journal.enter(self.written)
        self._entered = time.monotonic()

    def publish(self, finish: Callable[[Path, Path], None] | None) -> None:
        """Give the file its name. Whatever comes before that can be done once more."""
        with _told(self.path):
            rows = self.folder / "output"
            if not self.is_whole:
                self._enter()
                if finish is not None:
                    finish(rows, self.folder / "finished")
                    rows = self.folder / "finished"
                    _flush(rows)
                rows.replace(self.path)
            _named_beside(self.path, self.folder / "rejected.jsonl", self.written.n_rejected)
            if os.name == "posix":  # elsewhere a folder cannot be opened
                _flush(self.path.parent)
            _remove(self.folder)

    def close(self) -> None:
        """Let go of the files; keep them if they can be continued."""
        for file in self._files:
            with suppress(OSError):  # a full disk was told when it was met
                file.close()
        if self._journal.last is None:
            with suppress(OSError):
                _remove(self.folder)


@contextmanager
def partial_file(
    path: Path,
    settings: Mapping[str, Any],
    *,
    head: bytes,
    resume: bool | None,
    finish: Callable[[Path, Path], None] | None = None,
) -> Iterator[PartialFile]:
    """Give the output that becomes a file when the block ends well.

    Parameters
    ----------
    path
        Its name.
    settings
        All that it depends on beside the input; it is continued under the same alone.
    head
        What comes before all rows.
    resume
        True continues what is there, False starts anew, None refuses to choose.
    finish
        Makes the file out of the rows, where that takes more than its name: from the path of
        the one to that of the other.

    Raises
    ------
    ConfigError
        Where what is there cannot be continued or is not to be, or a file cannot be written.
    """
    folder = path.with_name(f"{path.name}.partial")
    with _told(path):
        folder.mkdir(exist_ok=True)
        if foreign := sorted({other.name for other in folder.iterdir()} - _FILES):
            raise ConfigError(
                f"{folder}, where {path.name} is to be while it is written, has a file "
                f"{foreign[0]} of somebody else's; name another output"
            )
        journal = Journal(folder / "journal.jsonl")
    try:
        settings = json.loads(json.dumps(settings))  # as the journal has them
        if not _is_continued(journal, settings, resume):
            with _told(path):
                journal.begin(settings)
        with _told(path):
            file = PartialFile(path, journal, head)
        try:
            yield file
            file.publish(finish)
        finally:
            file.close()
    finally:
        journal.close()


def _is_continued(journal: Journal, settings: Mapping[str, Any], resume: bool | None) -> bool:
    """Tell whether an output goes on where it was left."""
    if resume is False or (journal.last is None and journal.fault is None):
        return False
    if journal.last is None:
        raise ConfigError(f"{journal.fault}; --no-resume starts anew")
    folder = journal.path.parent
    if resume is None:
        raise ConfigError(
            f"{folder} has the first {journal.last.n_predicted:,} rows of a run that was "
            "interrupted; --resume goes on with it, --no-resume starts anew"
        )
    known = journal.settings or {}
    for name in {**known, **settings}:
        if known.get(name) != settings.get(name):
            raise ConfigError(
                f"{folder} was begun with another {name} ({known.get(name)!r}, now "
                f"{settings.get(name)!r}); --no-resume starts anew"
            )
    return True


def _remove(folder: Path) -> None:
    """Remove a folder of ours; the journal last, so that it can tell till then."""
    for name in sorted(_FILES, key="journal.jsonl".__eq__):
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()


def _named_beside(path: Path, rejected: Path, n: int) -> None:
    """Give the rejected rows their name, too; remove those of a run before where there are none."""
    beside = path.with_name(f"{path.name}.rejected.jsonl")
    if n:
        with suppress(FileNotFoundError):  # it has its name
            rejected.replace(beside)
    else:
        beside.unlink(missing_ok=True)


def _opened(path: Path, size: int) -> BinaryIO:
    """Open a file, at the end of what is known to be on the disk."""
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(size)
    file.seek(size)
    return file


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a sentence that an output cannot be written."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        way_out = "free some space and go on with --resume" if is_full else "name another file"
        raise ConfigError(f"{path} cannot be written: {error.strerror}; {way_out}") from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
