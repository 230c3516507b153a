"""`StanceModel`: a fitted estimator with its task, that saves and loads without pickle."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.labels import LABELS, Task

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION: Final = 1

# The only types a model file may name beside those skops trusts by itself and the toolkit's own
# estimators. The list is ours, never the file's: a type outside it is refused before anything
# is built.
TRUSTED: Final = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
)

_ZIP: Final = (BadZipFile, zlib.error)


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model says of n rows: `predicted` label positions and what they rest on.

    `probabilities` and `margins` have shape (n, K); a model gives one of them, or neither.
    """

    predicted: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float64] | None = None
    margins: npt.NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class StanceModel:
    """A fitted scikit-learn estimator over the columns text, target and speaker.

    Attributes
    ----------
    estimator
        The fitted pipeline.
    task
        Which label it predicts.
    targets
        The targets it was fitted on.
    details
        Where it comes from: corpus, fingerprint, versions. Kept in ``model.json``.
    """

    estimator: Any
    task: Task
    targets: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the task, in the order of the columns of the scores."""
        return LABELS[self.task]

    def predict(
        self,
        texts: str | Sequence[str],
        *,
        target: str | Sequence[str] = "",
        speaker: str | Sequence[str] = "",
    ) -> list[str]:
        """Return one label a text; a single target or speaker holds for all texts."""
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
        if not texts:
            return []
        predicted = self.score(pd.DataFrame(columns, dtype=object)).predicted
        return [str(self.labels[k]) for k in predicted]

    def score(self, frame: pd.DataFrame) -> Scores:
        """Return predicted labels with their probabilities or margins for n >= 1 rows.

        Classes the model never saw get probability 0, or a margin below every other.
        """
        position = [self.labels.index(label) for label in self.estimator.classes_]

        def aligned(values: npt.NDArray[np.float64], missing: float) -> npt.NDArray[np.float64]:
            table = np.full((len(values), len(self.labels)), missing)
            table[:, position] = values
            return table

        if hasattr(self.estimator, "predict_proba"):
            probabilities = aligned(self.estimator.predict_proba(frame), 0.0)
            return Scores(probabilities.argmax(axis=1), probabilities=probabilities)
        if hasattr(self.estimator, "decision_function"):
            margins = np.asarray(self.estimator.decision_function(frame))
            if margins.ndim == 1:  # scikit-learn gives two classes one column
                margins = np.column_stack([-margins, margins])
            margins = aligned(margins, margins.min() - 1.0)
            return Scores(margins.argmax(axis=1), margins=margins)
        lookup = {label: k for k, label in enumerate(self.labels)}
        return Scores(np.array([lookup[label] for label in self.estimator.predict(frame)]))

    def save(self, folder: Path) -> None:
        """Write ``model.skops`` and ``model.json`` into a folder, which is made."""
        import skops.io

        folder.mkdir(parents=True, exist_ok=True)
        # 8 is zipfile's DEFLATED; level 1 is several times quicker than 6 and little larger.
        skops.io.dump(self.estimator, folder / "model.skops", compression=8, compresslevel=1)
        about = {
            "format_version": FORMAT_VERSION,
            "task": self.task,
            "labels": list(self.labels),
            "targets": list(self.targets),
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
            known = {"format_version", "task", "labels", "targets"}
            details = {key: value for key, value in about.items() if key not in known}
            if tuple(about["labels"]) != LABELS[about["task"]]:
                raise ModelError(f"{folder / 'model.json'} names other labels than its task has")
            return cls(estimator, about["task"], tuple(about["targets"]), details)
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


def untrusted_types(path: Path, trusted: Sequence[str] = ()) -> list[str]:
    """Return the types a model file names that neither skops, the toolkit nor the user trusts."""
    import skops.io

    named = skops.io.get_untrusted_types(file=path)
    return [name for name in named if name not in {*TRUSTED, *trusted} and not _is_ours(name)]


def _is_ours(name: str) -> bool:
    """Tell whether a name is that of an estimator of the toolkit, and defined where it says."""
    if not name.startswith(("stance.vectorizers.", "stance.classifiers.")):
        return False
    from sklearn.base import BaseEstimator

    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(import_module(module), attribute, None)
    except ImportError:
        return False
    return (
        isinstance(found, type) and issubclass(found, BaseEstimator) and found.__module__ == module
    )
