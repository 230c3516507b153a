"""Tables as HTML shows them: aligned numbers, and a small picture of every interval."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stance.evaluation import Interval
from stance.reports.html.blocks import TableBlock
from stance.reports.tables import Cell, text

_NUMERIC: Final = re.compile(r"[-+<]?\s?\d[\d,]*(\.\d+)?%?( of [\d,]+)?( [(\[].*[)\]])?|-|")
_SENTENCE: Final = 40  # characters from which a cell is one
_WIDTH: Final = 80.0  # of an interval's picture, in its own units
_ROOM: Final = 4.0  # on both sides, for the dot of a value at an end
# In CSS pixels: what columns take, about, and how much room there is on a usual screen. A table
# that needs more writes its intervals in two lines.
_NAME, _LABEL, _INTERVAL, _OTHER, _PAGE = 240, 110, 255, 65, 1016


@dataclass(frozen=True)
class Scale:
    """What every interval of a column is drawn on, so that they can be compared."""

    low: float
    high: float

    @classmethod
    def of(cls, intervals: Iterable[Interval]) -> Scale | None:
        """Return the scale that holds all of them; None where nothing is defined."""
        ends = [e for i in intervals for e in (i.low, i.value, i.high) if not math.isnan(e)]
        return cls(min(ends), max(ends)) if ends else None

    def x(self, value: float) -> float:
        """Return where a value stands."""
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return round(_ROOM + share * (_WIDTH - 2 * _ROOM), 1)

    @property
    def zero(self) -> float | None:
        """Where zero stands, if there are values on both sides of it."""
        return self.x(0.0) if self.low < 0 < self.high else None


@dataclass(frozen=True)
class Glyph:
    """An interval's picture: a line from `low` to `high`, a dot at `value`, a mark at zero."""

    low: float | None
    value: float
    high: float | None
    zero: float | None


@dataclass(frozen=True)
class CellView:
    """One cell: what is written, what follows in brackets, what it is sorted by."""

    text: str
    ends: str = ""
    glyph: Glyph | None = None
    sort: float | None = None
    href: str = ""
    is_best: bool = False


@dataclass(frozen=True)
class Column:
    """A heading, the class of its cells, and whether a reader may choose one of its values."""

    title: str
    css: str
    is_filter: bool


@dataclass(frozen=True)
class TableView:
    """A table, ready for the template."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[tuple[bool, Sequence[CellView]]]
    is_dense: bool
    is_named: bool


def table_view(block: TableBlock) -> TableView:
    """Return how a table is shown: columns with their class, and rows with their alarm."""
    table = block.table
    columns = [[row[c] for row in table.rows] for c in range(len(table.columns))]
    scales = [_scale(cells, block.scale) for cells in columns]
    classes = [_class(cells) if c else "" for c, cells in enumerate(columns)]
    rows = [
        (
            r in table.alarms,
            [
                _view(cell, scales[c], (r, c) in table.best, "" if c else _href(block, cell))
                for c, cell in enumerate(row)
            ],
        )
        for r, row in enumerate(table.rows)
    ]
    is_named = bool(block.links)
    n_intervals = sum(scale is not None for scale in scales)
    wide = (_NAME if is_named else _LABEL) + _INTERVAL * n_intervals
    wide += _OTHER * (len(columns) - 1 - n_intervals)
    heading = [
        Column(title, css, title in block.filters)
        for title, css in zip(table.columns, classes, strict=True)
    ]
    return TableView(table.title, heading, rows, bool(n_intervals) and wide > _PAGE, is_named)


def _view(cell: Cell, scale: Scale | None, is_best: bool, href: str) -> CellView:
    if not isinstance(cell, Interval):
        written = f"{cell:.3f}" if isinstance(cell, float) and not math.isnan(cell) else text(cell)
        return CellView(_minus(written), href=href, is_best=is_best)
    if scale is None or math.isnan(cell.value):
        return CellView("-")
    has_ends = not (math.isnan(cell.low) or math.isnan(cell.high))
    ends = f"[{cell.low:.3f}, {cell.high:.3f}]" if has_ends else ""
    low, high = (scale.x(cell.low), scale.x(cell.high)) if has_ends else (None, None)
    glyph = Glyph(low, scale.x(cell.value), high, scale.zero)
    value = _minus(f"{cell.value:.3f}")
    return CellView(value, _minus(ends), glyph, round(cell.value, 6), is_best=is_best)


def _scale(cells: Sequence[Cell], given: tuple[float, float] | None) -> Scale | None:
    found = Scale.of(cell for cell in cells if isinstance(cell, Interval))
    return Scale(*given) if found and given else found


def _class(cells: Sequence[Cell]) -> str:
    """Return ``i`` for a column of intervals, ``n`` of numbers, ``w`` of sentences, else ""."""
    if any(isinstance(cell, Interval) for cell in cells):
        return "i"
    if all(map(_is_numeric, cells)):
        return "n"
    return "w" * any(isinstance(cell, str) and len(cell) > _SENTENCE for cell in cells)


def _href(block: TableBlock, cell: Cell) -> str:
    return block.links.get(cell, "") if isinstance(cell, str) else ""


def _is_numeric(cell: Cell) -> bool:
    return not isinstance(cell, str) or _NUMERIC.fullmatch(cell) is not None


def _minus(written: str) -> str:
    """Return numbers with a real minus, which is as wide as the digits.

    >>> _minus("-0.012"), _minus("[-0.1, -0.2]"), _minus("a-b"), _minus("-")
    ('\N{MINUS SIGN}0.012', '[\N{MINUS SIGN}0.1, \N{MINUS SIGN}0.2]', 'a-b', '-')
    """
    return re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", written)
