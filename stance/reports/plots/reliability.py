"""`ReliabilityDisplay`: whether the model is as often right as it says it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isnan

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.evaluation import Interval, Predictions
from stance.evaluation.binning import equal_mass_bins
from stance.evaluation.calibration import Calibration, as_probabilities
from stance.evaluation.proportion import wilson
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.style import BLUE, GREY, LIGHT, MARGIN, ORANGE, axes_at, heading

Floats = npt.NDArray[np.float64]

_TOP, _BOTTOM, _LEFT = 0.95, 0.5, 0.65  # inches
_LINE = 0.17  # what a second line of the subtitle takes
_SIDE, _GAP, _HISTOGRAM = 3.3, 0.15, 0.75
_BETWEEN = 0.6
_STEPS = 40  # of the histogram, from 0 to 1


@dataclass(frozen=True, eq=False)
class Reliability:
    """Accuracy against confidence, in bins that hold about the same number of rows.

    Confidence is the probability of the predicted class. Rows of the same confidence are never
    parted, so there can be fewer bins than were asked for.

    Attributes
    ----------
    confidence, accuracy
        Mean of each bin, shape (n_bins,).
    counts
        Rows in each bin.
    histogram
        Rows in 40 equal steps of confidence from 0 to 1.
    """

    confidence: Floats
    accuracy: Floats
    counts: npt.NDArray[np.int64]
    histogram: npt.NDArray[np.int64]

    @classmethod
    def of(cls, predictions: Predictions, n_bins: int = 10) -> Reliability | NotDrawn:
        """Return the numbers of predictions that come with probabilities."""
        if predictions.probabilities is None:
            return NotDrawn("the model gives no probabilities")
        rows = np.arange(len(predictions))
        confidence = predictions.probabilities[rows, predictions.predicted]
        correct = predictions.predicted == predictions.gold
        bins = equal_mass_bins(confidence, n_bins)
        counts = np.bincount(bins, minlength=n_bins)
        filled = counts > 0
        return cls(
            np.bincount(bins, confidence, n_bins)[filled] / counts[filled],
            np.bincount(bins, correct, n_bins)[filled] / counts[filled],
            counts[filled],
            np.histogram(confidence, bins=_STEPS, range=(0, 1))[0],
        )

    @property
    def expected_calibration_error(self) -> float:
        """Mean distance of accuracy from confidence, bins weighted by rows."""
        return float(np.average(np.abs(self.accuracy - self.confidence), weights=self.counts))

    @property
    def intervals(self) -> tuple[Floats, Floats]:
        """The 95 % Wilson interval of each bin's accuracy, low and high."""
        hits = self.accuracy * self.counts
        found = [
            wilson(*pair) for pair in zip(hits.round().tolist(), self.counts.tolist(), strict=True)
        ]
        return np.array([one.low for one in found]), np.array([one.high for one in found])


