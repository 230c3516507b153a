"""`ToneAsStance`: the tone of the sentence, told by a lexicon, taken for the label."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_array, check_is_fitted

from stance.errors import ConfigError
from stance.labels import LABELS

# Label for a bad, a middling and a good tone, of either task.
_BY_TONE = (("against", "neutral", "favor"), ("negative", "neutral", "positive"))


class ToneAsStance(ClassifierMixin, BaseEstimator):
    """Call a sentence with a good tone favor, with a bad tone against, else neutral.

    A floor for stance: a model that is no better has learnt the tone, not the stance. It reads
    the sum ("compound") of `stance.vectorizers.LexiconPolarity`, the last column of X, and
    learns nothing but which task the labels are of.

    Parameters
    ----------
    threshold
        A sum at least so far from 0 is a tone; 0.05 is the lexicon's authors' value (Hutto and
        Gilbert 2014, ICWSM).

    Attributes
    ----------
    classes_
        The labels of the task, sorted.
    """

    def __init__(self, threshold: float = 0.05) -> None:
        self.threshold = threshold

    def fit(self, X: Any, y: npt.ArrayLike) -> Self:
        """Learn which task the labels are of."""
        check_array(X)
        seen = set(np.unique(np.asarray(y)))
        known = [labels for labels in LABELS.values() if seen <= set(labels)]
        if not known:
            raise ConfigError(
                f"ToneAsStance got the labels {', '.join(sorted(map(str, seen)))}, wanted those of "
                f"{' or '.join(LABELS)}"
            )
        self.classes_ = np.array(known[0], dtype=object)
        return self

    def predict(self, X: Any) -> npt.NDArray[np.object_]:
        """Return the label of each row's tone."""
        check_is_fitted(self)
        compound = check_array(X)[:, -1]
        tone = (compound >= self.threshold).astype(int) - (compound <= -self.threshold) + 1
        labels = next(by for by in _BY_TONE if set(by) == set(self.classes_))
        predicted: npt.NDArray[np.object_] = np.array(labels, dtype=object)[tone]
        return predicted
