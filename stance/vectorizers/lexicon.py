"""How positive and how negative a sentence sounds, by a lexicon."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from stance.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

_SCORES = ("neg", "neu", "pos", "compound")


class LexiconPolarity(TransformerMixin, BaseEstimator):
    """Score sentences by VADER: negative, neutral and positive share, and their sum.

    The shares lie in [0, 1], the sum ("compound") in [-1, 1]. They tell the tone of the whole
    sentence, not the stance toward its target. See Hutto and Gilbert (2014, "VADER: a
    parsimonious rule-based model for sentiment analysis of social media text", ICWSM).

    Parameters
    ----------
    column
        The column to score.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["A good and brave plan.", "A cruel plan."]})
    >>> scores = LexiconPolarity().fit_transform(frame)
    >>> (scores[:, 3] > 0).tolist()
    [True, False]
    """

    def __init__(self, column: str = "text") -> None:
        self.column = column

    def fit(self, X: pd.DataFrame, y: Any = None) -> LexiconPolarity:  # noqa: ARG002  # sklearn's
        """Learn nothing, but fail now and not after the other parts if VADER is missing."""
        _vader()
        return self

    def transform(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the four scores of each row, shape (n, 4)."""
        # Made anew each time (6 ms): as an attribute it could not be saved with the model.
        polarity = _vader().polarity_scores
        scores = [itemgetter(*_SCORES)(polarity(text)) for text in X[self.column]]
        return np.array(scores, dtype=np.float64).reshape(-1, len(_SCORES))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002  # sklearn's
        """Return the names of the four scores."""
        return np.array(_SCORES, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


def _vader() -> Any:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ModuleNotFoundError as error:
        raise ConfigError(
            "lexicon polarity needs vaderSentiment: pip install 'stance-toolkit[lexicon]'"
        ) from error
    return SentimentIntensityAnalyzer()
