"""The area under the risk-coverage curve, and how far above the best possible one it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.risk_coverage import confidence_of
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, ratio


@dataclass(frozen=True)
class AURC(Metric):
    """The mean share of errors among the most confident predictions, over all shares of them.

    How well a model knows when it is wrong: if it answered only what it is surest of, how often
    would it err? El-Yaniv & Wiener (2010, JMLR 11) for the curve, Geifman, Uziel & El-Yaniv
    (2019, ICLR) for the area. They sum over rows; here it is the integral, to which their sum
    tends, so that a row that stands twice changes nothing, and rows of one confidence are taken
    in together, as a threshold would take them. From 0 to 1.

    Confidence is the probability of the predicted label, or its margin where there are no
    probabilities.
    """

    title: ClassVar[str] = "AURC"
    greater_is_better: ClassVar[bool] = False

    def score(self, sample: Sample) -> Floats:
        """Return the area of each resample."""
        return sample.once(self, lambda: self._area(sample))

    def _area(self, sample: Sample) -> Floats:
        confidence = confidence_of(sample.predictions)
        wrong = sample.predictions.predicted != sample.predictions.gold
        order = np.argsort(-confidence, kind="stable")
        starts = np.flatnonzero(np.diff(-confidence[order], prepend=-np.inf))
        drawn = np.take(sample.weights, order, axis=1)
        rows = np.add.reduceat(drawn, starts, axis=1)
        errors = np.add.reduceat(drawn * wrong[order].astype(drawn.dtype), starts, axis=1)
        rows_before, errors_before = rows.cumsum(axis=1) - rows, errors.cumsum(axis=1) - errors
        # While a group is taken in, of x rows (errors_before + share * (x - rows_before)) / x are
        # wrong; this is its integral over x.
        share = np.where(rows > 0, ratio(errors, rows), 0.0)
        growth = np.log1p(np.where(rows_before > 0, ratio(rows, rows_before), 0.0))
        area = errors + (errors_before - share * rows_before) * growth
        return ratio(area.sum(axis=1, dtype=float), sample.n_drawn)


@dataclass(frozen=True)
class EAURC(Metric):
    """The excess of `AURC` over that of a model that errs as often, but knows when.

    Geifman, Uziel & El-Yaniv (2019, ICLR), section 3: with a share r of errors, the least area
    is r + (1 - r) ln(1 - r). Of two models, the more accurate one mostly has the smaller area;
    the excess tells which one orders its answers better. 0 is best.
    """

    title: ClassVar[str] = "E-AURC"
    greater_is_better: ClassVar[bool] = False

    def score(self, sample: Sample) -> Floats:
        """Return the excess of each resample."""
        predictions = sample.predictions
        risk = sample.mean((predictions.predicted != predictions.gold).astype(float))
        right = 1 - risk
        with np.errstate(divide="ignore", invalid="ignore"):
            least = risk + np.where(right > 0, right * np.log(right), 0.0)
        return AURC().score(sample) - least
