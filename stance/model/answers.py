"""From a fitted estimator to scores, and from scores to predictions and their flags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.model.prediction import NEAR_TIE, Prediction, Scores

if TYPE_CHECKING:
    import pandas as pd

_THRESHOLDS: Final = {"probability"}


def scores_of(estimator: Any, labels: Sequence[str], frame: pd.DataFrame) -> Scores:
    """Return what a fitted estimator says of a frame's rows, a column for each label.

    Labels it never saw get probability 0, or a margin below every other.
    """
    position = [labels.index(label) for label in estimator.classes_]
    n = len(frame)

    def aligned(values: npt.NDArray[np.float64], missing: float) -> npt.NDArray[np.float64]:
        table = np.full((n, len(labels)), missing)
        table[:, position] = values
        return table

    if hasattr(estimator, "predict_proba"):
        # Estimators take no frame without rows.
        values = estimator.predict_proba(frame) if n else np.empty((0, len(position)))
        probabilities = aligned(values, 0.0)
        return Scores(probabilities.argmax(axis=1), probabilities=probabilities)
    if hasattr(estimator, "decision_function"):
        values = np.asarray(estimator.decision_function(frame) if n else np.empty((0, 1)))
        if values.ndim == 1:  # scikit-learn gives two classes one column
            values = np.column_stack([-values, values])
        margins = aligned(values, values.min(initial=0.0) - 1.0)
        return Scores(margins.argmax(axis=1), margins=margins)
    lookup = {label: k for k, label in enumerate(labels)}
    predicted = [lookup[label] for label in (estimator.predict(frame) if n else ())]
    return Scores(np.array(predicted, dtype=np.int64))


def predictions(
    scores: Scores, labels: Sequence[str], flags: Mapping[str, npt.NDArray[Any]]
) -> list[Prediction]:
    """Return one prediction a row; `flags` are those of `flags_of`."""
    known = scores.probabilities
    by_label = [None] * len(scores.predicted) if known is None else known.tolist()
    columns = [values.tolist() for values in flags.values()]
    return [
        Prediction(labels[k], row and dict(zip(labels, row, strict=True)), *rest)
        for k, row, *rest in zip(scores.predicted.tolist(), by_label, *columns, strict=True)
    ]


def table_of(
    scores: Scores, labels: Sequence[str], flags: Mapping[str, npt.NDArray[Any]], index: Any
) -> pd.DataFrame:
    """Return the predictions as a frame with an index."""
    import pandas as pd

    columns: dict[str, Any] = {"label": np.array(labels, dtype=object)[scores.predicted]}
    if scores.probabilities is not None:
        columns |= {f"p_{label}": scores.probabilities[:, k] for k, label in enumerate(labels)}
    return pd.DataFrame({**columns, **flags}, index=index)


def flags_of(
    scores: Scores,
    targets: Sequence[str],
    known: Collection[str],
    thresholds: Mapping[str, float] | None,
) -> dict[str, npt.NDArray[Any]]:
    """Return margin, abstained, near_tie and unseen_target of each row.

    `targets` are the rows' own, `known` those of training.
    """
    lead, known = scores.lead, set(known)
    abstained = np.zeros(len(lead), dtype=bool)
    if thresholds and scores.probabilities is not None:
        best = scores.probabilities.max(axis=1, initial=0.0)
        abstained = best < thresholds["probability"]
    return {
        "margin": lead,
        "abstained": abstained,
        "near_tie": lead < NEAR_TIE,
        "unseen_target": np.array([target not in known for target in targets], dtype=bool),
    }


def check_thresholds(thresholds: Mapping[str, float] | None) -> None:
    """Raise ModelError for thresholds that no model has."""
    for name, value in (thresholds or {}).items():
        if name not in _THRESHOLDS or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ModelError(
                f"thresholds={{{name!r}: {value!r}}} of a model: wanted {{'probability': P}}, the "
                "probability from 0 to 1 below which it abstains"
            )
