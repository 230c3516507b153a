"""Brier score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats


@dataclass(frozen=True)
class Brier(Metric):
    """The mean squared distance of the probabilities from the truth, summed over the classes.

    Brier (1950), Verification of forecasts expressed in terms of probability: from 0 to 2,
    as scikit-learn gives it for more than two classes. Halve it to compare with the
    two-class score from 0 to 1.
    """

    title: ClassVar[str] = "Brier"
    greater_is_better: ClassVar[bool] = False

    def score(self, sample: Sample) -> Floats:
        """Return the mean squared distance of each resample."""
        probabilities = sample.probabilities
        truth = np.eye(probabilities.shape[1])[sample.predictions.gold]
        return sample.mean(((probabilities - truth) ** 2).sum(axis=1))
