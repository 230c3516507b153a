"""Features shared by all targets, beside a copy of them for each target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.utils.validation import check_is_fitted

from stance.vectorizers.compose import on_frame

if TYPE_CHECKING:
    import pandas as pd


class TargetCopies(TransformerMixin, BaseEstimator):
    """Give each row its features twice: once shared, once in its target's own block.

    Row x of target k of K becomes ``[x | 0 ... 0 | x | 0 ... 0]``, the second x in block k, so
    that one linear model learns what holds for all targets and how each of them differs. This
    is the feature augmentation of Daumé III (2007, "Frustratingly easy domain adaptation",
    ACL, section 3) with targets for domains. A target not seen in training has the shared
    features only.

    Parameters
    ----------
    vectorizer
        The transformer whose features are copied.

    Attributes
    ----------
    vectorizer_
        The fitted transformer.
    targets_ : list of str
        The targets that have a block, in the order of the blocks.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> frame = pd.DataFrame({"text": ["peace", "peace"], "target": ["NATO", "Russia"]})
    >>> copies = TargetCopies(CountVectorizer()).fit(frame)
    >>> copies.get_feature_names_out().tolist()
    ['peace', 'NATO:peace', 'Russia:peace']
    >>> copies.transform(frame).toarray()
    array([[1, 1, 0],
           [1, 0, 1]])
    """

    def __init__(self, vectorizer: Any) -> None:
        self.vectorizer = vectorizer

    def fit(self, X: pd.DataFrame, y: Any = None) -> TargetCopies:
        """Fit the vectorizer and learn the targets."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> sparse.csr_matrix:
        """Fit and return the training rows' features, which are then computed only once."""
        self.vectorizer_ = on_frame(clone(self.vectorizer))
        shared = self.vectorizer_.fit_transform(X, y)
        self.targets_ = sorted(set(X["target"]))
        return self._with_copies(shared, X)

    def transform(self, X: pd.DataFrame) -> sparse.csr_matrix:
        """Return F shared features and F for each of K targets, shape (n, F * (K + 1))."""
        check_is_fitted(self)
        return self._with_copies(self.vectorizer_.transform(X), X)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the shared names, then the same names with each target before them."""
        check_is_fitted(self)
        shared = self.vectorizer_.get_feature_names_out(input_features)
        copies = [f"{target}:{name}" for target in self.targets_ for name in shared]
        return np.array([*shared, *copies], dtype=object)

    def _with_copies(self, features: Any, X: pd.DataFrame) -> sparse.csr_matrix:
        shared = sparse.csr_matrix(features)
        n_rows, n_features = shared.shape
        block = {target: k for k, target in enumerate(self.targets_)}
        blocks = np.array([block.get(target, -1) for target in X["target"]], dtype=np.int64)

        row_sizes = np.diff(shared.indptr)
        seen = blocks >= 0
        kept = np.repeat(seen, row_sizes)
        columns = shared.indices + np.repeat(blocks * n_features, row_sizes)
        row_ends = np.concatenate([[0], np.cumsum(row_sizes * seen)])
        copies = sparse.csr_matrix(
            (shared.data[kept], columns[kept], row_ends),
            shape=(n_rows, n_features * len(self.targets_)),
        )
        return sparse.hstack([shared, copies], format="csr")
