"""`TransferDisplay`: what a model that learned from one target or corpus scores on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from stance.reports.plots.lettering import width
from stance.reports.plots.names import both_ends
from stance.reports.plots.style import GREY, INK, LIGHT, MARGIN, PAGE, axes_at, heading

_CELL = (0.7, 0.42)  # inches
_TOP = 0.95  # for the heading
_CORNER = "scored on →\nlearned from ↓"
_NAME = 2.2  # what a name may take
_SIZE = 8.0  # points
# Scores that are closer together than this are not spread over all colours.
_LEAST_RANGE = 0.2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TransferDisplay:
    """A heat map of scores: a row for what was learned from, a column for what was scored.

    Attributes
    ----------
    names_train, names_test
        The R targets or corpora that were learned from, and the C that were scored.
    scores
        Shape (R, C), nan where there is none.
    ns
        How many examples each of the C has.
    metric
        What the scores are, as it is titled in tables.
    """

    names_train: tuple[str, ...]
    names_test: tuple[str, ...]
    scores: Floats
    ns: tuple[int, ...]
    metric: str

    @classmethod
    def of(
        cls,
        names_train: Sequence[str],
        names_test: Sequence[str],
        scores: npt.ArrayLike,
        ns: Sequence[int],
        metric: str,
    ) -> TransferDisplay:
        """Return the display of a train-by-test matrix."""
        matrix = np.asarray(scores, dtype=float).reshape(len(names_train), len(names_test))
        return cls(tuple(names_train), tuple(names_test), matrix, tuple(ns), metric)

    @property
    def _rows(self) -> list[str]:
        return [_shown(name) for name in self.names_train]

    @property
    def _columns(self) -> list[str]:
        both = zip(self.names_test, self.ns, strict=True)
        return [f"{_shown(name)}\nn = {n:,}" for name, n in both]

    @property
    def _upright(self) -> bool:
        """Whether the names of columns are wider than a column, and so are turned."""
        return width(self._columns, _SIZE) > _CELL[0] - 0.08

    @property
    def _left(self) -> float:
        return MARGIN + width([*self._rows, _CORNER], _SIZE) + 0.1

    @property
    def _above(self) -> float:
        """Room in inches for the heading and the names of columns."""
        names = width(self._columns, _SIZE) if self._upright else 0.3
        return _TOP + names + 0.1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        rows, columns = self.scores.shape
        across = self._left + columns * _CELL[0] + MARGIN
        return max(PAGE, across), self._above + rows * _CELL[1] + MARGIN

    def draw(self, figure: Figure) -> None:
        """Draw the matrix, the names of its columns above it."""
        rows, columns = self.scores.shape
        title = f"Transfer: {self.metric} (n = {sum(self.ns):,})"
        legend = ["darker is higher"]
        if set(self.names_train) & set(self.names_test):
            legend.append("framed: learned from the same")
        if np.isnan(self.scores).any():
            legend.append("hatched: no score")
        subtitle = "a row for what was learned from, a column for what was scored on"
        heading(figure, title, f"{subtitle}\n{'; '.join(legend)}")
        axes = axes_at(figure, self._left, self._above, columns * _CELL[0], rows * _CELL[1])
        axes.set_xlim(0, columns)
        axes.set_ylim(rows, 0)
        axes.spines[:].set_visible(False)
        axes.grid(False)
        axes.xaxis.tick_top()
        turned, lines = (90, "left") if self._upright else (0, "center")
        middles = np.arange(columns) + 0.5
        axes.set_xticks(middles, self._columns, rotation=turned, multialignment=lines)
        axes.set_yticks(np.arange(rows) + 0.5, self._rows)
        axes.annotate(
            _CORNER,
            (0, 1),
            (-5, 7),  # points: as far off as the names
            textcoords="offset points",
            xycoords="axes fraction",
            color=GREY,
            size=_SIZE,
            ha="right",
            va="bottom",
        )
        self._draw_cells(axes)

    def _draw_cells(self, axes: Axes) -> None:
        low, high = _range(self.scores)
        axes.pcolormesh(
            np.ma.masked_invalid(self.scores),
            cmap="Blues",
            vmin=low,
            vmax=high,
            edgecolors="white",
            linewidth=1.5,
        )
        for (row, column), score in np.ndenumerate(self.scores):
            if np.isnan(score):
                _frame(axes, row, column).set(hatch="////", edgecolor=LIGHT, linewidth=0)
            if self.names_train[row] == self.names_test[column]:
                _frame(axes, row, column).set(edgecolor=INK, linewidth=1.5)
            axes.text(
                column + 0.5,
                row + 0.5,
                "-" if np.isnan(score) else f"{score:.2f}",
                color="white" if score > low + 0.65 * (high - low) else INK,
                size=9,
                ha="center",
                va="center",
            )


def _shown(name: str) -> str:
    return both_ends(name or "(no target)", _NAME, _SIZE)


def _range(scores: Floats) -> tuple[float, float]:
    """Return the scores of the lightest and of the darkest cell."""
    defined = scores[~np.isnan(scores)]
    low, high = defined.min(initial=np.inf), defined.max(initial=-np.inf)
    if not len(defined):
        return 0.0, 1.0
    missing = max(_LEAST_RANGE - (high - low), 0)
    return float(low - missing / 2), float(high + missing / 2)


def _frame(axes: Axes, row: int, column: int) -> Rectangle:
    frame = Rectangle((column + 0.04, row + 0.06), 0.92, 0.88, fill=False)
    axes.add_patch(frame)
    return frame
