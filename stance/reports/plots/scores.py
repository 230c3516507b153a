"""`ScoresDisplay`: F1 of each class and of each target, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.reports.plots.lettering import fitted, width
from stance.reports.plots.style import BLUE, GREY, INK, LOOKS, MARGIN, PAGE, axes_at, heading

if TYPE_CHECKING:
    from stance.evaluation.evaluation import Evaluation, Interval

MOST_TARGETS = 30

_ROW = 0.25  # inches
_TOP, _BETWEEN, _BOTTOM = 0.95, 0.5, 0.5
_VALUES = 1.3  # the column of numbers at the right
_LABEL_SIZE = 8.0


@dataclass(frozen=True)
class Score:
    """A score, of what, and from how many rows."""

    name: str
    n: int
    interval: Interval


@dataclass(frozen=True)
class ScoresDisplay:
    """Scores as points with whiskers, the best first.

    Attributes
    ----------
    n
        How many rows were scored.
    classes
        F1 of each class; its n counts the gold rows.
    targets
        The metric on each target's rows, of the `MOST_TARGETS` largest targets.
    left_out
        How many targets are too small to be among them.
    metric
        What is drawn for the targets.
    overall
        The metric over the rows of all targets.
    """

    n: int
    classes: tuple[Score, ...]
    targets: tuple[Score, ...]
    left_out: int
    metric: str
    overall: Interval

    @classmethod
    def of(cls, evaluation: Evaluation, metric: str = "macro_f1") -> ScoresDisplay:
        """Return the display of an evaluation, with one of its metrics for the targets."""
        classes = [
            Score(label, row["support"], row["f1"]) for label, row in evaluation.per_class.items()
        ]
        targets = [
            Score(target, row["n"], row[metric]) for target, row in evaluation.per_target.items()
        ]
        largest = sorted(targets, key=lambda score: (-score.n, score.name))[:MOST_TARGETS]
        return cls(
            evaluation.n,
            _best_first(classes),
            _best_first(largest),
            len(targets) - len(largest),
            metric,
            evaluation.metrics[metric],
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches; a row more is `_ROW` more."""
        rows = len(self.classes) + len(self.targets)
        return PAGE, _TOP + rows * _ROW + _BETWEEN + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the classes above the targets, on one scale from 0 to 1."""
        title = f"F1 by class and by target (n = {self.n:,})"
        if self.left_out:
            title += f"; {len(self.targets)} largest targets, {self.left_out} left out"
        heading(figure, title, "points with 95 % intervals")
        names = {score: _name(score) for score in self.classes + self.targets}
        left = MARGIN + width(names.values(), _LABEL_SIZE) + 0.1
        across = PAGE - left - _VALUES
        below = _TOP + len(self.classes) * _ROW + _BETWEEN
        metric = self.metric.replace("_", " ")
        upper = axes_at(figure, left, _TOP, across, len(self.classes) * _ROW)
        lower = axes_at(figure, left, below, across, len(self.targets) * _ROW)
        _draw_rows(upper, "F1 of each class", self.classes)
        _draw_rows(lower, f"{metric} of each target", self.targets)
        upper.tick_params(labelbottom=False)
        lower.axvline(self.overall.value, color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
        lower.set_xlabel(f"score (dashed: {metric} over all targets, {self.overall.value:.2f})")


def _best_first(scores: Sequence[Score]) -> tuple[Score, ...]:
    """Return scores from high to low, undefined ones last."""

    def key(score: Score) -> tuple[bool, float, str]:
        value = score.interval.value
        return math.isnan(value), -value, score.name

    return tuple(sorted(scores, key=key))


def _name(score: Score) -> str:
    return f"{fitted(score.name or '(no target)', 1.7, _LABEL_SIZE)} (n = {score.n:,})"


def _draw_rows(axes: Axes, title: str, scores: tuple[Score, ...]) -> None:
    rows = range(len(scores))
    intervals = [score.interval for score in scores]
    colours = [LOOKS[score.name].colour if score.name in LOOKS else BLUE for score in scores]
    axes.hlines(rows, [i.low for i in intervals], [i.high for i in intervals], colours)
    axes.scatter([i.value for i in intervals], rows, 26, colours, zorder=3)
    axes.set_title(title, loc="left", size=8.5, weight="bold", pad=5)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(scores) - 0.5, -0.5)
    axes.set_yticks(rows, [_name(score) for score in scores])
    axes.grid(False, axis="y")
    for row, interval in enumerate(intervals):
        value = f"{interval.value:.2f}  [{interval.low:.2f}, {interval.high:.2f}]"
        if math.isnan(interval.value):
            value = "not defined"
        axes.text(1.03, row, value, color=INK, size=8, va="center")
