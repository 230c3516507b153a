"""The few words that stand next to the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from stance.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

_MADE = ("near_left", "near_right", "near")


class TargetWindow(TransformerMixin, BaseEstimator):
    """Cut what stands left and right of the target down to the words next to it.

    In a long sentence about several parties, what is said of one stands near it; features of
    the window leave the rest out, those of the whole sentence keep it. It follows
    `TargetMarker`, whose columns left and right it reads. Windows around a target are those of
    Vo and Zhang (2015, "Target-dependent Twitter sentiment classification with rich automatic
    features", IJCAI).

    Parameters
    ----------
    n_words
        How many words, parted by blanks, to keep on each side.

    Examples
    --------
    >>> import pandas as pd
    >>> from stance.vectorizers import TargetMarker
    >>> frame = pd.DataFrame({"text": ["We never said that NATO was a threat."], "target": "NATO"})
    >>> near = TargetWindow(n_words=2).fit_transform(TargetMarker().fit_transform(frame))
    >>> near[["near_left", "near_right", "near"]].iloc[0].tolist()
    ['said that', 'was a', 'said that | was a']
    """

    def __init__(self, n_words: int = 6) -> None:
        self.n_words = n_words

    def fit(self, X: pd.DataFrame, y: Any = None) -> TargetWindow:  # noqa: ARG002  # sklearn's
        """Learn nothing, but refuse what cannot be.

        Raises
        ------
        ConfigError
            If n_words is below 1, or the columns left and right are missing.
        """
        if self.n_words < 1:
            raise ConfigError(f"n_words is {self.n_words}, wanted 1 word or more")
        if missing := {"left", "right"} - set(X.columns):
            raise ConfigError(
                f"a window around the target needs the columns left and right, and "
                f"{' and '.join(sorted(missing))} is not there; put a TargetMarker before it"
            )
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with three more columns: near_left, near_right, near (both)."""
        left = [" ".join(text.split()[-self.n_words :]) for text in X["left"]]
        right = [" ".join(text.split()[: self.n_words]) for text in X["right"]]
        near = [f"{one} | {other}" for one, other in zip(left, right, strict=True)]
        columns = zip(_MADE, (left, right, near), strict=True)
        return X.assign(**{name: np.array(texts, dtype=object) for name, texts in columns})

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the columns the next step may read."""
        columns = ("text", "target", "speaker", "left", "right")
        return np.array([*(columns if input_features is None else input_features), *_MADE], object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags
