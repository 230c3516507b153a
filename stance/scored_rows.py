"""`ScoredRows`: which rows of a corpus a saved model is scored on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pandas as pd

from stance.corpus import Corpus
from stance.corpus.schema import SPLITS
from stance.corpus.splits import Split
from stance.corpus.splits.given import rows_of_split
from stance.corpus.splits.split import Rows
from stance.errors import ConfigError, ModelError, first_of, nearest
from stance.labels import Task
from stance.model import StanceModel

ALL: Final = "all"


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """What is scored, and what floors may learn from.

    Attributes
    ----------
    split
        Its name is that of the split; its train rows are none that are scored, and none where
        those are the corpus's train rows or all.
    refused
        The targets that the model gives no answer for; their rows are not scored.
    n_refused
        How many rows these are.
    is_chosen
        Whether nobody said which split.
    """

    split: Split
    refused: tuple[str, ...]
    n_refused: int
    is_chosen: bool

    @classmethod
    def of(cls, model: StanceModel, corpus: Corpus, split: str | None) -> Self:
        """Return the rows of a split (train, dev, test, all); by default test, else all.

        Raises
        ------
        ConfigError
            Where there is no such split.
        CorpusError
            Where it has no labelled row.
        ModelError
            Where the model answers for none of them.
        """
        known = (*SPLITS, ALL)
        if split not in {None, *known}:
            raise ConfigError(
                f"--split {split} is none of {', '.join(known)}{nearest(str(split), known)}"
            )
        labelled = corpus.labelled(model.task)
        has_test = bool(((corpus["split"] == "test") & labelled).any())
        name = split or ("test" if has_test else ALL)
        rows = _labelled(corpus, model.task, name)
        targets = corpus["target"][rows]
        refused = _refused(model, set(targets))
        answered = np.array([target not in refused for target in targets], dtype=bool)
        if not answered.any():
            raise ModelError(
                f"the model answers for {first_of(map(repr, model.targets))}, and for no target "
                f"of the {len(rows):,} rows of {corpus.name} ({first_of(map(repr, refused))}); "
                "name its targets as the model does, as configs/corpus/nato_russia_to_dse.yaml does"
            )
        train = np.empty(0, dtype=np.int64)
        if name in ("dev", "test") and ((corpus["split"] == "train") & labelled).any():
            train = _labelled(corpus, model.task, "train")
        n_refused = int(np.count_nonzero(~answered))
        return cls(Split(name, train, rows[answered]), refused, n_refused, split is None)


def _labelled(corpus: Corpus, task: Task, split: str) -> Rows:
    if split != ALL:
        return rows_of_split(corpus, task, split)
    return np.flatnonzero(corpus.labelled(task)).astype(np.int64)


def _refused(model: StanceModel, targets: set[str]) -> tuple[str, ...]:
    """Return the targets that a model gives no answer for."""
    refused = []
    for target in sorted(targets - set(model.targets)):
        asked = pd.DataFrame({"text": ["."], "target": [target], "speaker": [""]}, dtype=object)
        try:
            model.score(asked)
        except ModelError:
            refused.append(target)
    return tuple(refused)
