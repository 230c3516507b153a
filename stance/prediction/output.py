"""Outputs: standard output, and a file that appears whole or not at all and can be continued."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from stance.errors import ConfigError
from stance.prediction.batch import Done


@dataclass(frozen=True)
class Written:
    """How far an output is: batches and rows that are in it, and how long that makes it.

    `digest` is that of the input up to there; `n_unseen` of the predicted rows have a target that
    the model never learned.
    """

    n_batches: int = 0
    n_predicted: int = 0
    n_rejected: int = 0
    n_blank: int = 0
    n_bytes: int = 0
    n_bytes_rejected: int = 0
    digest: str = ""
    n_unseen: int = 0

    def after(self, done: Done) -> Written:
        """Return how far it is with one more batch."""
        return Written(
            done.number + 1,
            self.n_predicted + done.n_predicted,
            self.n_rejected + done.n_rejected,
            self.n_blank + done.n_blank,
            self.n_bytes + len(done.output),
            self.n_bytes_rejected + len(done.rejected),
            done.digest,
            self.n_unseen + done.n_unseen,
        )


class Output(Protocol):
    """Takes batches in their order.

    `written` is how far it is; a file that is continued starts where it was left, and may be
    whole already.
    """

    written: Written
    is_whole: bool

    def write(self, done: Done) -> None:
        """Take one more batch."""
        ...


class StandardOutput:
    """Writes batches to standard output as they come.

    Rejected rows go to a file, or to standard error where there is none.
    """

    def __init__(self, head: bytes, rejected: Path | None) -> None:
        self.written = Written()
        self.is_whole = False
        self._rejected = rejected
        self._file: BinaryIO | None = None
        if rejected is not None:
            rejected.unlink(missing_ok=True)  # of a run before this one
        self._put(head)

    def write(self, done: Done) -> None:
        """Write a batch."""
        self._put(done.output)
        if done.rejected:
            self._put_rejected(done.rejected)
        self.written = self.written.after(done)

    def close(self) -> None:
        """Close the file of rejected rows."""
        if self._file is not None:
            self._file.close()

    def _put(self, content: bytes) -> None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()

    def _put_rejected(self, content: bytes) -> None:
        if self._rejected is None:
            sys.stderr.buffer.write(content)
            sys.stderr.buffer.flush()
            return
        try:
            if self._file is None:
                self._file = self._rejected.open("wb")
            self._file.write(content)
            self._file.flush()
        except OSError as error:
            raise ConfigError(
                f"{self._rejected}, for rows that cannot be predicted, cannot be written: "
                f"{error.strerror}; name an output elsewhere with -o FILE"
            ) from error
