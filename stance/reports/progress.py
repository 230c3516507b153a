"""Progress on the terminal: a live bar, plain lines when piped, or nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class Progress(Protocol):
    """What an experiment tells while it works."""

    def step(self, text: str) -> None:
        """Say what happens next; the step before it is done."""
        ...

    def expect(self, steps: int) -> None:
        """Say how many steps there will be."""
        ...


class Quiet:
    """Says nothing."""

    def step(self, text: str) -> None:
        """Say nothing."""

    def expect(self, steps: int) -> None:
        """Ignore the number of steps."""


class Lines:
    """One plain line a step, with the seconds since the start: for pipes and log files."""

    def __init__(self, file: TextIO, *, prefix: str = "") -> None:
        self.file = file
        self.prefix = prefix
        self.start = time.monotonic()

    def step(self, text: str) -> None:
        """Write a line."""
        self.file.write(f"{self.prefix}{time.monotonic() - self.start:6.1f} s  {text}\n")
        self.file.flush()

    def expect(self, steps: int) -> None:
        """Ignore the number of steps: a line needs none."""


class Bar:
    """A live bar; made by `shown`."""

    def __init__(self, bar: object, task: object) -> None:
        self._bar = bar
        self._task = task

    def step(self, text: str) -> None:
        """Move the bar and change its text."""
        self._bar.update(self._task, advance=1, description=text)  # type: ignore[attr-defined]

    def expect(self, steps: int) -> None:
        """Set the bar's full length."""
        self._bar.update(self._task, total=steps)  # type: ignore[attr-defined]


class Both:
    """Tells several listeners the same."""

    def __init__(self, *listeners: Progress) -> None:
        self.listeners = listeners

    def step(self, text: str) -> None:
        """Pass the step on."""
        for listener in self.listeners:
            listener.step(text)

    def expect(self, steps: int) -> None:
        """Pass the number of steps on."""
        for listener in self.listeners:
            listener.expect(steps)


@contextmanager
def shown(file: TextIO, *, quiet: bool = False) -> Iterator[Progress]:
    """Give the progress display that suits a stream: a bar on a terminal, else lines."""
    if quiet:
        yield Quiet()
    elif not file.isatty():
        yield Lines(file)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with RichProgress(*columns, console=Console(file=file), transient=True) as bar:
            yield Bar(bar, bar.add_task("starting", total=None))
