"""`linear_weights`: the names and coefficients inside a fitted linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.reports.plots.not_drawn import NotDrawn

ALL_TARGETS: Final = "all targets"


@dataclass(frozen=True, eq=False)
class LinearWeights:
    """What a linear model adds to a class's score for each feature.

    Attributes
    ----------
    names
        The F features.
    classes
        The K classes, in the order of the rows of `coefficients`.
    coefficients
        Shape (K, F).
    """

    names: npt.NDArray[np.object_]
    classes: tuple[str, ...]
    coefficients: npt.NDArray[np.float64]

    @classmethod
    def of(cls, names: Any, classes: Any, coefficients: Any) -> LinearWeights:
        """Return weights from scikit-learn's ``classes_`` and ``coef_``.

        A model of two classes has one row, for the second; the first gets its mirror image.
        """
        rows = np.atleast_2d(np.asarray(coefficients, dtype=np.float64))
        if len(classes) == 2 and len(rows) == 1:
            rows = np.vstack([-rows, rows])
        return cls(np.asarray(names, dtype=object), tuple(map(str, classes)), rows)


def linear_weights(model: Any) -> Mapping[str, LinearWeights] | NotDrawn:
    """Return a model's weights by target, or why it has none.

    Parameters
    ----------
    model
        A fitted pipeline that ends in a classifier, or a model that holds one such pipeline a
        target in ``estimators_`` (`stance.classifiers.PerTarget`); or either of them with its
        probabilities scaled afterwards, which leaves the weights as they are. A pipeline for all
        targets is called `ALL_TARGETS`; targets whose own model is not linear are left out.
    """
    model = _unscaled(model)
    pipelines = getattr(model, "estimators_", None)
    if not isinstance(pipelines, Mapping):
        pipelines = {ALL_TARGETS: model}
    found = {target: _weights_of(pipeline) for target, pipeline in pipelines.items()}
    weights = {key: value for key, value in found.items() if isinstance(value, LinearWeights)}
    reasons = [value for value in found.values() if isinstance(value, NotDrawn)]
    return weights or reasons[0]


def _unscaled(model: Any) -> Any:
    """Return the fitted model inside a calibrated one that was fitted on other rows."""
    from sklearn.frozen import FrozenEstimator

    frozen = getattr(model, "estimator", None)
    return frozen.estimator if isinstance(frozen, FrozenEstimator) else model


def _weights_of(pipeline: Any) -> LinearWeights | NotDrawn:
    if not hasattr(pipeline, "steps"):
        return NotDrawn(f"{type(pipeline).__name__} is no pipeline of features and classifier")
    classifier = pipeline[-1]
    coefficients = _coefficients_of(classifier)
    if coefficients is None:
        return NotDrawn(f"{type(classifier).__name__} is not linear: it has no coefficients")
    try:
        names = pipeline[:-1].get_feature_names_out()
    except AttributeError:
        return NotDrawn(f"the features of {type(pipeline[0]).__name__} have no names")
    return LinearWeights.of(names, classifier.classes_, coefficients)


def _coefficients_of(classifier: Any) -> Any:
    """Return ``coef_``, for a calibrated classifier the mean over its members, else None."""
    members = getattr(classifier, "calibrated_classifiers_", None)
    if members is None:
        return getattr(classifier, "coef_", None)
    if not all(hasattr(member.estimator, "coef_") for member in members):
        return None
    return np.mean([_calibrated(member) for member in members], axis=0)


def _calibrated(member: Any) -> Any:
    """Return a member's coefficients, turned where its calibration turns their meaning.

    A sigmoid 1 / (1 + exp(a m + b)) with a > 0 makes a class likelier where the margin m is
    lower, which happens where the folds contradict each other.
    """
    slopes = [getattr(calibrator, "a_", -1.0) for calibrator in member.calibrators]
    return member.estimator.coef_ * np.where(np.array(slopes) > 0, -1.0, 1.0)[:, np.newaxis]
