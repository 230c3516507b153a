"""The log of a run: every step and every warning, in its ``log.txt``."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from stance.reports.progress import Both, Lines, Progress


@dataclass
class Log:
    """Tells steps to `progress` and to the file, and counts the warnings it wrote there."""

    progress: Progress
    warnings: int = 0


@contextmanager
def logged(folder: Path, progress: Progress) -> Iterator[Log]:
    """Write steps and warnings to ``log.txt`` in a folder, beside telling them."""
    with (folder / "log.txt").open("w", encoding="utf-8") as file, warnings.catch_warnings():
        lines = Lines(file)
        log = Log(Both(lines, progress))

        def note(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,  # noqa: ARG001 - the signature of warnings.showwarning
            line: str | None = None,  # noqa: ARG001
        ) -> None:
            log.warnings += 1
            lines.step(f"{category.__name__}: {message} ({Path(filename).name}:{lineno})")

        warnings.showwarning = note
        yield log
