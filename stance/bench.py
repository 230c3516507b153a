"""`Bench`: where estimators are fitted on rows of a corpus and predict others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from stance.corpus import Corpus
from stance.corpus.splits import Split
from stance.errors import ConfigError
from stance.evaluation import Predictions
from stance.labels import LABELS, Task
from stance.model import StanceModel

if TYPE_CHECKING:
    import pandas as pd

# A seed, and one of the splits it gives.
Job = tuple[int, Split]

_LIBRARIES: Final = {"sklearn", "scipy", "numpy", "pandas"}

# What is kept beside each prediction, so that scores can be told apart by it later.
FACETS: Final = ("group", "speaker", "source", "date", "genre", "phenomena")


@dataclass(frozen=True, eq=False)
class Bench:
    """A corpus and the task whose labels are learned.

    Every method takes `features` where a model is to see something else than the corpus says:
    a frame like `Corpus.features`, row for row.
    """

    corpus: Corpus
    task: Task

    def fit(
        self,
        estimator: Any,
        rows: npt.NDArray[np.int64],
        seed: int,
        features: pd.DataFrame | None = None,
    ) -> StanceModel:
        """Return the model that an estimator becomes on some rows.

        Raises
        ------
        ConfigError
            Where scikit-learn cannot learn from these rows.
        """
        frame = self.corpus.features if features is None else features
        labels = self.corpus[self.task]
        try:
            estimator.fit(frame.iloc[rows], labels[rows])
        except (TypeError, ValueError) as error:
            if not _is_complaint(error):
                raise
            raise ConfigError(
                f"the model cannot be fitted on these {len(rows):,} examples of "
                f"{self.corpus.name}: {error}; take another classifier, other features "
                "(vectorizer=dense_svd where it wants dense ones) or more data"
            ) from error
        counts = Counter(labels[rows].tolist())
        details = {
            "corpus": self._about_corpus(),
            "n_train": len(rows),
            "n_by_label": {label: counts[label] for label in LABELS[self.task]},
            "seed": seed,
        }
        targets = tuple(sorted(set(frame["target"].iloc[rows])))
        return StanceModel.of(estimator, self.task, targets, details)

    def predict(
        self, model: StanceModel, split: Split, seed: int, features: pd.DataFrame | None = None
    ) -> Predictions:
        """Return a model's predictions for the test rows of a split."""
        part = self.corpus.take(split.test)
        frame = part.features if features is None else features.iloc[split.test]
        scores = model.score(frame)
        position = {label: k for k, label in enumerate(model.labels)}
        return Predictions(
            self.task,
            part["id"],
            part["target"],
            np.array([position[label] for label in part[self.task]], dtype=np.int64),
            scores.predicted,
            np.full(len(part), split.name, dtype=object),
            np.full(len(part), seed, dtype=np.int64),
            scores.probabilities,
            scores.margins,
            self._facets(part),
        )

    def _about_corpus(self) -> dict[str, Any]:
        """Return what a model should remember of its corpus."""
        languages = self.corpus.table["lang"].unique().drop_null().to_pylist()
        return {
            "name": self.corpus.name,
            "fingerprint": self.corpus.fingerprint,
            "n": len(self.corpus),
            "languages": sorted(languages),
            "citation": self.corpus.citation,
        }

    def _facets(self, part: Corpus) -> dict[str, npt.NDArray[np.object_]]:
        """Return what scores can be told apart by, where the corpus has it."""
        other = next(task for task in LABELS if task != self.task)
        known = set(self.corpus.table.column_names)
        facets = {column: part[column] for column in (*FACETS, other) if column in known}
        return {name: values for name, values in facets.items() if any(values)}


def _is_complaint(error: BaseException) -> bool:
    """Tell a library's complaint about data or settings from a bug, which keeps its traceback."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).partition(".")[0] in _LIBRARIES
