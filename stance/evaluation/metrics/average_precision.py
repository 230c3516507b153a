"""Average precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.evaluation.metrics.base import Metric
from stance.evaluation.ranking import Ranking
from stance.evaluation.sample import Sample
from stance.evaluation.undefined import Floats, mean_of_defined, ratio


@dataclass(frozen=True)
class AveragePrecision(Metric):
    """The mean over classes of the precision at each of its rows, by falling score.

    The area under the precision-recall curve in steps, not interpolated (Manning, Raghavan &
    Schütze 2008, section 8.4); rows of equal score share one step. A class without gold rows is
    left out. Margins do as well as probabilities.
    """

    title: ClassVar[str] = "AP"

    def score(self, sample: Sample) -> Floats:
        """Return the mean average precision of each resample."""
        return mean_of_defined(
            np.stack([_average(ranking) for ranking in sample.rankings], axis=-1)
        )


def _average(ranking: Ranking) -> Floats:
    n = ranking.weight.sum(axis=1)
    found = n[:, np.newaxis] - ranking.positives_below
    shown = ranking.total[:, np.newaxis] - ranking.below
    # A row that was not drawn may have nothing at or above it; its weight is 0.
    precision = found / np.maximum(shown, 1)
    return ratio(np.einsum("bp,bp->b", ranking.weight, precision, dtype=float), n)
