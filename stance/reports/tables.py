"""Tables as values: made once; shown on a terminal, written as Markdown, LaTeX or CSV."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final, TypeAlias

from stance.evaluation import Interval

if TYPE_CHECKING:
    import rich.table

Cell: TypeAlias = str | int | float | Interval

_BETWEEN: Final = 3  # columns of a terminal, between two of the table
_LONGEST_WORD: Final = 24  # that a terminal shows in one piece
_LATEX: Final = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)


@dataclass(frozen=True)
class Table:
    """A heading, column names and rows; columns of words, as the first is, are left-aligned.

    Rows whose numbers are in `alarms` are red on a terminal and bold elsewhere. Cells whose row
    and column are in `best` are bold.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    alarms: Collection[int] = ()
    best: Collection[tuple[int, int]] = ()
    words: Collection[int] = (0,)

    def to_rich(self, width: int | None = None) -> rich.table.Table:
        """Return the table for a terminal.

        In one of a `width` that it does not fit, intervals stand below their scores.
        """
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(
            title=self.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        widths = self._fitted(width) if width else None
        for number, column in enumerate(self.columns):
            table.add_column(
                Text(column),
                justify="left" if number in self.words else "right",
                overflow="fold",
                width=widths[number] if widths else None,
            )
        for r, row in enumerate(self.rows):
            cells = [
                # Text: a "[" is no markup.
                Text(_stacked(cell) if widths else text(cell), "bold" * ((r, c) in self.best))
                for c, cell in enumerate(row)
            ]
            table.add_row(*cells, style="bold red" if r in self.alarms else "")
        return table

    def parts(self, width: int) -> Iterator[Table]:
        """Yield the table; wider than a terminal, in parts that each have the first column."""
        kept = [0]
        for column in range(1, len(self.columns)):
            if len(kept) > 1 and _across(map(self._least_width, [*kept, column])) > width:
                yield self._only(kept)
                kept = [0]
            kept.append(column)
        yield self._only(kept)

    def to_markdown(self) -> str:
        """Return a Markdown table with its title as a bold line."""
        rule = ["---" if c in self.words else "---:" for c in range(len(self.columns))]
        rows = self._texts(text, lambda cell: f"**{cell}**")
        lines = [_markdown_row(row) for row in (self.columns, rule, *rows)]
        return "\n".join([f"**{self.title}**", "", *lines, ""])

    def to_latex(self, notes: Sequence[str] = ()) -> str:
        """Return a LaTeX table of the package booktabs, with notes in small letters below it."""
        heading = " & ".join(map(_latex, self.columns))
        aligned = "".join("l" if c in self.words else "r" for c in range(len(self.columns)))
        rows = self._texts(lambda cell: _latex(text(cell)), lambda cell: f"\\textbf{{{cell}}}")
        small = [f"\\par\\smallskip\\footnotesize {_latex(' '.join(notes))}"] if notes else []
        return "\n".join(
            [
                r"% needs \usepackage{booktabs}",
                r"\begin{table}",
                r"\centering",
                f"\\caption{{{_latex(self.title)}}}",
                f"\\begin{{tabular}}{{{aligned}}}",
                r"\toprule",
                f"{heading} \\\\",
                r"\midrule",
                *(" & ".join(row) + r" \\" for row in rows),
                r"\bottomrule",
                r"\end{tabular}",
                *small,
                r"\end{table}",
                "",
            ]
        )

    def to_csv(self) -> str:
        """Return comma-separated values: numbers whole, an interval in three columns.

        What has no value is empty.
        """
        spread = {
            c for row in self.rows for c, cell in enumerate(row) if isinstance(cell, Interval)
        }
        heading = [
            name
            for c, column in enumerate(self.columns)
            for name in ([column, f"{column} low", f"{column} high"] if c in spread else [column])
        ]
        file = StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        for row in self.rows:
            writer.writerow([value for cell in row for value in _plain(cell)])
        return file.getvalue()

    def _texts(self, written: Callable[[Cell], str], bold: Callable[[str], str]) -> list[list[str]]:
        return [
            [
                bold(written(cell)) if r in self.alarms or (r, c) in self.best else written(cell)
                for c, cell in enumerate(row)
            ]
            for r, row in enumerate(self.rows)
        ]

    def _fitted(self, width: int) -> list[int] | None:
        """Return the columns' widths on a terminal that is too narrow, None on one that is not."""
        columns = range(len(self.columns))
        if _across(self._width(column, text) for column in columns) <= width:
            return None
        widths = [self._least_width(column) for column in columns]
        wanted = [self._width(column, _stacked) for column in columns]
        while any(has < most for has, most in zip(widths, wanted, strict=True)):
            for column in columns:  # what is to spare goes round, one character each
                if _across(widths) >= width:
                    return widths
                widths[column] += widths[column] < wanted[column]
        return widths

    def _width(self, column: int, written: Callable[[Cell], str]) -> int:
        """Return the width in which no line of a column is broken."""
        lines = [line for row in self.rows for line in written(row[column]).splitlines()]
        return max(map(len, [self.columns[column], *lines]))

    def _least_width(self, column: int) -> int:
        """Return the width in which no word or bracket is broken, very long words aside."""
        words = self.columns[column].split()
        for row in self.rows:
            words += re.findall(r"\[[^]]*\]|\S+", text(row[column]))
        return min(max(map(len, words), default=0), _LONGEST_WORD)

    def _only(self, columns: Sequence[int]) -> Table:
        """Return the table of some columns, the first among them."""
        place = {column: number for number, column in enumerate(columns)}
        return Table(
            self.title,
            [self.columns[c] for c in columns],
            [[row[c] for c in columns] for row in self.rows],
            self.alarms,
            {(r, place[c]) for r, c in self.best if c in place},
            {place[c] for c in self.words if c in place},
        )


def _across(widths: Iterable[int]) -> int:
    """Return how wide a table of such columns is on a terminal."""
    return 1 + sum(width + _BETWEEN for width in widths)


def text(cell: Cell) -> str:
    """Return a cell as it is read: numbers as in `number`, intervals as in `interval`.

    >>> text("a"), text(1249), text(0.65218), text(Interval(0.6, 0.65218, 0.7))
    ('a', '1,249', '0.6522', '0.6522 [0.600, 0.700]')
    """
    if isinstance(cell, Interval):
        return interval(cell)
    if isinstance(cell, float):
        return number(cell)
    return cell if isinstance(cell, str) else f"{cell:,}"


def _stacked(cell: Cell) -> str:
    """Return a cell with an interval's bracket on a line of its own."""
    return text(cell).replace(" [", "\n[") if isinstance(cell, Interval) else text(cell)


def _plain(cell: Cell) -> list[str | int | float]:
    """Return a cell's values for CSV, which knows no nan."""
    values = [cell.value, cell.low, cell.high] if isinstance(cell, Interval) else [cell]
    return ["" if isinstance(value, float) and math.isnan(value) else value for value in values]


def _latex(words: str) -> str:
    r"""Return text as LaTeX shows it.

    >>> print(_latex("f_avg, 95 %"), _latex("[a]"))
    f\_avg, 95 \% {}[a]
    """
    guard = "{}" if words.startswith(("[", "*")) else ""  # after \\ these are an argument
    return guard + words.translate(_LATEX)


def _markdown_row(cells: Sequence[str]) -> str:
    kept = (" ".join(cell.splitlines()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(kept) + " |"


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
