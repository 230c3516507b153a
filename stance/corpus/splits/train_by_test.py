"""Train-by-test splits: learn from each target (or corpus, or genre), and score each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.corpus.benchmarks.published import text_key
from stance.corpus.corpus import Corpus
from stance.corpus.splits.rows import (
    as_names,
    check_share,
    count_of,
    describe_splits,
    shuffled,
    usable_rows,
)
from stance.corpus.splits.split import Rows, Split
from stance.errors import ConfigError, CorpusError, nearest
from stance.labels import Task

# More is a matrix nobody reads: 30 values are 900 models already.
_MOST: Final = 30


@dataclass(frozen=True)
class TrainByTest:
    """One split for each ordered pair of values: learn from one, score the other or the same.

    The splits are called ``"NATO -> Russia"``, learned from and scored; a run of them is the
    matrix that `stance.evaluation.transfer.TransferMatrix` reads. What is learned from a value
    is the same whatever is scored, and what is scored the same whatever was learned from, so
    the cells of a row or a column differ in one thing.

    Given splits are kept to. A value without any is divided by a seeded draw, which holds out
    a share of each of its classes. Either way no text (case and white space aside) and no
    ``group`` is learned from in one pair and scored in another: a text that is labelled for two
    targets is on one side with both. Rows to learn from that would break this rule are left out
    of every pair; rows of a given split that is scored never are.

    Each scored example has one prediction for each value that was learned from. A run's pooled
    scores count all of these, the pairs of a value with itself too: they sum up the matrix, and
    are not the scores of any one model.

    Parameters
    ----------
    by
        The column whose values are paired: ``target``, ``corpus`` (of `join_corpora`), ...
    train
        Names of the given splits to learn from, together.
    test
        Name of the given split to score; of several, the first that a value has. None leaves
        the held-out splits alone and divides the rows of `train`.
    test_size
        Where rows are divided here: the share of each value's classes to score; less where it
        would part a text or a group.
    values
        Which values to pair, in this order; None pairs all, sorted.
    """

    by: str = "target"
    train: Sequence[str] | str = ("train",)
    test: Sequence[str] | str | None = "test"
    test_size: float = 0.2
    values: Sequence[str] | str | None = None

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return a split for each pair, in the order of a matrix read row by row."""
        check_share(self.test_size)
        units = _units(corpus)
        learned: dict[str, Rows] = {}
        scored: dict[str, Rows] = {}
        undivided: dict[str, Rows] = {}
        rows_by_value = self._rows_by_value(corpus, task)
        for value, rows in rows_by_value.items():
            train, test = as_names(self.train), self._test_of(corpus, rows)
            if test and any(corpus["split"][rows]):
                learned[value] = self._within(corpus, task, value, rows, train)
                scored[value] = self._within(corpus, task, value, rows, test)
            else:
                undivided[value] = self._within(corpus, task, value, rows, (None, *train))
        is_drawn = _draw(undivided, corpus[task], units, self.test_size, seed)
        for value, rows in undivided.items():
            learned[value], scored[value] = rows[~is_drawn[rows]], rows[is_drawn[rows]]
        is_scored = np.isin(units, units[np.concatenate(list(scored.values()))])
        learned = {value: rows[~is_scored[rows]] for value, rows in learned.items()}
        self._refuse_empty(corpus, learned, scored)
        return [
            Split(name_of_pair(one, other), learned[one], scored[other], across=self.by)
            for one in rows_by_value
            for other in rows_by_value
        ]

    def _rows_by_value(self, corpus: Corpus, task: Task) -> dict[str, Rows]:
        """Return the labelled rows of each value that is paired, in the order of the matrix."""
        columns = corpus.table.column_names
        if self.by not in columns:
            joined = "; corpus=joined makes one" if self.by == "corpus" else ""
            raise CorpusError(
                f"corpus {corpus.name} has no column {self.by!r}, which splitter.by names; it has "
                f"{', '.join(columns)}{joined or nearest(self.by, columns)}"
            )
        column = corpus[self.by]
        rows: dict[str, list[int]] = defaultdict(list)
        for row in usable_rows(corpus, task, None).tolist():
            if column[row] is not None:
                rows[str(column[row])].append(row)
            elif self.values is None:
                raise CorpusError(
                    f"corpus {corpus.name} has labelled rows without a {self.by}, such as id "
                    f"{corpus['id'][row]}; name the values to pair with splitter.values=[...]"
                )
        values = sorted(rows) if self.values is None else [*map(str, as_names(self.values))]
        if unknown := next((value for value in values if value not in rows), None):
            raise ConfigError(
                f"splitter.values names {unknown!r}, but no labelled row of corpus {corpus.name} "
                f"has that {self.by}{nearest(unknown, rows)}"
            )
        if not 2 <= len(set(values)) <= _MOST:
            raise CorpusError(
                f"splitter.by={self.by} finds {len(set(values))} value(s) to pair in corpus "
                f"{corpus.name}, wanted 2 to {_MOST}; take another column, or choose among them "
                "with splitter.values=[...]"
            )
        return {value: np.array(rows[value], dtype=np.int64) for value in values}

    def _test_of(self, corpus: Corpus, rows: Rows) -> tuple[str, ...]:
        """Return the one split of some rows to score; all that are wanted where none is there."""
        wanted = as_names(self.test or ())
        if both := set(as_names(self.train)) & set(wanted):
            raise ConfigError(
                f"splitter.train and splitter.test both name {min(both)!r}; "
                "a model is not scored on the rows it learned from"
            )
        found = [name for name in wanted if name in corpus["split"][rows]]
        return tuple(found[:1]) or wanted

    def _within(
        self, corpus: Corpus, task: Task, value: str, rows: Rows, splits: Sequence[str | None]
    ) -> Rows:
        """Return the rows of a value that are in some given splits; None stands for no split."""
        found = rows[[split in splits for split in corpus["split"][rows]]]
        if not len(found):
            named = " or ".join(split for split in splits if split)
            raise CorpusError(
                f"corpus {corpus.name} has no {task} label of {self.by} {value!r} in split {named} "
                f"({describe_splits(corpus.take(rows), task)}); name others with splitter.train "
                "and splitter.test, or leave it out with splitter.values=[...]"
            )
        return found

    def _refuse_empty(
        self, corpus: Corpus, learned: Mapping[str, Rows], scored: Mapping[str, Rows]
    ) -> None:
        for what, sides in (("score", scored), ("learn from", learned)):
            for value, rows in sides.items():
                if not len(rows):
                    raise CorpusError(
                        f"corpus {corpus.name} has nothing of {self.by} {value!r} to {what} once "
                        "its texts and groups are kept on one side; add rows of it, or leave it "
                        "out with splitter.values=[...]"
                    )


