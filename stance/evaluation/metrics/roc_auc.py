"""Area under the ROC curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.ranking import Ranking
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, mean_of_defined, ratio


@dataclass(frozen=True)
class RocAuc(Metric):
    """The mean over classes of the area under each one-against-the-rest ROC curve.

    For one class, the chance that a row of it scores higher than one that is not, ties counted
    half (Hanley & McNeil 1982); the plain mean over classes as in Fawcett (2006), section 9.2,
    without his weights. A class that no row or every row has is left out. Margins do as well
    as probabilities.
    """

    title: ClassVar[str] = "ROC AUC"

    def score(self, sample: Sample) -> Floats:
        """Return the mean area of each resample."""
        return mean_of_defined(np.stack([_area(ranking) for ranking in sample.rankings], axis=-1))


def _area(ranking: Ranking) -> Floats:
    n = ranking.weight.sum(axis=1).astype(float)
    below = ranking.below + ranking.up_to  # twice, ties once
    wins = np.einsum("bp,bp->b", ranking.weight, below, dtype=float)
    # Among themselves, positive rows win half of their n * n comparisons.
    return ratio((wins - n**2) / 2, n * (ranking.total - n))
