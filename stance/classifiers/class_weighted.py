"""`ClassWeighted`: class weights for estimators that only know sample weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import Tags, assert_all_finite, get_tags
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    check_is_fitted,
    column_or_1d,
    has_fit_parameter,
    validate_data,
)

from stance.errors import ConfigError


def _estimator_has(method: str) -> Callable[[ClassWeighted], bool]:
    return lambda model: hasattr(model.estimator, method)


class ClassWeighted(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier whose training rows weigh what their class does.

    With ``"balanced"``, a row of class k weighs n / (K n_k), so that each of the K classes
    weighs the same in all: scikit-learn's heuristic, after King and Zeng (2001), "Logistic
    Regression in Rare Events Data".

    Parameters
    ----------
    estimator
        A classifier whose ``fit`` takes ``sample_weight`` but which has no ``class_weight``:
        `ComplementNB`, `MLPClassifier`, ...
    class_weight
        ``"balanced"``, a weight for each class, or None for equal weights.

    Attributes
    ----------
    classes_
        The classes, sorted.
    estimator_
        The fitted clone.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> X, y = [[0], [0], [0]], ["favor", "favor", "against"]
    >>> ClassWeighted(DummyClassifier()).fit(X, y).predict_proba([[0]]).tolist()
    [[0.5, 0.5]]
    """

    def __init__(
        self, estimator: Any, class_weight: str | Mapping[str, float] | None = "balanced"
    ) -> None:
        self.estimator = estimator
        self.class_weight = class_weight

    def fit(self, X: Any, y: npt.ArrayLike) -> Self:
        """Learn from features, shape (n, m), and the class of each row."""
        if not has_fit_parameter(self.estimator, "sample_weight"):
            raise ConfigError(
                f"{type(self.estimator).__name__} takes no sample_weight, so ClassWeighted cannot "
                "weigh its classes; use it without ClassWeighted"
            )
        validate_data(self, X, skip_check_array=True)
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        check_classification_targets(y)
        weights = compute_sample_weight(self.class_weight, y)
        self.estimator_ = clone(self.estimator).fit(X, y, sample_weight=weights)
        self.classes_ = self.estimator_.classes_
        return self

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the class of each row."""
        return np.asarray(self._fitted().predict(X))

    @available_if(_estimator_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return probabilities, shape (n, K), as if the classes were as common as they weigh."""
        return np.asarray(self._fitted().predict_proba(X))

    @available_if(_estimator_has("decision_function"))  # type: ignore[untyped-decorator]
    def decision_function(self, X: Any) -> npt.NDArray[np.float64]:
        """Return margins, shape (n, K), or (n,) for the second of two classes."""
        return np.asarray(self._fitted().decision_function(X))

    def _fitted(self) -> Any:
        check_is_fitted(self)
        return self.estimator_

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags = get_tags(self.estimator).input_tags
        return tags
