"""Splits with a handful of training rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.corpus.corpus import Corpus
from stance.corpus.splits.given import rows_of_split
from stance.corpus.splits.rows import TUNING, shuffled, usable_rows
from stance.corpus.splits.split import Rows, Split
from stance.errors import ConfigError, CorpusError
from stance.labels import Task


@dataclass(frozen=True)
class FewShot:
    """One split that learns from the same few rows of each class.

    The rows of a class are drawn from its targets in turn. With one seed, a larger `n` adds
    rows to those of a smaller one, so that a curve over `n` shows what the added rows bring.

    Parameters
    ----------
    n
        How many rows of each class to learn from.
    test
        The given split to score; None scores the rest of the rows that may be used.
    within
        Given splits to draw from; rows without a split always count, None means every row.
    """

    n: int = 8
    test: str | None = None
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split, called after the number of rows a class."""
        if self.n < 1:
            raise ConfigError(f"splitter.n={self.n} is too few; wanted 1 row a class or more")
        rows = usable_rows(corpus, task, self.within)
        given = None if self.test is None else rows_of_split(corpus, task, self.test)
        pool = rows if given is None else np.setdiff1d(rows, given)
        labels = corpus[task][pool]
        # With the rest as the test side, one row of each class stays to be scored.
        wanted = self.n if given is not None else self.n + 1
        chosen = []
        for label in sorted(set(corpus[task][rows])):
            members = pool[labels == label]
            if len(members) < wanted:
                raise CorpusError(
                    f"corpus {corpus.name} has {len(members)} rows with {task} {label!r} to "
                    f"draw from, wanted {wanted}; lower splitter.n"
                )
            chosen.append(by_target_in_turn(corpus, members, seed)[: self.n])
        train = np.sort(np.concatenate(chosen))
        scored = np.setdiff1d(rows, train) if given is None else given
        return (Split(f"{self.n} a class", train, scored),)


def by_target_in_turn(corpus: Corpus, rows: Rows, seed: int) -> Rows:
    """Return rows in random order, but first one of each target, then a second, and so on."""
    rows = rows[shuffled(corpus["id"][rows], seed)]
    seen: Counter[str] = Counter()
    turn = []
    for target in corpus["target"][rows]:
        turn.append(seen[target])
        seen[target] += 1
    return rows[np.argsort(turn, kind="stable")]
