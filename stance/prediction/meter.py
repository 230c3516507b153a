"""`Meter`: how far a prediction is, on a terminal: rows, rate and time left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from stance.prediction.output import Written
from stance.prediction.predict import Watcher

if TYPE_CHECKING:
    from rich.progress import Progress


class Silent:
    """Says nothing."""

    def tell(self, sentence: str) -> None:
        """Say nothing."""

    def watch(self, written: Written, position: int, size: int | None) -> None:
        """Show nothing."""


class Sentences:
    """Says what there is to say, but shows no progress."""

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def tell(self, sentence: str) -> None:
        """Write a line."""
        self.file.write(f"stance: {sentence}\n")
        self.file.flush()

    def watch(self, written: Written, position: int, size: int | None) -> None:
        """Show nothing."""


class Meter:
    """Shows a bar with rows, rate and time left; made by `watching`."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("loading the model", total=None)
        self._start: tuple[float, int, int] | None = None

    def tell(self, sentence: str) -> None:
        """Write a line above the bar."""
        self._bar.console.print(f"stance: {sentence}", markup=False, highlight=False)

    def watch(self, written: Written, position: int, size: int | None) -> None:
        """Move the bar."""
        n_rows, now = written.n_predicted + written.n_rejected, time.monotonic()
        if self._start is None:  # what an interrupted run did says nothing of the rate
            self._start = now, n_rows, position
        text = f"{n_rows:,} rows"
        seconds = now - self._start[0]
        if seconds > 0:
            text += f", {(n_rows - self._start[1]) / seconds:,.0f} a second"
            if size is not None and (done := position - self._start[2]):
                text += f", {_clock(seconds * (size - position) / done)} left"
        self._bar.update(self._task, description=text, completed=position, total=size)


@contextmanager
def watching(file: TextIO, *, quiet: bool, is_shown: bool) -> Iterator[Watcher]:
    """Give what tells on a stream how far it is: a bar if it may be shown, or nothing.

    A bar is for a terminal that nothing else is written to.
    """
    if quiet:
        yield Silent()
    elif not (is_shown and file.isatty()):
        yield Sentences(file)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = BarColumn(), TextColumn("{task.description}", markup=False)
        with Progress(*columns, console=Console(file=file), transient=True) as bar:
            yield Meter(bar)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
