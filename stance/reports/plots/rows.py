"""`Rows`: numbered names, points with whiskers, and columns of text beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.evaluation import Interval
from stance.reports.plots.lettering import fitted, width
from stance.reports.plots.names import both_ends
from stance.reports.plots.style import BLUE, GREY, LIGHT, MARGIN, axes_at

ROW, ACROSS = 0.25, 2.8  # inches: a row, and the plot
NAME = 2.6  # what a name may take
SIZE = 8.0  # points

_TITLE_SIZE, _BOLD = 11.0, 1.16  # points, and how many times as wide as regular type


@dataclass(frozen=True)
class Rows:
    """Rows of a plot, the first at the top.

    Attributes
    ----------
    names
        What each row is about.
    intervals
        What is drawn in it.
    first
        The number of the first row; names may look alike once they are cut.
    """

    names: tuple[str, ...]
    intervals: tuple[Interval, ...]
    first: int

    @property
    def _labels(self) -> list[str]:
        return [both_ends(name or "(no name)", NAME, SIZE) for name in self.names]

    @property
    def _numbers(self) -> list[str]:
        return [str(k) for k, _ in enumerate(self.names, start=self.first)]

    @property
    def _beside(self) -> float:
        """Where names end, in inches left of the plot; the numbers stand in between."""
        return 0.07 + width(self._numbers, SIZE) + 0.1

    @property
    def left(self) -> float:
        """How many inches from the left edge of the figure the plot begins."""
        return MARGIN + width(self._labels, SIZE) + self._beside

    def draw(
        self,
        figure: Figure,
        top: float,
        filled: Sequence[bool],
        bands: npt.NDArray[np.float64] | None = None,
    ) -> Axes:
        """Draw the points, and return the axes.

        Parameters
        ----------
        figure, top
            Where, in inches from the upper edge.
        filled
            Which points are filled, not open.
        bands
            Of each row, how far around 0 it is shaded; by default 0 is not marked.
        """
        axes = axes_at(figure, self.left, top, ACROSS, len(self.names) * ROW)
        rows = np.arange(len(self.names))
        lows, highs = [i.low for i in self.intervals], [i.high for i in self.intervals]
        values = [i.value for i in self.intervals]
        ends = [*lows, *values, *highs]
        if bands is not None:
            axes.barh(rows, 2 * bands, 1.0, -bands, color=LIGHT, alpha=0.6, zorder=0)
            axes.axvline(0, color=GREY, linewidth=0.9, zorder=1)
            ends += [*bands, *-bands, 0]
        axes.hlines(rows, lows, highs, BLUE)
        faces = [BLUE if full else "white" for full in filled]
        axes.scatter(values, rows, 26, faces, edgecolors=BLUE, zorder=3)
        axes.set_xlim(*_around(ends))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(rows, self._numbers)
        # Not one text: a name from right to left would have its number on the other side.
        self._write(axes, self._labels, -self._beside, ha="right")
        axes.locator_params(axis="x", nbins=5)
        axes.grid(False, axis="y")
        return axes

    def write(self, axes: Axes, texts: Sequence[str], right: float, name: str = "") -> None:
        """Write a column of texts, and its name, so many inches right of the plot."""
        self._write(axes, texts, ACROSS + right)
        axes.text(
            1 + right / ACROSS,
            1 + 0.1 / (ROW * len(texts)),
            name,
            size=SIZE,
            color=GREY,
            transform=axes.transAxes,
        )

    def _write(self, axes: Axes, texts: Sequence[str], right: float, ha: str = "left") -> None:
        place, beside = right / ACROSS, axes.get_yaxis_transform()
        for row, text in enumerate(texts):
            axes.text(place, row, text, size=SIZE, ha=ha, va="center_baseline", transform=beside)


def _around(ends: Sequence[float]) -> tuple[float, float]:
    """Return limits with some room on both sides of all that is defined."""
    defined = [end for end in ends if not math.isnan(end)]
    room = max(0.05 * (max(defined) - min(defined)), 0.005)
    return min(defined) - room, max(defined) + room


def titled(figure: Figure, title: str, n: int, n_units: int) -> str:
    """Return a title with the number of examples, cut to the figure."""
    units = "" if n_units == n else f" in {n_units:,} groups"
    examples = f" (n = {n:,}{units})"
    room = (figure.get_figwidth() - 2 * MARGIN) / _BOLD - width([examples], _TITLE_SIZE)
    return fitted(title, room, _TITLE_SIZE) + examples


def written(interval: Interval, sign: str = "-") -> str:
    """Return an interval as text, its numbers with a plus where the sign asks for that.

    >>> written(Interval(0.5, 0.6, 0.7)), written(Interval(float("nan"), 0.6, 0.7), "+")
    ('0.600 [0.500, 0.700]', '+0.600')
    """
    if math.isnan(interval.value):
        return "not defined"
    low, value, high = (
        f"{end:{sign}z.3f}" for end in (interval.low, interval.value, interval.high)
    )
    ends = "" if math.isnan(interval.low) else f" [{low}, {high}]"
    return f"{value}{ends}".replace("-", "\N{MINUS SIGN}")


def written_p(p: float) -> str:
    """Return a p value as text.

    >>> written_p(0.0004), written_p(0.0421), written_p(float("nan"))
    ('< 0.001', '0.042', '-')
    """
    if math.isnan(p):
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
