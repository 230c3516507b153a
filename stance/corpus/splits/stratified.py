"""Splits in which every class, and every target within it, keeps its share."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.corpus.corpus import Corpus
from stance.corpus.splits.rows import (
    TUNING,
    check_folds,
    check_share,
    count_of,
    folds,
    shuffled,
    usable_rows,
)
from stance.corpus.splits.split import Rows, Split
from stance.errors import CorpusError
from stance.labels import Task


@dataclass(frozen=True)
class Stratified:
    """One split in which train and test hold the same share of each class.

    Within a class, test rows are spread evenly over the targets, so a pair of class and
    target has its share on both sides too, to within a row. Groups are not looked at: rows
    that belong together want `Grouped`.

    Parameters
    ----------
    test_size
        Share of each class to score; at least one row of it, and never all.
    within
        Given splits that may be used; rows without a split always are, None means every row.
        A given test split is left out unless it is named, so that settings can be chosen here
        and then tried once by `Given`.
    """

    test_size: float = 0.2
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split; both sides have every class."""
        check_share(self.test_size)
        rows = ordered_rows(corpus, task, self.within, seed)
        labels = corpus[task][rows]
        test = [
            spread(rows[labels == label], self.test_size, f"{seed} {label}")
            for label in sorted(set(labels))
        ]
        scored = np.sort(np.concatenate(test))
        return (Split("test", np.setdiff1d(rows, scored), scored),)


@dataclass(frozen=True)
class StratifiedKFold:
    """Cross-validation: each row is scored once, by a model of the other folds.

    Folds differ by at most one row in size, in each class, and in each pair of class and
    target. Groups are not looked at: rows that belong together want `GroupKFold`.

    Parameters
    ----------
    n_splits
        How many folds.
    within
        Given splits that may be used, as in `Stratified`.
    """

    n_splits: int = 5
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split a fold; every train side has every class."""
        rows = ordered_rows(corpus, task, self.within, seed)
        check_folds(self.n_splits, len(rows), "labelled rows", corpus)
        return folds(rows, np.arange(len(rows), dtype=np.int64) % self.n_splits, self.n_splits)


def ordered_rows(corpus: Corpus, task: Task, within: Sequence[str] | str | None, seed: int) -> Rows:
    """Return the usable rows by class, then by target, in random order within these."""
    rows = usable_rows(corpus, task, within)
    labels, targets, ids = corpus[task], corpus["target"], corpus["id"]
    for label, count in Counter(labels[rows]).items():
        if count == 1:
            only = ids[rows][labels[rows] == label][0]
            raise CorpusError(
                f"corpus {corpus.name} has one row with {task} {label!r} (id {only}), which cannot "
                "be both learnt from and scored; add rows of it, or map it to another label with "
                "corpus.labels"
            )
    rows = rows[shuffled(ids[rows], seed)]
    return rows[sorted(range(len(rows)), key=lambda i: (labels[rows[i]], targets[rows[i]]))]


def spread(rows: Rows, share: float, key: str) -> Rows:
    """Return a share of the rows at even distances, from a start that the key decides."""
    n = count_of(len(rows), share)
    start = int.from_bytes(hashlib.sha256(key.encode()).digest()) % len(rows)
    return rows[(np.arange(n, dtype=np.int64) * len(rows) + start) // n]
