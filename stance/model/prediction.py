"""What a model says: `Scores` of many rows, and a `Prediction` of one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# The best two labels are a near tie where their probabilities, or margins, are closer than this:
# another seed or a few other training rows would often decide the other way.
NEAR_TIE: Final = 0.05


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model says of n rows: `predicted` label positions and what they rest on.

    `probabilities` and `margins` have shape (n, K); a model gives one of them, or neither.
    """

    predicted: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float64] | None = None
    margins: npt.NDArray[np.float64] | None = None

    @property
    def lead(self) -> npt.NDArray[np.float64]:
        """By how much the best label of each row is ahead of the next, shape (n,).

        In probabilities or margins; nan where the model gives neither.
        """
        values = self.margins if self.probabilities is None else self.probabilities
        if values is None:
            return np.full(len(self.predicted), np.nan)
        best = np.partition(values, -2, axis=1)
        lead: npt.NDArray[np.float64] = best[:, -1] - best[:, -2]
        return lead


@dataclass(frozen=True)
class Prediction:
    """What a model says of one sentence and target.

    Attributes
    ----------
    label
        The likeliest label. ``neutral`` is an answer: the speaker takes no side.
    probabilities
        By label, in the order of the model's labels; None where the model gives none.
    margin
        By how much the label is ahead of the next one, in probability; in margins of the
        decision function where the model gives no probabilities; nan where it gives neither.
    abstained
        Whether the model should rather not answer: the label's probability is below the
        threshold that was chosen for this model. Not the same as neutral.
    near_tie
        Whether the margin is below `NEAR_TIE`.
    unseen_target
        Whether the model was trained on no sentence about this target.
    """

    label: str
    probabilities: Mapping[str, float] | None
    margin: float
    abstained: bool
    near_tie: bool
    unseen_target: bool
