"""`Explanation`: what each feature of a sentence adds to each label's margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from sklearn.frozen import FrozenEstimator

from stance.classifiers import ClassWeighted, PerTarget
from stance.errors import ModelError, listed, nearest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a linear model says what it says of one sentence and target.

    A linear model's margin of a label is an intercept and, for each of the sentence's F features,
    its value times a coefficient: its contribution. They are exact: for every label the
    contributions and the intercept add up to the margin.

    Attributes
    ----------
    text, target
        The sentence and what it was asked about.
    labels
        The K labels the model can give, in the order of the rows below.
    features
        The features the sentence has, such as its n-grams; F of them.
    contributions
        Shape (K, F).
    intercepts, margins
        Shape (K,). Of a calibrated model, the margins before calibration.
    """

    text: str
    target: str
    labels: tuple[str, ...]
    features: tuple[str, ...]
    contributions: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]
    margins: npt.NDArray[np.float64]

    def top(self, label: str, n: int = 10) -> list[tuple[str, float]]:
        """Return the n features that speak most for or against a label, with contributions."""
        if label not in self.labels:
            raise ModelError(
                f"the model does not give the label {label!r}, wanted {' or '.join(self.labels)}"
                f"{nearest(label, self.labels)}"
            )
        row = self.contributions[self.labels.index(label)]
        order = np.argsort(-np.abs(row), kind="stable")[:n]
        return [(self.features[j], float(row[j])) for j in order]


@dataclass(frozen=True, eq=False)
class LinearParts:
    """The features, classifier and weights of a fitted linear pipeline."""

    vectorizer: Any
    classifier: Any
    names: npt.NDArray[np.object_]
    coefficients: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, pipeline: Any) -> LinearParts:
        """Return the parts of a pipeline whose last step is linear.

        That is a classifier with ``coef_`` and ``intercept_`` (logistic regression, linear SVM,
        ridge, SGD, perceptron), by itself, in `ClassWeighted`, or in a `CalibratedClassifierCV`
        with one member (``ensemble=False``).
        """
        if not hasattr(pipeline, "steps"):
            raise _not_linear(pipeline)
        classifier = _linear(pipeline[-1])
        vectorizer = pipeline[:-1]
        try:
            names = vectorizer.get_feature_names_out()
        except AttributeError:
            raise ModelError(
                f"the features of {type(pipeline[0]).__name__} have no names, so a prediction "
                "cannot be explained; train with another vectorizer"
            ) from None
        coefficients = np.atleast_2d(np.asarray(classifier.coef_, dtype=np.float64))
        intercepts = np.broadcast_to(
            np.asarray(classifier.intercept_, dtype=np.float64), len(coefficients)
        )
        if len(coefficients) == 1:  # scikit-learn gives two classes one row, for the second
            coefficients = np.vstack([-coefficients, coefficients])
            intercepts = np.concatenate([-intercepts, intercepts])
        return cls(vectorizer, classifier, names, coefficients, intercepts)

    def explain(self, frame: pd.DataFrame) -> Explanation:
        """Return what the features of a frame's only row contribute."""
        from scipy.sparse import csr_array

        features = self.vectorizer.transform(frame)
        row = csr_array(features)
        contributions = self.coefficients[:, row.indices] * row.data
        margins = np.ravel(self.classifier.decision_function(features))
        if len(margins) == 1:
            margins = np.concatenate([-margins, margins])
        if not np.allclose(contributions.sum(axis=1) + self.intercepts, margins, atol=1e-6):
            raise _not_linear(self.classifier)
        return Explanation(
            text=frame["text"].iloc[0],
            target=frame["target"].iloc[0],
            labels=tuple(map(str, self.classifier.classes_)),
            features=tuple(self.names[row.indices].tolist()),
            contributions=contributions,
            intercepts=self.intercepts,
            margins=margins,
        )


# By pipeline, as long as there is one: nothing of it is in a model, or in a copy of one.
_PARTS: Final[WeakKeyDictionary[Any, LinearParts]] = WeakKeyDictionary()


def parts_for(estimator: Any, target: str) -> LinearParts:
    """Return the parts of the pipeline that answers for a target; made once."""
    pipeline = _pipeline_for(estimator, target)
    if pipeline not in _PARTS:
        _PARTS[pipeline] = LinearParts.of(pipeline)
    return _PARTS[pipeline]


def _pipeline_for(estimator: Any, target: str) -> Any:
    """Return the pipeline that answers for a target: its own, of several, or the only one."""
    estimator = _unwrapped(estimator)
    if not isinstance(estimator, PerTarget):
        return estimator
    own = estimator.estimators_
    found = own.get(target, getattr(estimator, "pooled_", None))
    if found is None:
        raise ModelError(
            f"no training row had the target {target!r}, but {listed(own)}{nearest(target, own)}"
        )
    return _unwrapped(found)


def _linear(classifier: Any) -> Any:
    """Return the classifier whose margins are linear, out of its wrappings."""
    classifier = _unwrapped(classifier)
    if isinstance(classifier, ClassWeighted):
        return _linear(classifier.estimator_)
    if not all(hasattr(classifier, name) for name in ("coef_", "intercept_", "decision_function")):
        raise _not_linear(classifier)
    return classifier


def _unwrapped(estimator: Any) -> Any:
    """Return what is calibrated or frozen by an estimator, or the estimator."""
    members = getattr(estimator, "calibrated_classifiers_", None)
    if members is not None:
        if len(members) > 1:
            raise ModelError(
                f"the model calibrates {len(members)} classifiers and takes their mean, which is "
                "not linear, so its predictions cannot be explained; train it with ensemble=False"
            )
        return _unwrapped(members[0].estimator)
    if isinstance(estimator, FrozenEstimator):
        return _unwrapped(estimator.estimator)
    return estimator


def _not_linear(classifier: Any) -> ModelError:
    return ModelError(
        f"{type(classifier).__name__} is not linear, so its predictions cannot be explained "
        "exactly; explain a logistic_regression, linear_svm, ridge or sgd model"
    )
