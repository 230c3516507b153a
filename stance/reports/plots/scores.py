"""`ScoresDisplay`: F1 of each class and of each target, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.evaluation import Evaluation, Interval
from stance.reports.plots.lettering import fitted, width
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.style import BLUE, GREY, INK, LOOKS, MARGIN, axes_at, heading

MOST_TARGETS = 30

_ROW = 0.25  # inches
_TOP, _BETWEEN, _BOTTOM = 0.95, 0.5, 0.5
_ACROSS, _VALUES = 2.8, 1.4  # the plot, and the column of numbers right of it
_NAME = 2.4  # what a target's name may take
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
        What is drawn for the targets, as it is titled in tables.
    overall
        The metric over the rows of all targets.
    confidence
        Of the intervals.
    """

    n: int
    classes: tuple[Score, ...]
    targets: tuple[Score, ...]
    left_out: int
    metric: str
    overall: Interval
    confidence: float

    @classmethod
    def of(
        cls, evaluation: Evaluation, *, n_targets: int | None = None, metric: str = "macro_f1"
    ) -> ScoresDisplay | NotDrawn:
        """Return the display of an evaluation that has the metric.

        Parameters
        ----------
        evaluation
            The scores; of very many targets it has the most frequent only.
        n_targets
            How many targets there are, by default those that have scores.
        metric
            Which of its metrics is drawn for the targets; one from 0 to 1.
        """
        if metric not in evaluation.metrics:
            return NotDrawn(f"the evaluation has no {metric}; add it to evaluation.metrics")
        classes = [Score(label, row.support, row.f1) for label, row in evaluation.per_class.items()]
        targets = [
            Score(target, row.n, row.metrics[metric])
            for target, row in evaluation.per_target.items()
        ]
        largest = sorted(targets, key=lambda score: (-score.n, score.name))[:MOST_TARGETS]
        return cls(
            evaluation.n,
            _best_first(classes),
            _best_first(largest),
            (n_targets or len(targets)) - len(largest),
            evaluation.titles[metric],
            evaluation.metrics[metric],
            evaluation.confidence,
        )

    @property
    def _left(self) -> float:
        names = [_name(score) for score in self.classes + self.targets]
        return MARGIN + width(names, _LABEL_SIZE) + 0.1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches: a longer name makes it wider, one row more higher."""
        rows = len(self.classes) + len(self.targets)
        return self._left + _ACROSS + _VALUES, _TOP + rows * _ROW + _BETWEEN + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the classes above the targets, on one scale."""
        title = f"F1 by class and by target (n = {self.n:,})"
        intervals = [score.interval for score in self.classes + self.targets]
        has_ends = any(not math.isnan(interval.low) for interval in intervals)
        subtitle = f"points with {self.confidence:.0%} intervals" if has_ends else "no intervals"
        if self.left_out:
            subtitle += f"; the {len(self.targets)} largest targets, {self.left_out:,} left out"
        heading(figure, title, subtitle)
        left, heights = self._left, [len(self.classes) * _ROW, len(self.targets) * _ROW]
        upper = axes_at(figure, left, _TOP, _ACROSS, heights[0])
        lower = axes_at(figure, left, _TOP + heights[0] + _BETWEEN, _ACROSS, heights[1])
        colours = [LOOKS[score.name].colour for score in self.classes]
        _draw_rows(upper, "F1 of each class", self.classes, colours)
        _draw_rows(lower, f"{self.metric} of each target", self.targets, [BLUE] * len(self.targets))
        upper.tick_params(labelbottom=False)
        if len(self.targets) > 1:
            overall = self.overall.value
            lower.axvline(overall, color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
            lower.set_xlabel(f"dashed: {self.metric} over all targets, {overall:.2f}")


def _best_first(scores: Sequence[Score]) -> tuple[Score, ...]:
    """Return scores from high to low, undefined ones last."""

    def key(score: Score) -> tuple[bool, float, str]:
        value = score.interval.value
        return math.isnan(value), -value, score.name

    return tuple(sorted(scores, key=key))


def _name(score: Score) -> str:
    return f"{fitted(score.name or '(no target)', _NAME, _LABEL_SIZE)} (n = {score.n:,})"


def _draw_rows(axes: Axes, title: str, scores: tuple[Score, ...], colours: list[str]) -> None:
    rows = range(len(scores))
    intervals = [score.interval for score in scores]
    # Not clipped: a point at 0 or 1 is drawn whole.
    lows, highs = [i.low for i in intervals], [i.high for i in intervals]
    axes.hlines(rows, lows, highs, colours, clip_on=False)
    axes.scatter([i.value for i in intervals], rows, 26, colours, zorder=3, clip_on=False)
    axes.set_title(title, loc="left", size=8.5, weight="bold", pad=5)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(scores) - 0.5, -0.5)
    axes.set_yticks(rows, [_name(score) for score in scores])
    axes.grid(False, axis="y")
    for row, interval in enumerate(intervals):
        axes.text(1.03, row, _value(interval), color=INK, size=8, va="center_baseline")


def _value(interval: Interval) -> str:
    if math.isnan(interval.value):
        return "not defined"
    ends = "" if math.isnan(interval.low) else f" [{interval.low:.2f}, {interval.high:.2f}]"
    return f"{interval.value:.2f}{ends}"
