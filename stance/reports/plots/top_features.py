"""`TopFeaturesDisplay`: the features that speak most for and against each class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from stance.reports.plots.lettering import fitted
from stance.reports.plots.linear_weights import LinearWeights
from stance.reports.plots.style import GREY, INK, LIGHT, LOOKS, MARGIN, axes_at, heading

MOST_TARGETS = 6

_TOP, _HEADER, _ROW, _GAP = 0.85, 0.5, 0.165, 0.2  # inches
_HALF = 1.5  # the longest bar, and the room for a name on the other side
_TEXT_SIZE = 7.5


@dataclass(frozen=True, eq=False)
class Strongest:
    """The features with the largest weights of a class, from most positive to most negative."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(cls, names: npt.NDArray[np.object_], weights: npt.NDArray[np.float64], k: int) -> Strongest:
        """Return the k highest and the k lowest weights, without zeros."""
        k = min(k, len(weights) // 2)
        ends = np.argpartition(weights, (k, len(weights) - k - 1)) 
        ends = np.concatenate([ends[:k], ends[len(weights) - k :]])
        ...
