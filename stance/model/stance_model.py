"""`StanceModel`: a scikit-learn classifier of sentences that answers, saves and loads."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, overload
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from stance.errors import ModelError
from stance.labels import LABELS, Task
from stance.model.prediction import NEAR_TIE, Prediction, Scores
from stance.model.trust import untrusted_types

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION: Final = 1

_ZIP: Final = (BadZipFile, zlib.error)
_COLUMNS: Final = ("text", "target", "speaker")


def _estimator_has(method: str) -> Callable[[StanceModel], bool]:
    return lambda model: hasattr(getattr(model, "estimator_", model.estimator), method)


class StanceModel(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
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
        Where the model comes from: corpus, fingerprint, versions. Kept in ``model.json``.
    """

    classes_: npt.NDArray[np.object_]
    estimator_: Any
    targets_: tuple[str, ...]
    details_: Mapping[str, Any]

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
        frame = _complete(X)
        fitted = clone(self.estimator).fit(frame, y)
        return self._learned(fitted, sorted(set(frame["target"])), {"n_train": len(frame)})

    def _learned(self, estimator: Any, targets: Sequence[str], details: Mapping[str, Any]) -> Self:
        self.estimator_ = estimator
        self.classes_ = estimator.classes_
        self.targets_ = tuple(targets)
        self.details_ = dict(details)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the task, in the order of the columns of the scores."""
        return LABELS[self.task]

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
        self, texts: str, *, target: str | Sequence[str] = ..., speaker: str | Sequence[str] = ...
    ) -> Prediction: ...
    @overload
    def predict(self, texts: pd.DataFrame) -> npt.NDArray[np.object_]: ...
    @overload
    def predict(
        self,
        texts: Sequence[str],
        *,
        target: str | Sequence[str] = ...,
        speaker: str | Sequence[str] = ...,
    ) -> list[Prediction]: ...
    def predict(
        self,
        texts: str | Sequence[str] | pd.DataFrame,
        *,
        target: str | Sequence[str] = "",
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
            One for all texts, or one for each. A frame brings its own.
        """
        if hasattr(texts, "columns"):
            if target or speaker:
                raise ModelError("predict got a frame and a target or speaker; the frame has them")
            return np.array(self.labels, dtype=object)[self.score(_complete(texts)).predicted]
        frame = _frame_of(texts, target, speaker)
        if frame.empty:
            return []
        predictions = self._predictions(frame)
        return predictions[0] if isinstance(texts, str) else predictions

    def _predictions(self, frame: pd.DataFrame) -> list[Prediction]:
        scores = self.score(frame)
        flags = self._flags(frame, scores)
        known = scores.probabilities is not None
        rows = (
            scores.probabilities.tolist() if scores.probabilities is not None else [[]] * len(frame)
        )
        return [
            Prediction(
                self.labels[predicted],
                dict(zip(self.labels, row, strict=True)) if known else None,
                *flag,
            )
            for predicted, row, flag in zip(
                scores.predicted.tolist(),
                rows,
                zip(*(values.tolist() for values in flags.values()), strict=True),
                strict=True,
            )
        ]

    def predict_frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what the model says of each row of a frame, under the frame's index.

        Parameters
        ----------
        frame
            With the column text, and target and speaker where they are known.

        Returns
        -------
        DataFrame
            The columns label; ``p_<label>`` for each label, where the model gives
            probabilities; margin, abstained, near_tie and unseen_target as in `Prediction`.
        """
        import pandas as pd

        complete = _complete(frame)
        if complete.empty:
            scores = Scores(np.empty(0, dtype=np.int64))
            if hasattr(self, "predict_proba"):
                scores = Scores(scores.predicted, np.empty((0, len(self.labels))))
        else:
            scores = self.score(complete)
        columns: dict[str, Any] = {
            "label": np.array(self.labels, dtype=object)[scores.predicted],
        }
        if scores.probabilities is not None:
            columns |= {
                f"p_{label}": scores.probabilities[:, k] for k, label in enumerate(self.labels)
            }
        return pd.DataFrame(columns | self._flags(complete, scores), index=frame.index)

    def _flags(self, frame: pd.DataFrame, scores: Scores) -> dict[str, npt.NDArray[Any]]:
        """Return margin, abstained, near_tie and unseen_target of each row."""
        lead = scores.lead
        abstained = np.zeros(len(lead), dtype=bool)
        least = (self.thresholds or {}).get("probability")
        if least is not None and scores.probabilities is not None:
            abstained = scores.probabilities.max(axis=1, initial=0.0) < least
        return {
            "margin": lead,
            "abstained": abstained,
            "near_tie": lead < NEAR_TIE,
            "unseen_target": ~frame["target"].isin(self.targets_).to_numpy(),
        }

    @available_if(_estimator_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return probabilities, shape (n, K), a column for each of `classes_`."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.predict_proba(_complete(X)))

    @available_if(_estimator_has("decision_function"))  # type: ignore[untyped-decorator]
    def decision_function(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return margins, shape (n, K), or (n,) for the second of two classes."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.decision_function(_complete(X)))

    @overload
    def score(self, X: pd.DataFrame) -> Scores: ...
    @overload
    def score(self, X: pd.DataFrame, y: npt.ArrayLike, sample_weight: Any = ...) -> float: ...
    def score(
        self, X: pd.DataFrame, y: npt.ArrayLike | None = None, sample_weight: Any = None
    ) -> Scores | float:
        """Return predicted labels with their probabilities or margins for n >= 1 rows.

        Classes the model never saw get probability 0, or a margin below every other. With the
        right labels `y`, as scikit-learn asks, return the accuracy instead.
        """
        if y is not None:
            return float(super().score(X, y, sample_weight))
        check_is_fitted(self)
        position = [self.labels.index(label) for label in self.classes_]

        def aligned(values: npt.NDArray[np.float64], missing: float) -> npt.NDArray[np.float64]:
            table = np.full((len(values), len(self.labels)), missing)
            table[:, position] = values
            return table

        if hasattr(self.estimator_, "predict_proba"):
            probabilities = aligned(self.estimator_.predict_proba(X), 0.0)
            return Scores(probabilities.argmax(axis=1), probabilities=probabilities)
        if hasattr(self.estimator_, "decision_function"):
            margins = np.asarray(self.estimator_.decision_function(X))
            if margins.ndim == 1:  # scikit-learn gives two classes one column
                margins = np.column_stack([-margins, margins])
            margins = aligned(margins, margins.min() - 1.0)
            return Scores(margins.argmax(axis=1), margins=margins)
        lookup = {label: k for k, label in enumerate(self.labels)}
        return Scores(np.array([lookup[label] for label in self.estimator_.predict(X)]))

    def save(self, folder: Path) -> None:
        """Write ``model.skops`` and ``model.json`` into a folder, which is made."""
        import skops.io

        folder.mkdir(parents=True, exist_ok=True)
        # 8 is zipfile's DEFLATED; level 1 is several times quicker than 6 and little larger.
        skops.io.dump(self.estimator_, folder / "model.skops", compression=8, compresslevel=1)
        about = {
            "format_version": FORMAT_VERSION,
            "task": self.task,
            "labels": list(self.labels),
            "targets": list(self.targets),
            "thresholds": dict(self.thresholds or {}),
            **self.details,
        }
        text = json.dumps(about, indent=2, ensure_ascii=False)
        (folder / "model.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path | str, *, trusted: Sequence[str] = ()) -> StanceModel:
        """Return the model a folder holds, building none but trusted types.

        Parameters
        ----------
        folder
            A folder that `save` wrote: ``model`` in a run folder.
        trusted
            Full names of types of your own to trust beside the toolkit's.

        Raises
        ------
        ModelError
            If a file is missing or unreadable, is of a later format, or names other types.
        """
        folder = Path(folder)
        try:
            about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            if about["format_version"] > FORMAT_VERSION:
                raise ModelError(
                    f"{folder} has model format {about['format_version']}, this toolkit reads up "
                    f"to {FORMAT_VERSION}; upgrade with: pip install -U stance-toolkit"
                )
            estimator = _loaded(folder / "model.skops", trusted)
            known = {"format_version", "task", "labels", "targets", "thresholds"}
            details = {key: value for key, value in about.items() if key not in known}
            if tuple(about["labels"]) != LABELS[about["task"]]:
                raise ModelError(f"{folder / 'model.json'} names other labels than its task has")
            return cls.of(
                estimator, about["task"], about["targets"], details, about.get("thresholds")
            )
        except FileNotFoundError as error:
            raise ModelError(
                f"{folder} is no model folder: {Path(error.filename).name} is missing; "
                "give the folder 'model' of a run"
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, *_ZIP) as error:
            raise ModelError(
                f"{folder} cannot be read ({error}); the files were cut or altered, "
                "train the model again"
            ) from None


def _loaded(path: Path, trusted: Sequence[str]) -> Any:
    """Return the estimator in a file, if it names no type but trusted ones."""
    import skops.io

    foreign = untrusted_types(path, trusted)
    if foreign:
        raise ModelError(
            f"{path} names types the toolkit does not trust ({', '.join(foreign)}); load it with "
            "trusted=[...] only if you know that they are harmless"
        )
    return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))


def _frame_of(texts: Any, target: Any, speaker: Any) -> pd.DataFrame:
    """Return the frame of one or several texts, each with a target and a speaker."""
    import pandas as pd

    for name, given in (("texts", texts), ("target", target), ("speaker", speaker)):
        if not isinstance(given, Iterable):
            raise ModelError(f"predict got {name}={given!r}, wanted a string or several")
    texts = [texts] if isinstance(texts, str) else list(texts)
    columns: dict[str, list[str]] = {"text": texts}
    for name, values in (("target", target), ("speaker", speaker)):
        columns[name] = [values] * len(texts) if isinstance(values, str) else list(values)
        if len(columns[name]) != len(texts):
            raise ModelError(
                f"predict got {len(texts)} texts and {len(columns[name])} values of {name}; "
                "give one for all or one each"
            )
    return _complete(pd.DataFrame(columns, dtype=object))


def _complete(frame: Any) -> pd.DataFrame:
    """Return a frame that has text, target and speaker, all strings."""
    if not hasattr(frame, "columns") or "text" not in frame.columns:
        columns = [str(name) for name in getattr(frame, "columns", ())]
        raise ModelError(
            f"a model wants a frame with the column text, got "
            f"{f'the columns {columns}' if columns else type(frame).__name__}"
        )
    complete: pd.DataFrame = frame.assign(**{c: "" for c in _COLUMNS if c not in frame.columns})
    for name in _COLUMNS:
        for row, value in enumerate(complete[name].tolist()):
            if not isinstance(value, str):
                raise ModelError(
                    f"row {row} of the column {name} is {value!r} ({type(value).__name__}), wanted "
                    "a string; leave the row out or put '' for what is missing"
                )
    return complete
