"""`LearningCurveDisplay`: what more training examples bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from stance.reports.plots.lettering import width
from stance.reports.plots.style import BLUE, MARGIN, PAGE, axes_at, heading

if TYPE_CHECKING:
    from stance.evaluation.evaluation import Interval

_TOP, _BOTTOM, _LEFT = 0.85, 0.5, 0.65  # inches
_HEIGHT = 3.0


@dataclass(frozen=True)
class LearningCurveDisplay:
    """A score with its interval at growing numbers of training examples.

    Attributes
    ----------
    points
        (number of training examples, score), the fewest examples first.
    metric
        What the score is.
    """

    points: tuple[tuple[int, Interval], ...]
    metric: str

    @classmethod
    def of(
        cls, points: Sequence[tuple[int, Interval]], metric: str = "macro_f1"
    ) -> LearningCurveDisplay:
        """Return the display of points in any order."""
        return cls(tuple(sorted(points, key=lambda point: point[0])), metric)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        return PAGE, _TOP + _HEIGHT + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the curve; the axis is logarithmic where that spreads the points better."""
        metric = self.metric.replace("_", " ")
        sizes = np.array([n for n, _ in self.points], dtype=float)
        intervals = [interval for _, interval in self.points]
        heading(
            figure,
            f"Learning curve (up to n = {self.points[-1][0]:,})",
            f"{metric} by training examples, with 95 % intervals",
        )
        axes = axes_at(figure, _LEFT, _TOP, PAGE - _LEFT - 2 * MARGIN, _HEIGHT)
        places, scale = _spread(sizes)
        axes.vlines(places, [i.low for i in intervals], [i.high for i in intervals], colors=BLUE)
        axes.plot(places, [i.value for i in intervals], color=BLUE, marker="o", markersize=4.5)
        axes.set(xlabel=f"training examples{scale}", ylabel=metric)
        axes.margins(x=0.04)
        shown = _apart(places, [f"{n:,.0f}" for n in sizes], axes.get_xlim(), axes.bbox.width)
        axes.set_xticks(places[shown], [f"{n:,.0f}" for n in sizes[shown]])


def _spread(sizes: Floats) -> tuple[Floats, str]:
    """Return sizes, or their logarithms where those lie further apart, and a note on the scale."""
    logarithms = np.log10(sizes)

    def least_gap(places: Floats) -> float:
        return float(np.diff(places).min(initial=np.inf) / max(np.ptp(places), 1e-12))

    if least_gap(logarithms) > least_gap(sizes):
        return logarithms, " (logarithmic scale)"
    return sizes, ""
