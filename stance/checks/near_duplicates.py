"""ST001: whether texts that are nearly the same stand on both sides of a split."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Rows, Subject
from stance.corpus import Corpus
from stance.corpus.near_duplicates import (
    EXACT_UP_TO,
    Pairs,
    check_settings,
    near_duplicates,
    normalized,
)
from stance.corpus.splits import Split
from stance.errors import ConfigError

_SHOWN: Final = 10


@dataclass(frozen=True)
class NearDuplicates:
    """No scored text is nearly one of those learned from.

    Case and white space aside, the similarity of two texts is the Jaccard index of their
    character n-grams. Lee et al. (2022), "Deduplicating training data makes language models
    better" (ACL), and Elangovan et al. (2021), "Memorization vs. generalization" (EACL), show how
    common such pairs are and what they do to scores.

    A corpus without splits is searched as a whole, rows of one group aside: these can be kept
    together.

    Parameters
    ----------
    threshold, n, exact_up_to
        From which similarity on, of how many characters, and up to how many texts without a
        chance to miss one, as in `stance.corpus.near_duplicates.near_duplicates`.
    max_share
        Which share of the rows may have such a text.
    """

    code: ClassVar[str] = "ST001"
    title: ClassVar[str] = "Near-duplicates across splits"
    severity: ClassVar[Severity] = Severity.ERROR
    explanation: ClassVar[str] = (
        "A model that knows a text by heart scores well on its twin, and on no other text."
    )
    remedy: ClassVar[str] = (
        "Give texts that are nearly the same one group and divide with splitter=grouped, or leave "
        "out the twins that are learned from."
    )
    is_costly: ClassVar[bool] = True

    threshold: float = 0.6
    n: int = 5
    exact_up_to: int = EXACT_UP_TO
    max_share: float = 0.0

    def __post_init__(self) -> None:
        check_settings(self.threshold, self.n)

    def look(self, subject: Subject) -> Finding:
        """Search the pairs, and count the rows that have one on the other side."""
        texts = _Texts.of(subject)
        try:
            return self._across(subject, texts) if subject.is_divided else self._within(texts)
        except ConfigError as error:  # the package it takes is not installed
            return Finding.not_applicable(str(error))

    def _across(self, subject: Subject, texts: _Texts) -> Finding:
        sides = [[_Side(texts, split) for split in border.splits] for border in subject.borders]
        for pairs in self._pairs(texts):
            for side in (side for of in sides for side in of):
                side.mark(pairs)
        told, is_issue = [], False
        for border, of in zip(subject.borders, sides, strict=True):
            n = len(border.crossing([side.is_known for side in of]))
            is_issue |= n > self.max_share * len(border.rows)
            told.append(
                f"{n:,} of {len(border.rows):,} {border.scored} are nearly the same as "
                f"{border.learned}"
            )
        evidence = texts.evidence([pair for of in sides for side in of for pair in side.closest])
        return (Finding.issue if is_issue else Finding.passed)("; ".join(told), evidence)

    def _within(self, texts: _Texts) -> Finding:
        group, is_known = texts.group, texts.other_row >= 0
        apart_already = is_known.copy()
        same = np.flatnonzero(is_known)[:_SHOWN]
        closest: list[_Twins] = [
            (1.0, *of) for of in _rows(texts.other_row[same], texts.first_row[same])
        ]
        for pairs in self._pairs(texts):
            a, b = pairs.first, pairs.second
            apart = (group[a] != group[b]) | apart_already[a] | apart_already[b]
            is_known[a[apart]] = is_known[b[apart]] = True
            rows = _rows(texts.first_row[a[apart]], texts.first_row[b[apart]])
            closest = _closest(closest, pairs.similarity[apart], rows)
        n, total = int(is_known[texts.place[texts.rows]].sum()), len(texts.rows)
        told = f"{n:,} of {total:,} rows are nearly the same as rows that are in no group with them"
        found = Finding.issue if n > self.max_share * total else Finding.passed
        return found(told, texts.evidence(closest))

    def _pairs(self, texts: _Texts) -> Iterator[Pairs]:
        return near_duplicates(
            texts.different, threshold=self.threshold, n=self.n, exact_up_to=self.exact_up_to
        )


# Similarity, and two rows.
_Twins = tuple[float, int, int]


def _rows(first: Rows, second: Rows) -> Iterator[tuple[int, int]]:
    return zip(first.tolist(), second.tolist(), strict=True)


def _closest(
    known: Sequence[_Twins], similarity: npt.NDArray[np.float64], rows: Iterator[tuple[int, int]]
) -> list[_Twins]:
    new = ((like, a, b) for like, (a, b) in zip(similarity.tolist(), rows, strict=True))
    return heapq.nlargest(_SHOWN, (*known, *new))


@dataclass(frozen=True, eq=False)
class _Texts:
    """The different texts of the labelled rows.

    `place` is each row's position in `different`; `first_row`, `group` and `other_row` tell of
    each text where it first stands, its group there, and where it stands in another, -1 where it
    does not.
    """

    corpus: Corpus
    rows: Rows
    different: Sequence[str]
    place: Rows
    first_row: Rows
    group: npt.NDArray[np.object_]
    other_row: Rows

    @classmethod
    def of(cls, subject: Subject) -> _Texts:
        corpus = subject.corpus
        rows = np.flatnonzero(corpus.labelled(subject.task))
        place = np.full(len(corpus), -1, dtype=np.int64)
        number: dict[str, int] = {}
        first_row: list[int] = []
        texts, groups = corpus["text"], corpus["group"]
        other_row: list[int] = []
        for row in rows.tolist():
            place[row] = t = number.setdefault(normalized(texts[row]), len(number))
            if t == len(first_row):
                first_row.append(row)
                other_row.append(-1)
            elif groups[row] is None or groups[row] != groups[first_row[t]]:
                other_row[t] = row
        firsts = np.array(first_row, dtype=np.int64)
        # A row without a group is one by itself.
        group = np.array([groups[r] or r for r in first_row], dtype=object)
        others = np.array(other_row, dtype=np.int64)
        return cls(corpus, rows, list(number), place, firsts, group, others)

    def evidence(self, twins: Sequence[_Twins]) -> Evidence | None:
        """Return the ids of the pairs that are most alike."""
        ids = self.corpus["id"]
        rows = [(ids[a], ids[b], like) for like, a, b in heapq.nlargest(_SHOWN, set(twins))]
        return Evidence(("row", "nearly the same as", "similarity"), rows) if rows else None


class _Side:
    """Which texts a split learns from and scores, and which of the scored ones it knows."""

    def __init__(self, texts: _Texts, split: Split) -> None:
        self.scored_text = texts.place[split.test]
        # The row that stands for a text on each side; -1 where none does.
        self.learned, self.scored = (
            np.full(len(texts.different), -1, dtype=np.int64) for _ in range(2)
        )
        # Backwards, so that of the rows with one text the first stands for it.
        self.learned[texts.place[split.train[::-1]]] = split.train[::-1]
        self.scored[self.scored_text[::-1]] = split.test[::-1]
        self.known = (self.learned >= 0) & (self.scored >= 0)
        same = np.flatnonzero(self.known)[:_SHOWN]
        self.closest: list[_Twins] = []
        self._keep(np.ones(len(same)), same, same)

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """Of each scored row, whether a text like its own is learned from."""
        return np.asarray(self.known[self.scored_text])

    def mark(self, pairs: Pairs) -> None:
        """Take note of pairs of texts that are nearly the same."""
        for scored, learned in ((pairs.first, pairs.second), (pairs.second, pairs.first)):
            crosses = (self.scored[scored] >= 0) & (self.learned[learned] >= 0)
            self.known[scored[crosses]] = True
            self._keep(pairs.similarity[crosses], scored[crosses], learned[crosses])

    def _keep(self, similarity: npt.NDArray[np.float64], scored: Rows, learned: Rows) -> None:
        rows = _rows(self.scored[scored], self.learned[learned])
        self.closest = _closest(self.closest, similarity, rows)