def name_of_pair(learned: str, scored: str) -> str:
    r"""Return the name of a split; `read_pair` reads it back, whatever the values are.

    >>> name_of_pair("NATO", "Russia")
    'NATO -> Russia'
    >>> name_of_pair("x -> y", "z")
    'x -\\> y -> z'
    """
    escaped = (value.replace("\\", r"\\").replace("->", r"-\>") for value in (learned, scored))
    return " -> ".join(escaped)


def read_pair(name: str) -> tuple[str, str] | None:
    r"""Return what was learned from and what was scored; None where a name tells no pair.

    >>> read_pair("NATO -> Russia"), read_pair("fold 1")
    (('NATO', 'Russia'), None)
    >>> read_pair(name_of_pair("x -> y", "z"))
    ('x -> y', 'z')
    """
    learned, arrow, scored = name.partition(" -> ")
    if not arrow or name.count("->") > 1:
        return None
    return re.sub(r"\\(.)", r"\1", learned), re.sub(r"\\(.)", r"\1", scored)


def _units(corpus: Corpus) -> npt.NDArray[np.object_]:
    """Return for each row the name of what is not to be parted: equal texts, and their groups."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    texts = [f"text {text_key(text)}" for text in corpus["text"]]
    for text, group in zip(texts, corpus["group"], strict=True):
        if group:
            # The first name in the alphabet stands for all, whatever the order of the rows.
            first, second = sorted((root(text), root(f"group {group}")))
            parent[second] = first
    return np.array([*map(root, texts), None], dtype=object)[:-1]


def _draw(
    rows_by_value: Mapping[str, Rows],
    labels: npt.NDArray[np.object_],
    units: npt.NDArray[np.object_],
    share: float,
    seed: int,
) -> npt.NDArray[np.bool_]:
    """Return a mask of the rows to score: whole units, each that fits into every share it is of."""
    brought: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for value, rows in rows_by_value.items():
        for row in rows:
            brought[units[row]][value, labels[row]] += 1
    room = sum(brought.values(), Counter[tuple[str, str]]())
    for stratum, n in room.items():
        room[stratum] = count_of(n, share)
    names = sorted(brought)
    drawn = set()
    for name in (names[i] for i in shuffled(names, seed)):
        if brought[name] <= room:
            drawn.add(name)
            room.subtract(brought[name])
    return np.isin(units, list(drawn))
