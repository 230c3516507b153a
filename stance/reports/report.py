"""`Report`: tables, sentences and numbers, for a terminal or as Markdown, LaTeX, CSV, JSON."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from stance.errors import ConfigError, nearest
from stance.reports.tables import Table

if TYPE_CHECKING:
    from rich.console import Console

_PIPED: Final = 240  # columns, where no terminal sets them


@dataclass(frozen=True)
class Report:
    """What a comparison says.

    Attributes
    ----------
    tables
        The standings, then the others.
    asked
        The one of them that a CSV file holds, which has room for one.
    notes, warnings
        Sentences.
    record
        Gives all numbers; of many systems that takes seconds.
    """

    tables: Sequence[Table]
    asked: Table
    notes: Sequence[str]
    warnings: Sequence[str]
    record: Callable[[], Mapping[str, Any]]

    def show(self, console: Console) -> None:
        """Print the tables as wide as the terminal, then the notes, then the warnings in red."""
        for table in self.tables:
            for part in table.parts(console.width):
                console.print(part.to_rich(console.width))
        for note in self.notes:
            console.print(note, markup=False, highlight=False)
        for warning in self.warnings:
            console.print(f"warning: {warning}", style="bold red", markup=False, highlight=False)

    def to_markdown(self) -> str:
        """Return the tables, with notes and warnings as a list below."""
        told = [f"- {sentence}" for sentence in (*self.notes, *self.warnings)]
        return "\n".join([*(table.to_markdown() for table in self.tables), *told, ""])

    def to_latex(self) -> str:
        """Return the tables, with the notes below the first and the warnings as comments."""
        first, *others = self.tables
        told = [f"% {warning}\n" for warning in self.warnings]
        parts = [first.to_latex(self.notes), *(table.to_latex() for table in others)]
        return "\n".join(parts) + "".join(told)

    def to_csv(self) -> str:
        """Return the table that was asked for."""
        return self.asked.to_csv()

    def to_json(self) -> str:
        """Return all numbers, undefined ones as null."""
        return json.dumps(_defined(self.record()), indent=2, ensure_ascii=False) + "\n"


_RENDERINGS: Final[Mapping[str, Callable[[Report], str]]] = {
    "markdown": Report.to_markdown,
    "latex": Report.to_latex,
    "csv": Report.to_csv,
    "json": Report.to_json,
}
_ENDINGS: Final = {".md": "markdown", ".tex": "latex", ".csv": "csv", ".json": "json"}


def write(report: Report, form: str | None, file: Path | None) -> None:
    """Write a report to a file, or to standard output; by default in the form its ending says.

    Raises
    ------
    ConfigError
        Where there is no such form.
    """
    form = form or _ENDINGS.get(file.suffix if file else "", "terminal")
    if form not in ("terminal", *_RENDERINGS):
        forms = ("terminal", *_RENDERINGS)
        raise ConfigError(f"--format {form} is none of {', '.join(forms)}{nearest(form, forms)}")
    with nullcontext(sys.stdout) if file is None else _opened(file) as stream:
        if form == "terminal":
            report.show(_console(stream))
        else:
            stream.write(_RENDERINGS[form](report))


def _opened(file: Path) -> TextIO:
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"-o {file} cannot be written: {error.strerror}") from error


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    console = Console(file=stream)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED
    return console


def _defined(value: Any) -> Any:
    """Return a value as JSON knows it: null for nan."""
    if isinstance(value, Mapping):
        return {name: _defined(of) for name, of in value.items()}
    if isinstance(value, (list, tuple)):
        return [_defined(of) for of in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