@dataclass(frozen=True, eq=False)
class ReliabilityDisplay:
    """One panel, or one before and one after the probabilities were scaled.

    Attributes
    ----------
    n
        How many rows were scored.
    panels
        By heading.
    errors
        The expected calibration error of each panel, with its interval where that is known.
    by_chance
        The error that a perfectly calibrated model would show on so few rows; None if unknown.
    """

    n: int
    panels: dict[str, Reliability]
    errors: tuple[Interval, ...]
    by_chance: float | None = None

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        calibration: Calibration | None = None,
        before: Predictions | None = None,
        *,
        n_bins: int = 10,
    ) -> ReliabilityDisplay | NotDrawn:
        """Return the display of predictions that come with probabilities.

        Parameters
        ----------
        predictions
            As the model makes them.
        calibration
            Their scores.
        before
            The same before they were scaled; margins are drawn as their softmax.
        n_bins
            Of equal mass.
        """
        after = Reliability.of(predictions, n_bins)
        if isinstance(after, NotDrawn):
            return after
        if before is None or calibration is None:
            scores = {"": None if calibration is None else calibration.scores["ece"]}
            panels = {"": after}
        else:
            raw = Reliability.of(as_probabilities(before), n_bins)
            if isinstance(raw, NotDrawn):
                return raw
            softmax = " (softmax of margins)" if before.probabilities is None else ""
            first = f"before{softmax}"
            second = f"after {calibration.method} scaling"
            panels = {first: raw, second: after}
            unscaled = (calibration.before or {}).get("ece")
            scores = {first: unscaled, second: calibration.scores["ece"]}
        errors = [
            scores[name] or Interval(np.nan, panel.expected_calibration_error, np.nan)
            for name, panel in panels.items()
        ]
        chance = None if calibration is None else calibration.by_chance
        return cls(len(predictions), panels, tuple(errors), chance)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        k = len(self.panels)
        across = _LEFT + k * _SIDE + (k - 1) * _BETWEEN + MARGIN
        return across, self._top + _SIDE + _GAP + _HISTOGRAM + _BOTTOM

    @property
    def _top(self) -> float:
        return _TOP + _LINE * (self.by_chance is not None)

    def draw(self, figure: Figure) -> None:
        """Draw accuracy over confidence, and below it how confidence is spread."""
        heading(figure, f"Reliability (n = {self.n:,} predictions)", self._subtitle())
        low = self._low()
        most = max(int(panel.histogram.max()) for panel in self.panels.values())
        for number, (name, panel) in enumerate(self.panels.items()):
            left = _LEFT + number * (_SIDE + _BETWEEN)
            upper = axes_at(figure, left, self._top, _SIDE, _SIDE)
            error = _error(self.errors[number])
            upper.set_title(f"{name}: {error}" if name else error, loc="left", size=8.5, pad=5)
            _draw_bins(upper, panel)
            upper.set(xlim=(low, 1), ylim=(low, 1))
            upper.tick_params(labelbottom=False)
            lower = axes_at(figure, left, self._top + _SIDE + _GAP, _SIDE, _HISTOGRAM)
            edges = np.linspace(0, 1, _STEPS + 1)
            lower.stairs(panel.histogram, edges, fill=True, color=ORANGE)
            lower.set(xlim=(low, 1), ylim=(0, most * 1.05))
            lower.set_xlabel("probability of the predicted class")
            lower.locator_params(axis="y", nbins=3, integer=True)
            if number == 0:
                upper.set_ylabel("share of right predictions")
                lower.set_ylabel("predictions")

    def _subtitle(self) -> str:
        counts = np.concatenate([panel.counts for panel in self.panels.values()])
        few, many = int(counts.min()), int(counts.max())
        size = f"{few:,}" if few == many else f"{few:,} to {many:,}"
        bins = max(len(panel.counts) for panel in self.panels.values())
        subtitle = f"{bins} bins of equal mass ({size} rows each) with 95% intervals"
        if self.by_chance is not None:
            subtitle += (
                f"\na perfect model would show an ECE of about {self.by_chance:.3f} by chance"
            )
        return subtitle

    def _low(self) -> float:
        """Return where the axes begin: no probability of the likeliest class is below."""
        least = min(
            float(min(panel.confidence.min(), panel.intervals[0].min()))
            for panel in self.panels.values()
        )
        return min(floor(10 * least) / 10, 0.8)


def _error(error: Interval) -> str:
    ends = "" if isnan(error.low) else f" [{error.low:.3f}, {error.high:.3f}]"
    return f"ECE {error.value:.3f}{ends}"


def _draw_bins(axes: Axes, panel: Reliability) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.9, linestyle=(0, (4, 2)))
    # What adds up to the error: how far each bin is from the diagonal.
    axes.vlines(panel.confidence, panel.confidence, panel.accuracy, colors=LIGHT, linewidth=5)
    # Not clipped: a bin that is always right is drawn whole.
    axes.vlines(panel.confidence, *panel.intervals, colors=BLUE, clip_on=False)
    axes.plot(
        panel.confidence,
        panel.accuracy,
        color=BLUE,
        linewidth=0.9,
        marker="o",
        markersize=5,
        clip_on=False,
    )
    for x, y, text, across, up in (
        (0.97, 0.03, "over-confident", "right", "bottom"),
        (0.03, 0.97, "under-confident", "left", "top"),
    ):
        axes.text(
            x, y, text, color=GREY, size=8, ha=across, va=up, transform=axes.transAxes, zorder=0.5
        )
