"""`RiskCoverageDisplay`: how often the model errs if it answers only what it is surest of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.evaluation import Interval, Predictions
from stance.evaluation.abstention import Abstentions
from stance.evaluation.calibration import Calibration
from stance.evaluation.metrics import AURC
from stance.evaluation.proportion import wilson
from stance.evaluation.risk_coverage import RiskCoverage, confidence_of
from stance.evaluation.sample import Sample
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.style import BLUE, GREY, MARGIN, PAGE, VERMILLION, axes_at, heading

Floats = npt.NDArray[np.float64]

_TOP, _BOTTOM, _LEFT = 0.85, 0.5, 0.65  # inches
_HEIGHT, _LEGEND = 3.2, 1.95
_MOST_POINTS = 500  # more cannot be told apart, and make an SVG heavy
_FEWEST = 10  # of fewer answers, the share of errors says nothing


@dataclass(frozen=True, eq=False)
class RiskCoverageDisplay:
    """The share of errors among the most confident answers, over the share that is answered.

    Attributes
    ----------
    curve
        As the model orders its answers.
    area
        Below the curve, with its interval where that is known.
    abstentions
        What it costs to abstain below the model's threshold; None where it has none.
    """

    curve: RiskCoverage
    area: Interval
    abstentions: Abstentions | None = None

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        calibration: Calibration | None = None,
        abstentions: Abstentions | None = None,
    ) -> RiskCoverageDisplay | NotDrawn:
        """Return the display of predictions that come with probabilities or margins."""
        if predictions.scores is None:
            return NotDrawn("the model ranks nothing: it gives no probabilities or margins")
        if len(predictions) < _FEWEST:
            return NotDrawn(f"there are fewer than {_FEWEST} predictions")
        right = predictions.predicted == predictions.gold
        (area,) = AURC().score(Sample.whole(predictions))
        known = Interval(np.nan, float(area), np.nan)
        return cls(
            RiskCoverage.of(confidence_of(predictions), right),
            known if calibration is None else calibration.scores["aurc"],
            abstentions,
        )

    @property
    def n(self) -> int:
        """How many rows were scored."""
        return int(self.curve.answered[-1])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        return PAGE, _TOP + _HEIGHT + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the curve with its band, what no order could beat, and where the model abstains."""
        ends = "" if np.isnan(self.area.low) else f" [{self.area.low:.3f}, {self.area.high:.3f}]"
        heading(
            figure,
            f"Risk and coverage (n = {self.n:,} predictions)",
            f"area {self.area.value:.3f}{ends}; from the {_FEWEST} surest answers on, "
            "with 95% intervals",
        )
        axes = axes_at(figure, _LEFT, _TOP, PAGE - _LEFT - _LEGEND, _HEIGHT)
        highest = self._draw_curve(axes)
        self._draw_references(axes)
        self._draw_threshold(axes)
        axes.set(xlim=(0, 1), ylim=(0, min(1.1 * highest, 1.0) or 0.1))
        axes.set(xlabel="coverage: share that is answered", ylabel="share of wrong answers")
        figure.legend(
            loc="upper right",
            bbox_to_anchor=(1 - MARGIN / PAGE, 1 - _TOP / self.size[1]),
            borderaxespad=0,
            frameon=False,
            labelspacing=1.2,
            handlelength=2.2,
        )

    def _draw_curve(self, axes: Axes) -> float:
        """Draw the model's curve, and return the upper end of its band."""
        answered = np.unique(np.linspace(_FEWEST, self.n, _MOST_POINTS).astype(int))
        # Rows of one confidence count as if they were taken in any order.
        errors = np.interp(
            answered, np.append(0, self.curve.answered), np.append(0, self.curve.errors)
        )
        band = [wilson(*pair) for pair in zip(errors.tolist(), answered.tolist(), strict=True)]
        lows, highs = [one.low for one in band], [one.high for one in band]
        coverage = answered / self.n
        axes.fill_between(coverage, lows, highs, color=BLUE, alpha=0.15, linewidth=0)
        axes.plot(coverage, errors / answered, color=BLUE, label="the model")
        return float(max(highs))

    def _draw_references(self, axes: Axes) -> None:
        overall = float(self.curve.risk[-1])
        every = np.linspace(1 - overall, 1, 200)
        best = np.append(0.0, (every - every[0]) / np.maximum(every, 1e-12))
        axes.axhline(
            overall, color=GREY, linewidth=0.9, linestyle=":", label=f"in any order: {overall:.3f}"
        )
        axes.plot(
            np.append(0.0, every),
            best,
            color=GREY,
            linewidth=0.9,
            linestyle=(0, (4, 2)),
            label="if it knew\nits errors",
        )

    def _draw_threshold(self, axes: Axes) -> None:
        if self.abstentions is None or np.isnan(self.abstentions.accuracy.value):
            return
        coverage, accuracy = self.abstentions.coverage.value, self.abstentions.accuracy.value
        wanted = self.abstentions.wanted.accuracy or 0.0
        axes.axhline(
            1 - wanted,
            color=VERMILLION,
            linewidth=0.9,
            linestyle="-.",
            label=f"wanted: {1 - wanted:.3f}",
        )
        axes.plot(
            [coverage],
            [1 - accuracy],
            color=VERMILLION,
            marker="D",
            linestyle="",
            clip_on=False,
            label=f"at its threshold:\n{coverage:.0%} answered,\n{1 - accuracy:.3f} wrong",
        )
