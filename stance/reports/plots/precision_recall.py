"""`PrecisionRecallDisplay`: what precision each class has at what recall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from stance.evaluation import Predictions
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.style import LOOKS, MARGIN, PAGE, axes_at, heading

Floats = npt.NDArray[np.float64]

_TOP, _BOTTOM, _LEFT = 0.85, 0.5, 0.65  # inches
_SIDE, _LEGEND = 3.6, 1.95
_NOTHING: Final = np.array([np.nan])
_MOST_POINTS = 1000  # more cannot be told apart, and make an SVG heavy


@dataclass(frozen=True, eq=False)
class Curve:
    """Precision at every recall of one class against the rest.

    Attributes
    ----------
    precision, recall
        One point a distinct score, from the highest score to the lowest.
    support
        Gold rows of the class.
    prevalence
        Their share: the precision of a classifier that knows nothing.
    """

    precision: Floats
    recall: Floats
    support: int
    prevalence: float

    @classmethod
    def of(cls, gold: npt.NDArray[np.bool_], scores: Floats) -> Curve:
        """Return the curve of a class from which rows are of it and how they are ranked."""
        order = np.argsort(-scores, kind="stable")
        hits = np.cumsum(gold[order])
        # Rows of one score are taken together: a threshold cannot part them.
        ends = np.append(np.flatnonzero(np.diff(scores[order])), len(gold) - 1)
        return cls(
            hits[ends] / (ends + 1), hits[ends] / hits[-1], int(hits[-1]), float(gold.mean())
        )

    @property
    def average_precision(self) -> float:
        """Precision averaged over the steps in recall (Manning et al. 2008, section 8.4)."""
        return float(np.sum(np.diff(self.recall, prepend=0.0) * self.precision))


@dataclass(frozen=True, eq=False)
class PrecisionRecallDisplay:
    """One precision-recall curve a class, each class against the rest.

    Attributes
    ----------
    n
        How many rows were scored.
    scores
        What ranks the rows: ``"probability"`` or ``"margin"``.
    curves
        By class; None for a class without gold rows.
    """

    n: int
    scores: str
    curves: Mapping[str, Curve | None]

    @classmethod
    def of(cls, predictions: Predictions) -> PrecisionRecallDisplay | NotDrawn:
        """Return the display of predictions that come with probabilities or margins."""
        scores = predictions.scores
        if scores is None:
            return NotDrawn("the model ranks nothing: it gives no probabilities or margins")
        golds = {label: predictions.gold == k for k, label in enumerate(predictions.labels)}
        return cls(
            len(predictions),
            "margin" if predictions.probabilities is None else "probability",
            {
                label: Curve.of(gold, scores[:, k]) if gold.any() else None
                for k, (label, gold) in enumerate(golds.items())
            },
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        return PAGE, _TOP + _SIDE + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the curves, a dotted line at each prevalence, and the legend beside them."""
        heading(
            figure,
            f"Precision and recall (n = {self.n:,} predictions)",
            f"one class against the rest, ranked by {self.scores}; dotted: share of the class",
        )
        axes = axes_at(figure, _LEFT, _TOP, PAGE - _LEFT - _LEGEND, _SIDE)
        for label, curve in self.curves.items():
            look = LOOKS[label]
            recall, precision = (_NOTHING, _NOTHING) if curve is None else _drawn(curve)
            axes.step(
                recall,
                precision,
                color=look.colour,
                linestyle=look.dashes,
                label=_legend(label, curve),
            )
            if curve is not None:
                axes.axhline(curve.prevalence, color=look.colour, linewidth=0.9, linestyle=":")
        axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
        figure.legend(
            loc="upper right",
            bbox_to_anchor=(1 - MARGIN / PAGE, 1 - _TOP / self.size[1]),
            borderaxespad=0,
            frameon=False,
            labelspacing=1.2,
            handlelength=2.6,
        )


def _legend(label: str, curve: Curve | None) -> str:
    if curve is None:
        return f"{label}\nno gold rows"
    support = f"n = {curve.support:,} ({curve.prevalence:.0%})"
    return f"{label}\nAP {curve.average_precision:.2f}\n{support}"


def _drawn(curve: Curve) -> tuple[Floats, Floats]:
    """Return recall and precision at no more points than can be seen, from recall 0 on."""
    steps = np.unique(np.linspace(0, len(curve.recall) - 1, _MOST_POINTS).astype(int))
    return np.append(0.0, curve.recall[steps]), np.append(
        curve.precision[0], curve.precision[steps]
    )
