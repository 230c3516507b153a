"""`PerTarget`: one model for each target, around any classifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.utils import Tags, assert_all_finite, check_consistent_length
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from stance.errors import ConfigError, ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

Scores = npt.NDArray[np.float64]


def _estimator_has(method: str) -> Callable[[PerTarget], bool]:
    return lambda model: hasattr(model.estimator, method)


class PerTarget(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """One clone of an estimator for each target, learnt from that target's rows alone.

    SVM-ngrams, the official baseline of SemEval-2016 Task 6, is built so (Mohammad et al. 2016).
    A target whose training rows are all of one class gets a constant answer.

    Parameters
    ----------
    estimator
        A classifier of frames with the column ``target``: mostly a pipeline that starts with
        a vectorizer.
    unseen
        What to do with a target no training row had: ``"error"`` refuses it, ``"pooled"``
        answers with one more clone, learnt from the rows of all targets.

    Attributes
    ----------
    classes_
        The classes of all targets, sorted; K of them.
    estimators_
        The fitted clone of each target.
    pooled_
        The fitted clone of all targets; only with ``unseen="pooled"``.

    Examples
    --------
    >>> import pandas as pd
    >>> X = pd.DataFrame({"target": ["bridges", "bridges", "ferries"]})
    >>> majority = PerTarget(DummyClassifier()).fit(X, ["favor", "favor", "against"])
    >>> majority.predict(pd.DataFrame({"target": ["ferries", "bridges"]})).tolist()
    ['against', 'favor']
    """

    def __init__(self, estimator: Any, unseen: str = "error") -> None:
        self.estimator = estimator
        self.unseen = unseen

    def fit(self, X: pd.DataFrame, y: npt.ArrayLike) -> Self:
        """Learn from a frame with the column ``target`` and the class of each row."""
        if self.unseen not in ("error", "pooled"):
            raise ConfigError(f"PerTarget(unseen={self.unseen!r}): wanted 'error' or 'pooled'")
        targets = _targets(X)
        y = np.asarray(column_or_1d(y, warn=True))
        assert_all_finite(y, input_name="y")
        check_classification_targets(y)
        check_consistent_length(X, y)
        validate_data(self, X, y, skip_check_array=True)
        self.classes_ = np.unique(y)
        self.estimators_ = {
            str(target): self._fitted(X[targets == target], y[targets == target])
            for target in sorted(set(targets))
        }
        if self.unseen == "pooled":
            self.pooled_ = self._fitted(X, y)
        return self

    def predict(self, X: pd.DataFrame) -> npt.NDArray[Any]:
        """Return the class of each row, told by the model of its target."""
        parts = list(self._parts(X))
        predicted = np.empty(len(X), dtype=self.classes_.dtype)
        for model, rows in parts:
            predicted[rows] = model.predict(_of(X, rows))
        return predicted

    @available_if(_estimator_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: pd.DataFrame) -> Scores:
        """Return probabilities, shape (n, K); 0 for a class the target's rows never had."""
        probabilities = np.zeros((len(X), len(self._fitted_classes())))
        for model, rows in self._parts(X):
            columns = np.searchsorted(self.classes_, model.classes_)
            probabilities[np.ix_(rows, columns)] = model.predict_proba(_of(X, rows))
        return probabilities

    @available_if(_estimator_has("decision_function"))  # type: ignore[untyped-decorator]
    def decision_function(self, X: pd.DataFrame) -> Scores:
        """Return margins, shape (n, K), or (n,) for the second of two classes.

        A class the target's rows never had gets -1, where a support vector machine puts the
        clear rejections, or the row's lowest margin where that is lower still: finite, and
        never above a class that was learnt. A constant answer has the margin 1.
        """
        margins = np.empty((len(X), len(self._fitted_classes())))
        for model, rows in self._parts(X):
            known = _margins(model, _of(X, rows))
            columns = np.searchsorted(self.classes_, model.classes_)
            margins[rows] = np.minimum(known.min(axis=1, keepdims=True), -1)
            margins[np.ix_(rows, columns)] = known
        return margins[:, 1] if len(self.classes_) == 2 else margins

    def _fitted_classes(self) -> npt.NDArray[Any]:
        check_is_fitted(self)
        return self.classes_

    def _fitted(self, X: pd.DataFrame, y: npt.NDArray[Any]) -> Any:
        """Return a clone fitted on some rows; a constant where they have but one class."""
        if len(np.unique(y)) == 1:
            return DummyClassifier(strategy="most_frequent").fit(X, y)
        return clone(self.estimator).fit(X, y)

    def _parts(self, X: pd.DataFrame) -> Iterator[tuple[Any, npt.NDArray[np.bool_]]]:
        """Yield each model that is needed, with the mask of the rows it answers for."""
        check_is_fitted(self)
        targets = _targets(X)
        validate_data(self, X, reset=False, skip_check_array=True)
        for target in sorted(set(targets)):
            yield self._model_of(target), targets == target

    def _model_of(self, target: str) -> Any:
        if target in self.estimators_:
            return self.estimators_[target]
        if self.unseen == "pooled":
            return self.pooled_
        raise ModelError(
            f"no training row had the target {target!r}, wanted {' or '.join(self.estimators_)}"
            f"{nearest(target, self.estimators_)}; per_target=pooled, in Python "
            "PerTarget(unseen='pooled'), answers with a model of all targets"
        )

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False  # a frame of strings
        tags.input_tags.string = True
        return tags


def _targets(X: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the column ``target`` of a frame."""
    columns = list(getattr(X, "columns", ()))
    if "target" not in columns:
        raise ModelError(
            f"one model per target needs a frame with the column 'target', got "
            f"{f'the columns {columns}' if columns else type(X).__name__}; "
            "put the vectorizer inside PerTarget, not before it"
        )
    return X["target"].to_numpy(dtype=object)


def _of(X: pd.DataFrame, rows: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return some rows of a frame; the frame itself for all, as where one sentence is asked."""
    return X if rows.all() else X[rows]


def _margins(model: Any, X: pd.DataFrame) -> Scores:
    """Return a model's margins with one column for each of its own classes."""
    if len(model.classes_) == 1:
        return np.ones((len(X), 1))
    margins = np.asarray(model.decision_function(X), dtype=np.float64)
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins
