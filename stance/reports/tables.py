"""Tables as values: made once, shown on a terminal or written as Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.evaluation import Interval

if TYPE_CHECKING:
    import rich.table


@dataclass(frozen=True)
class Table:
    """A heading, column names and rows of text; the first column is left-aligned.

    Rows whose numbers are in `alarms` are red on a terminal and bold in Markdown.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    alarms: Sequence[int] = ()

    def to_rich(self) -> rich.table.Table:
        """Return the table for a terminal."""
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(
            title=self.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        for number, column in enumerate(self.columns):
            table.add_column(Text(column), justify="right" if number else "left")
        for number, row in enumerate(self.rows):
            style = "bold red" if number in self.alarms else ""
            table.add_row(*(Text(cell) for cell in row), style=style)  # Text: a "[" is no markup
        return table

    def to_markdown(self) -> str:
        """Return a Markdown table with its title as a bold line."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        rows = [
            [f"**{cell}**" for cell in row] if number in self.alarms else row
            for number, row in enumerate(self.rows)
        ]
        lines = [_markdown_row(row) for row in (self.columns, rule, *rows)]
        return "\n".join([f"**{self.title}**", "", *lines, ""])


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def number(value: float) -> str:
    """Return a score with four decimals, "-" where it is undefined.

    >>> number(0.65218), number(float("nan"))
    ('0.6522', '-')
    """
    return "-" if math.isnan(value) else f"{value:.4f}"


def interval(score: Interval) -> str:
    """Return a score with its interval in brackets, the interval where there is one.

    >>> interval(Interval(0.6, 0.65218, 0.7))
    '0.6522 [0.600, 0.700]'
    """
    if math.isnan(score.low) or math.isnan(score.high):
        return number(score.value)
    return f"{number(score.value)} [{score.low:.3f}, {score.high:.3f}]"
