"""`LearningCurveDisplay`: what more training examples bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from stance.evaluation import Interval
from stance.reports.plots.lettering import width
from stance.reports.plots.style import BLUE, MARGIN, PAGE, axes_at, heading

_TOP, _BOTTOM, _LEFT = 0.85, 0.5, 0.65  # inches
_WIDTH, _HEIGHT = PAGE - _LEFT - MARGIN, 3.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LearningCurveDisplay:
    """A score with its interval at growing numbers of training examples.

    Attributes
    ----------
    points
        (number of training examples, score), the fewest examples first.
    metric
        What the score is, as it is titled in tables.
    confidence
        Of the intervals.
    """

    points: tuple[tuple[int, Interval], ...]
    metric: str
    confidence: float

    @classmethod
    def of(
        cls, points: Sequence[tuple[int, Interval]], *, metric: str, confidence: float = 0.95
    ) -> LearningCurveDisplay:
        """Return the display of points in any order."""
        return cls(tuple(sorted(points, key=lambda point: point[0])), metric, confidence)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        return PAGE, _TOP + _HEIGHT + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the curve; the axis is logarithmic where that spreads the points better."""
        sizes = np.array([n for n, _ in self.points], dtype=float)
        intervals = [interval for _, interval in self.points]
        heading(
            figure,
            f"Learning curve (up to n = {self.points[-1][0]:,})",
            f"{self.metric} by training examples, with {self.confidence:.0%} intervals",
        )
        axes = axes_at(figure, _LEFT, _TOP, _WIDTH, _HEIGHT)
        places, scale = _spread(sizes)
        axes.vlines(places, [i.low for i in intervals], [i.high for i in intervals], colors=BLUE)
        axes.plot(places, [i.value for i in intervals], color=BLUE, marker="o", markersize=4.5)
        axes.set(xlabel=f"training examples{scale}", ylabel=self.metric)
        axes.margins(x=0.04)
        names = [f"{n:,.0f}" for n in sizes]
        axes.set_xticks(*_apart(places, names, width(names, 8) + 0.1, _WIDTH))


def _spread(sizes: Floats) -> tuple[Floats, str]:
    """Return sizes, or their logarithms where those lie further apart, and a note on the scale."""
    logarithms = np.log10(sizes)

    def least_gap(places: Floats) -> float:
        return float(np.diff(places).min(initial=np.inf) / max(np.ptp(places), 1e-12))

    if least_gap(logarithms) > least_gap(sizes):
        return logarithms, " (logarithmic scale)"
    return sizes, ""


def _apart(
    places: Floats, names: list[str], gap: float, across: float
) -> tuple[list[float], list[str]]:
    """Return the places and names that leave a gap between them, from the last one backwards."""
    inches = across / 1.08 / max(np.ptp(places), 1e-12)
    kept: list[int] = []
    for k in reversed(range(len(places))):
        if not kept or (places[kept[-1]] - places[k]) * inches >= gap:
            kept.append(k)
    return [float(places[k]) for k in kept], [names[k] for k in kept]
