"""What checks look at: `Subject`, a corpus and how it is divided; `Result`, what a run gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.corpus import Corpus
from stance.corpus.schema import SPLITS
from stance.corpus.splits import Given, GroupKFold, Split, StratifiedKFold
from stance.corpus.splits.given import rows_of_split
from stance.evaluation import Evaluation, Predictions
from stance.evaluation.contrast import Contrasts
from stance.labels import Task

Rows = npt.NDArray[np.int64]

_FOLDS: Final = 5


@dataclass(frozen=True, eq=False)
class Border:
    """Rows that are scored, and others to which they should be new.

    Attributes
    ----------
    scored, learned
        What the two sides are called: ``"test rows"`` and ``"train rows"``.
    splits
        The sides themselves; of a cross-validated run, one of each fold.
    """

    scored: str
    learned: str
    splits: Sequence[Split]

    @cached_property
    def rows(self) -> Rows:
        """All rows that are scored, each once."""
        return np.unique(np.concatenate([split.test for split in self.splits]))

    def crossing(self, is_known: Sequence[npt.NDArray[np.bool_]]) -> Rows:
        """Return the scored rows that are known on the other side, each once.

        `is_known` tells it for each split of its scored rows, shape (len(split.test),).
        """
        found = [split.test[known] for split, known in zip(self.splits, is_known, strict=True)]
        return np.unique(np.concatenate(found))


@dataclass(frozen=True, eq=False)
class Subject:
    """A corpus, which of its labels are learned, and how a run divides it.

    Attributes
    ----------
    run_splits
        The splits of a run's first seed; None looks at the corpus by itself.
    other_splits
        Those of its other seeds, where they differ.
    """

    corpus: Corpus
    task: Task
    run_splits: Sequence[Split] | None = None
    other_splits: Sequence[Split] = ()

    @cached_property
    def given(self) -> Sequence[str]:
        """The corpus's own splits that have labelled rows, in order."""
        found = set(self.corpus["split"][self.corpus.labelled(self.task)])
        return [name for name in SPLITS if name in found]

    @property
    def is_divided(self) -> bool:
        """Whether there are sides that rows can be on, of a run or of the corpus itself."""
        return self.run_splits is not None or len(self.given) > 1

    @cached_property
    def splits(self) -> Sequence[Split]:
        """What is learned from and what is scored.

        Those of the run's first seed. Without a run the corpus's own train rows, and its test rows
        or else its dev rows; without both, five folds, which keep groups whole where the corpus
        names any.
        """
        if self.run_splits is not None:
            return self.run_splits
        for scored in ("test", "dev"):
            if {"train", scored} <= set(self.given):
                return Given(test=scored).split(self.corpus, self.task, seed=0)
        grouped = any(self.corpus["group"][self.corpus.labelled(self.task)])
        folds = (GroupKFold if grouped else StratifiedKFold)(n_splits=_FOLDS, within=None)
        return folds.split(self.corpus, self.task, seed=0)

    @cached_property
    def borders(self) -> Sequence[Border]:
        """One of a run; one of each two of a corpus's own splits; none of one without."""
        if self.run_splits is not None:
            splits = (*self.run_splits, *self.other_splits)
            return [Border("scored rows", "rows learned from", splits)]
        rows = {name: rows_of_split(self.corpus, self.task, name) for name in self.given}
        return [
            Border(
                f"{scored} rows", f"{learned} rows", [Split(scored, rows[learned], rows[scored])]
            )
            for learned, scored in combinations(self.given, 2)
        ]

    @cached_property
    def scored(self) -> Rows:
        """All rows that are scored, each once."""
        return np.unique(np.concatenate([split.test for split in self.splits]))


@dataclass(frozen=True)
class Scoring:
    """That a test split was scored: by which run, with which settings."""

    run: str
    settings: str
    started: str


@dataclass(frozen=True, eq=False)
class Result:
    """What a run gave.

    Attributes
    ----------
    predictions, evaluation
        Every scored row, and the scores.
    headline
        The metric that names the result.
    floors, target_test
        What the model has to beat, and what it does with other targets; None in a quick
        evaluation.
    scorings
        All times the rows of the corpus's test split that this run scored were scored, this one
        included; None where it scored none of them.
    """

    predictions: Predictions
    evaluation: Evaluation
    headline: str
    floors: Contrasts | None = None
    target_test: Contrasts | None = None
    scorings: Sequence[Scoring] | None = None
