"""The splits a corpus was published with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.corpus.corpus import Corpus
from stance.corpus.splits.rows import as_names, describe_splits
from stance.corpus.splits.split import Rows, Split
from stance.errors import ConfigError, CorpusError
from stance.labels import Task


@dataclass(frozen=True)
class Given:
    """The corpus's own ``split`` column: what published numbers are measured on.

    Parameters
    ----------
    train
        Names of the splits to learn from, together.
    test
        Name of the split to score.
    """

    train: Sequence[str] | str = ("train",)
    test: str = "test"

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:  # noqa: ARG002 - nothing is drawn
        """Return one split, called after the one that is scored."""
        train = as_names(self.train)
        if self.test in train:
            raise ConfigError(
                f"splitter.train and splitter.test both name {self.test!r}; "
                "a model is not scored on the rows it learnt from"
            )
        learnt = [rows_of_split(corpus, task, name) for name in train]
        scored = rows_of_split(corpus, task, self.test)
        return (Split(self.test, np.sort(np.concatenate(learnt)), scored),)


def rows_of_split(corpus: Corpus, task: Task, name: str) -> Rows:
    """Return the labelled rows of one given split."""
    rows = np.flatnonzero((corpus["split"] == name) & corpus.labelled(task)).astype(np.int64)
    if len(rows):
        return rows
    if not corpus.table["split"].is_valid().to_numpy().any():
        raise CorpusError(
            f"corpus {corpus.name} comes without splits, wanted {name!r}; divide it yourself with "
            "splitter=stratified, or with splitter=grouped where rows belong together"
        )
    raise CorpusError(
        f"corpus {corpus.name} has no row with a {task} label in split {name!r} "
        f"({describe_splits(corpus, task)}); name another with splitter.train or splitter.test, "
        "or divide it yourself with splitter=stratified"
    )
