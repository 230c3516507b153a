"""`RiskCoverage`: how often a model errs if it answers only what it is surest of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import NoScoreError
from stance.evaluation.undefined import Floats


def confidence_of(predictions: Predictions) -> Floats:
    """Return the probability of each predicted label, or its margin where there are none; (n,).

    Raises
    ------
    NoScoreError
        Where there are neither.
    """
    if predictions.scores is None:
        raise NoScoreError(
            "it needs probabilities or margins and this classifier gives neither; take one "
            "with predict_proba or decision_function, such as classifier=logistic_regression"
        )
    rows = np.arange(len(predictions))
    return np.asarray(predictions.scores[rows, predictions.predicted])


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """The curve of El-Yaniv & Wiener (2010, JMLR 11), from the surest answers to all of them.

    Attributes
    ----------
    threshold
        Each confidence that occurs, falling: where a model that answers from it on would be.
    answered
        How many rows have at least this confidence.
    errors
        How many of them are wrong.
    """

    threshold: Floats
    answered: npt.NDArray[np.int64]
    errors: npt.NDArray[np.int64]

    @classmethod
    def of(cls, confidence: Floats, right: npt.NDArray[np.bool_]) -> Self:
        """Return the curve of n >= 1 rows: how sure each is, and whether it is right."""
        order = np.argsort(-confidence, kind="stable")
        ends = np.append(np.flatnonzero(np.diff(confidence[order])), len(order) - 1)
        return cls(confidence[order][ends], ends + 1, np.cumsum(~right[order])[ends])

    @property
    def coverage(self) -> Floats:
        """The share of rows that are answered."""
        return np.asarray(self.answered / self.answered[-1])

    @property
    def risk(self) -> Floats:
        """The share of errors among those."""
        return np.asarray(self.errors / self.answered)
