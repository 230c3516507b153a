"""Splits in which rows of one group (a document, a thread, an event) stay on one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

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
class Grouped:
    """One split that cuts no group in two.

    Groups are drawn at random for the test side, each that still fits into its share. The
    shares of the classes are left to chance; `GroupKFold` evens them out.

    Parameters
    ----------
    test_size
        Share of the rows to score: more only where the smallest group is larger already.
    within
        Given splits that may be used; rows without a split always are, None means every row.
        A given test split is left out unless it is named, so that settings can be chosen here
        and then tried once by `Given`.
    """

    test_size: float = 0.2
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split; a row without a group is a group of its own."""
        check_share(self.test_size)
        rows = usable_rows(corpus, task, self.within)
        groups = group_names(corpus, rows)
        sizes = Counter(groups)
        if len(sizes) < 2:
            raise CorpusError(
                f"corpus {corpus.name} has all its labelled rows in one {groups[0]}, which cannot "
                "be both learnt from and scored; use splitter=stratified"
            )
        names = sorted(sizes)
        drawn = [names[i] for i in shuffled(names, seed)]
        room = count_of(len(rows), self.test_size)
        chosen = set()
        for name in drawn:
            if sizes[name] <= room:
                chosen.add(name)
                room -= sizes[name]
        in_test = np.isin(groups, list(chosen or {min(drawn, key=sizes.__getitem__)}))
        return (Split("test", rows[~in_test], rows[in_test]),)


@dataclass(frozen=True)
class GroupKFold:
    """Cross-validation that cuts no group in two, with the classes evened out over the folds.

    The largest groups are dealt first, each to the fold that has least of the classes it
    brings. This is what scikit-learn's `StratifiedGroupKFold` is for, but in whole numbers, so
    that no rounding decides where a group goes.

    Parameters
    ----------
    n_splits
        How many folds.
    within
        Given splits that may be used, as in `Grouped`.
    """

    n_splits: int = 5
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split a fold; a row without a group is a group of its own."""
        rows = usable_rows(corpus, task, self.within)
        groups = group_names(corpus, rows)
        check_folds(self.n_splits, len(set(groups)), "groups", corpus)
        brought: dict[str, Counter[str]] = {name: Counter() for name in sorted(set(groups))}
        for name, label in zip(groups, corpus[task][rows], strict=True):
            brought[name][label] += 1
        fold_of = deal(brought, self.n_splits, seed)
        return folds(rows, np.array([fold_of[name] for name in groups]), self.n_splits)


def group_names(corpus: Corpus, rows: Rows) -> list[str]:
    """Return the group of each row; one without is named after the row itself."""
    groups = corpus["group"][rows]
    if not any(groups):
        raise CorpusError(
            f"corpus {corpus.name} names no group for any labelled row; say which column does "
            "with corpus.columns.group, or use splitter=stratified"
        )
    # The first word keeps a group called "7" apart from the row with the id 7.
    return [
        f"group {group}" if group else f"row {row_id}"
        for group, row_id in zip(groups, corpus["id"][rows], strict=True)
    ]


def deal(brought: dict[str, Counter[str]], n_folds: int, seed: int) -> dict[str, int]:
    """Return the fold of each group, given how many rows of each class it brings."""
    totals = sum(brought.values(), Counter[str]())
    common = lcm(*totals.values())
    names = list(brought)
    order = sorted((names[i] for i in shuffled(names, seed)), key=lambda g: -brought[g].total())
    held = [Counter[str]() for _ in range(n_folds)]
    fold_of = {}
    for name in order:
        # How much the folds' squared class shares would grow, up to what is the same for every
        # fold; the common denominator keeps it in whole numbers. Ties go to the smaller fold.
        new = brought[name]
        growth = [sum(new[c] * fold[c] * (common // totals[c]) for c in new) for fold in held]
        costs = list(zip(growth, (fold.total() for fold in held), strict=True))
        fold_of[name] = costs.index(min(costs))
        held[fold_of[name]].update(new)
    return fold_of
