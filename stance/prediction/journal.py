"""`Journal`: which settings an interrupted output has, and how far it is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stance.errors import ConfigError
from stance.prediction.output import Written

try:
    import fcntl
except ImportError:  # Windows, where nothing keeps two processes from one output
    fcntl = None  # type: ignore[assignment]


class Journal:
    """A file of JSON lines: the settings, then places the output can be continued from.

    Only one process at a time has it open.

    Attributes
    ----------
    settings
        What the output depends on beside the input; None in a journal that has just been made.
    last
        The last place, None where there is none yet.
    fault
        Why it cannot be read, None where it can.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a+b")
        if fcntl is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._file.close()
                raise ConfigError(
                    f"another process is writing {path.parent}; wait for it, or stop it"
                ) from None
        self.settings: Mapping[str, Any] | None = None
        self.last: Written | None = None
        self.fault: str | None = None
        self._file.seek(0)
        self._read(self._file.read())

    def _read(self, content: bytes) -> None:
        # A line that was being written when the process was killed has no end.
        whole = content[: content.rfind(b"\n") + 1]
        self._file.truncate(len(whole))
        first, *places = whole.splitlines() or [b""]
        try:
            self.settings = json.loads(first) if first else None
            self.last = Written(**json.loads(places[-1])) if places else None
        except (ValueError, TypeError):
            self.fault = f"{self.path} was cut or altered, or is of another version"

    def begin(self, settings: Mapping[str, Any]) -> None:
        """Forget what there is, and enter the settings."""
        self._file.truncate(0)
        self.last = self.fault = None
        self.settings = dict(settings)
        self._put(settings)

    def enter(self, place: Written) -> None:
        """Enter a place to continue from."""
        self.last = place
        self._put(asdict(place))

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    def _put(self, content: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(content).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
