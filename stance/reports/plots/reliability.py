"""`ReliabilityDisplay`: whether the model is as often right as it says it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from stance.evaluation import Predictions
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.style import BLUE, GREY, MARGIN, ORANGE, axes_at, heading

Floats = npt.NDArray[np.float64]

_TOP, _BOTTOM, _LEFT = 0.85, 0.5, 0.65  # inches
_SIDE, _GAP, _HISTOGRAM = 3.6, 0.15, 0.8
_Z = 1.959964  # 95 % of a normal distribution


@dataclass(frozen=True, eq=False)
class ReliabilityDisplay:
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
        Rows in 20 equal steps of confidence from 0 to 1.
    """

    confidence: Floats
    accuracy: Floats
    counts: npt.NDArray[np.int64]
    histogram: npt.NDArray[np.int64]

    @classmethod
    def of(cls, predictions: Predictions, n_bins: int = 10) -> ReliabilityDisplay | NotDrawn:
        """Return the display of predictions that come with probabilities."""
        if predictions.probabilities is None:
            return NotDrawn("the model gives no probabilities")
        rows = np.arange(len(predictions))
        confidence = predictions.probabilities[rows, predictions.predicted]
        correct = predictions.predicted == predictions.gold
        edges = np.quantile(confidence, np.linspace(0, 1, n_bins + 1)[1:-1])
        bins = np.searchsorted(edges, confidence)
        counts = np.bincount(bins, minlength=n_bins)
        filled = counts > 0
        return cls(
            np.bincount(bins, confidence, n_bins)[filled] / counts[filled],
            np.bincount(bins, correct, n_bins)[filled] / counts[filled],
            counts[filled],
            np.histogram(confidence, bins=20, range=(0, 1))[0],
        )

    @property
    def n(self) -> int:
        """How many rows were scored."""
        return int(self.counts.sum())

    @property
    def expected_calibration_error(self) -> float:
        """Mean distance of accuracy from confidence, bins weighted by rows (Guo et al. 2017)."""
        return float(np.average(np.abs(self.accuracy - self.confidence), weights=self.counts))

    @property
    def intervals(self) -> tuple[Floats, Floats]:
        """The 95 % interval of each bin's accuracy, low and high (Wilson 1927)."""
        spread = _Z**2 / self.counts
        centre = (self.accuracy + spread / 2) / (1 + spread)
        variance = self.accuracy * (1 - self.accuracy) / self.counts + spread / (4 * self.counts)
        half = _Z * np.sqrt(variance) / (1 + spread)
        return centre - half, centre + half

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        return _LEFT + _SIDE + MARGIN, _TOP + _SIDE + _GAP + _HISTOGRAM + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw accuracy over confidence, and below it how confidence is spread."""
        ece = f"ECE {self.expected_calibration_error:.3f} in {len(self.counts)} bins of equal mass"
        heading(figure, f"Reliability (n = {self.n:,} predictions)", f"{ece}, with 95% intervals")
        upper = axes_at(figure, _LEFT, _TOP, _SIDE, _SIDE)
        upper.plot([0, 1], [0, 1], color=GREY, linewidth=0.9, linestyle=(0, (4, 2)))
        # Not clipped: a bin that is always right is drawn whole.
        upper.vlines(self.confidence, *self.intervals, colors=BLUE, clip_on=False)
        upper.plot(
            self.confidence, self.accuracy, color=BLUE, marker="o", markersize=4.5, clip_on=False
        )
        upper.text(0.97, 0.03, "over-confident", color=GREY, size=8, ha="right")
        upper.text(0.03, 0.97, "under-confident", color=GREY, size=8, va="top")
        upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right predictions")
        upper.tick_params(labelbottom=False)
        lower = axes_at(figure, _LEFT, _TOP + _SIDE + _GAP, _SIDE, _HISTOGRAM)
        lower.stairs(self.histogram, np.linspace(0, 1, 21), fill=True, color=ORANGE)
        lower.set(xlim=(0, 1), xlabel="probability of the predicted class", ylabel="predictions")
        lower.locator_params(axis="y", nbins=3, integer=True)
