"""`ConfusionDisplay`: which classes are taken for which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.evaluation import Evaluation
from stance.reports.plots.lettering import width
from stance.reports.plots.style import INK, MARGIN, axes_at, heading

_CELL = (1.25, 0.85)  # inches
_TOP, _BOTTOM = 0.8, 0.75  # for the heading, and for the labels below


@dataclass(frozen=True, eq=False)
class ConfusionDisplay:
    """A confusion matrix: counts as text, shares of the gold row as text and as colour.

    Attributes
    ----------
    labels
        The K classes, in the order of rows and columns.
    counts
        Gold rows, predicted columns; shape (K, K).
    """

    labels: tuple[str, ...]
    counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, evaluation: Evaluation) -> ConfusionDisplay:
        """Return the display of an evaluation's confusion matrix."""
        return cls(tuple(evaluation.labels), np.asarray(evaluation.confusion, dtype=np.int64))

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """Counts as shares of their gold row; nan where a class has no gold rows."""
        rows = self.counts.sum(axis=1, keepdims=True)
        shares: npt.NDArray[np.float64] = np.full(self.counts.shape, np.nan)
        np.divide(self.counts, rows, out=shares, where=rows > 0)
        return shares

    @property
    def _left(self) -> float:
        return MARGIN + 0.35 + width(_with_n(self.labels, self.counts.sum(axis=1)), 8) + 0.1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        k = len(self.labels)
        return self._left + k * _CELL[0] + MARGIN, _TOP + k * _CELL[1] + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the matrix with the first class at the top left."""
        k = len(self.labels)
        n = int(self.counts.sum())
        heading(
            figure, f"Confusion matrix (n = {n:,} predictions)", "count, and share of the gold row"
        )
        axes = axes_at(figure, self._left, _TOP, k * _CELL[0], k * _CELL[1])
        axes.pcolormesh(
            np.nan_to_num(self.shares),
            cmap="Blues",
            vmin=0,
            vmax=1,
            edgecolors="white",
            linewidth=2,
        )
        axes.set_ylim(k, 0)
        axes.set_aspect("auto")
        axes.spines[:].set_visible(False)
        axes.grid(False)
        middles = np.arange(k) + 0.5
        axes.set_xticks(middles, _with_n(self.labels, self.counts.sum(axis=0)))
        axes.set_yticks(middles, _with_n(self.labels, self.counts.sum(axis=1)))
        axes.set_xlabel("predicted")
        axes.set_ylabel("gold", labelpad=8)
        self._write_cells(axes)

    def _write_cells(self, axes: Axes) -> None:
        for (row, column), share in np.ndenumerate(self.shares):
            count = f"{self.counts[row, column]:,}"
            axes.text(
                column + 0.5,
                row + 0.5,
                count if np.isnan(share) else f"{count}\n{share:.0%}",
                color="white" if share > 0.7 else INK,
                size=10,
                ha="center",
                va="center",
                linespacing=1.4,
            )


def _with_n(labels: tuple[str, ...], counts: npt.NDArray[np.int64]) -> list[str]:
    return [f"{label}\nn = {count:,}" for label, count in zip(labels, counts, strict=True)]
