"""`StanceModel`: a scikit-learn classifier of sentences that answers, saves and loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, overload

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from stance.errors import ModelError, shown
from stance.labels import LABELS, Task
from stance.model.answers import (
    check_thresholds,
    flags_of,
    predictions,
    scores_of,
    table_of,
)
from stance.model.explain import Explanation, parts_for
from stance.model.inputs import complete, frame_of, meant_target
from stance.model.persistence import PersistentMixin
from stance.model.prediction import Prediction, Scores

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def _estimator_has(method: str) -> Callable[[StanceModel], bool]:
    return lambda model: hasattr(getattr(model, "estimator_", model.estimator), method)


class StanceModel(PersistentMixin, MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier over the columns text, target and speaker, with its labels and history.

    To scikit-learn it is a classifier like any other: `fit`, `predict` and `predict_proba` of a
    frame, `classes_`, `clone`. To a person it answers for a sentence or a list of them.

    Parameters
    ----------
    estimator
        A scikit-learn classifier that takes such a frame: a pipeline of vectorizer and
        classifier.
    task
        Which label it predicts: ``"stance"`` or ``"sentiment"``.
    thresholds
        When to abstain: ``{"probability": 0.6}`` abstains where the likeliest label's
        probability is below 0.6. None answers always.

    Attributes
    ----------
    classes_
        The labels that training rows had, sorted.
    estimator_
        The fitted clone.
    targets_
        The targets that training rows had, sorted.
    details_
        Where the model comes from: corpus, seed, scores. Kept in ``model.json``.
    card_
        The model card, kept as ``README.md``; empty if there is none.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> import pandas as pd
    >>> from stance.vectorizers import NgramVectorizer
    >>> frame = pd.DataFrame({"text": ["we thank them", "we blame them"], "target": "NATO"})
    >>> model = StanceModel(make_pipeline(NgramVectorizer(), LogisticRegression()))
    >>> model = model.fit(frame, ["favor", "against"])
    >>> model.predict("Thank you all.", target="NATO").label
    'favor'
    >>> model.predict(frame).tolist()
    ['favor', 'against']
    """

    classes_: npt.NDArray[np.object_]
    estimator_: Any
    targets_: tuple[str, ...]
    details_: Mapping[str, Any]
    card_: str

    def __init__(
        self,
        estimator: Any,
        task: Task = "stance",
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self.estimator = estimator
        self.task = task
        self.thresholds = thresholds

    @classmethod
    def of(
        cls,
        estimator: Any,
        task: Task,
        targets: Sequence[str] = (),
        details: Mapping[str, Any] | None = None,
        thresholds: Mapping[str, float] | None = None,
    ) -> Self:
        """Return the model that an estimator is which was fitted already, on these targets."""
        model = cls(estimator, task, thresholds)
        return model._learned(estimator, targets, details or {})

    def fit(self, X: pd.DataFrame, y: npt.ArrayLike) -> Self:
        """Learn from a frame with the columns text, target and speaker, and a label a row."""
        strange = set(np.unique(np.asarray(y, dtype=object))) - set(self.labels)
        if strange:
            raise ModelError(
                f"StanceModel.fit got the labels {', '.join(sorted(map(str, strange)))}, wanted "
                f"those of the task {self.task}: {', '.join(self.labels)}"
            )
        frame = complete(X)
        fitted = clone(self.estimator).fit(frame, y)
        return self._learned(fitted, sorted(set(frame["target"])), {"n_train": len(frame)})

    def _learned(self, estimator: Any, targets: Sequence[str], details: Mapping[str, Any]) -> Self:
        check_thresholds(self.thresholds)
        self.estimator_ = estimator
        self.classes_ = estimator.classes_
        self.targets_ = tuple(targets)
        self.details_ = dict(details)
        self.card_ = ""
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the task, in the order of the columns of the scores."""
        if self.task not in LABELS:
            raise ModelError(f"task={self.task!r} of StanceModel is none of {', '.join(LABELS)}")
        return tuple(map(str, LABELS[self.task]))

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that training rows had."""
        return self.targets_

    @property
    def details(self) -> Mapping[str, Any]:
        """Where the model comes from."""
        return self.details_

    # A string is a sequence of strings, too: the overloads are tried from the top.
    @overload
    def predict(  # type: ignore[overload-overlap]
        self,
        texts: str,
        *,
        target: str | Sequence[str] | None = ...,
        speaker: str | Sequence[str] = ...,
    ) -> Prediction: ...
    @overload
    def predict(self, texts: pd.DataFrame) -> npt.NDArray[np.object_]: ...
    @overload
    def predict(
        self,
        texts: Sequence[str],
        *,
        target: str | Sequence[str] | None = ...,
        speaker: str | Sequence[str] = ...,
    ) -> list[Prediction]: ...
    def predict(
        self,
        texts: str | Sequence[str] | pd.DataFrame,
        *,
        target: str | Sequence[str] | None = None,
        speaker: str | Sequence[str] = "",
    ) -> Prediction | list[Prediction] | npt.NDArray[np.object_]:
        """Return what the model says of a sentence, of several, or of a frame's rows.

        The answer follows the question: a string gives one `Prediction`, several strings a list
        of them. A frame, which is what scikit-learn asks with, gives what scikit-learn expects:
        an array of labels. For a frame with all the rest see `predict_frame`.

        Parameters
        ----------
        texts
            One text or several; or a frame with the columns text, target and speaker.
        target, speaker
            One for all texts, or one for each. A frame brings its own. Without a target the only
            one is meant that the model learned; one that learned several has to be told which,
            or ``""`` for none.
        """
        check_is_fitted(self)
        if hasattr(texts, "columns"):
            if target is not None or speaker:
                raise ModelError(
                    "predict got a frame and a target or speaker beside it; make them columns"
                )
            names = np.array(self.labels, dtype=object)
            return names[self._scores(self._complete(texts)).predicted]
        frame = frame_of(texts, self._meant(target), speaker)
        scores = self._scores(frame)
        predicted = predictions(scores, self.labels, self._flags(frame, scores))
        return predicted[0] if isinstance(texts, str) else predicted

    def predict_frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what the model says of each row of a frame, under the frame's index.

        Parameters
        ----------
        frame
            With the column text, and target and speaker where they are known. Without a column
            of targets the one is meant that `predict` means.

        Returns
        -------
        DataFrame
            The columns label; ``p_<label>`` for each label, where the model gives
            probabilities; margin, abstained, near_tie and unseen_target as in `Prediction`.
        """
        check_is_fitted(self)
        whole = self._complete(frame)
        scores = self._scores(whole)
        return table_of(scores, self.labels, self._flags(whole, scores), frame.index)

    def predict_table(self, table: pa.Table) -> pa.Table:
        """Return what the model says of each row of an Arrow table, in the columns of a frame's.

        Parameters
        ----------
        table
            As `predict_frame` takes it; null is no target and no speaker, and other columns are
            not read. Also of another library that has Arrow's interface, such as polars.
        """
        from stance.model.arrow import frame_of_table, table_of_answers

        return table_of_answers(self.predict_frame(frame_of_table(table)))

    def _complete(self, frame: Any) -> pd.DataFrame:
        return complete(frame, self.targets_)

    def _meant(self, target: Any) -> Any:
        return meant_target(self.targets_) if target is None else target

    def _scores(self, frame: pd.DataFrame) -> Scores:
        return scores_of(self.estimator_, self.labels, frame)

    def _flags(self, frame: pd.DataFrame, scores: Scores) -> dict[str, npt.NDArray[Any]]:
        check_thresholds(self.thresholds)
        return flags_of(scores, frame["target"].tolist(), self.targets_, self.thresholds)

    @available_if(_estimator_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return probabilities, shape (n, K), a column for each of `classes_`."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.predict_proba(self._complete(X)))

    @available_if(_estimator_has("decision_function"))  # type: ignore[untyped-decorator]
    def decision_function(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return margins, shape (n, K), or (n,) for the second of two classes."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.decision_function(self._complete(X)))

    @overload
    def score(self, X: pd.DataFrame) -> Scores: ...
    @overload
    def score(self, X: pd.DataFrame, y: npt.ArrayLike, sample_weight: Any = ...) -> float: ...
    def score(
        self, X: pd.DataFrame, y: npt.ArrayLike | None = None, sample_weight: Any = None
    ) -> Scores | float:
        """Return predicted labels with their probabilities or margins for a frame's n rows.

        Labels the model never saw get probability 0, or a margin below every other. With the
        right labels `y`, as scikit-learn asks, return the accuracy instead.
        """
        if y is not None:
            return float(super().score(X, y, sample_weight))
        check_is_fitted(self)
        return self._scores(self._complete(X))

    def explain(self, text: str, target: str | None = None, speaker: str = "") -> Explanation:
        """Return what each feature of a sentence adds to the margin of each label.

        For linear models: logistic regression, linear SVM, ridge, SGD and perceptron, also one
        per target, class-weighted, or calibrated with ``ensemble=False`` (the margins are then
        those before calibration). Without a target the one is meant that `predict` means.

        Raises
        ------
        ModelError
            If the model is not linear, or its features have no names.
        """
        check_is_fitted(self)
        target = self._meant(target)
        for name, value in (("text", text), ("target", target), ("speaker", speaker)):
            if not isinstance(value, str):
                raise ModelError(
                    f"explain got {name}={shown(value)} of type {type(value).__name__}, wanted one "
                    "string; explain one sentence after another"
                )
        return parts_for(self.estimator_, target).explain(frame_of(text, target, speaker))
