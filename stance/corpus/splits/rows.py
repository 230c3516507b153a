"""What the splitters share: the rows they may use, a stable random order, checked settings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from stance.corpus.corpus import Corpus
from stance.corpus.schema import SPLITS
from stance.corpus.splits.split import Rows, Split
from stance.errors import ConfigError, CorpusError, nearest
from stance.labels import Task

# Splits in which settings may be tuned; a given test split is left alone unless asked for.
TUNING = ("train", "dev")


def usable_rows(corpus: Corpus, task: Task, within: Sequence[str] | str | None) -> Rows:
    """Return the labelled rows of some given splits, and those that are in none.

    ``within=None`` returns every labelled row.
    """
    labelled = corpus.labelled(task)
    if not labelled.any():
        raise CorpusError(f"corpus {corpus.name} has no {task} label; choose the other task")
    if within is None:
        return np.flatnonzero(labelled).astype(np.int64)
    wanted = as_names(within)
    splits = corpus["split"]
    for name in wanted:
        if name not in SPLITS and name not in splits:
            known = sorted({*SPLITS, *splits} - {None})
            raise ConfigError(
                f"splitter.within names {name!r}, wanted some of {', '.join(known)}"
                f"{nearest(name, known)}"
            )
    allowed = np.array([split is None or split in wanted for split in splits], dtype=bool)
    rows = np.flatnonzero(labelled & allowed).astype(np.int64)
    if not len(rows):
        raise CorpusError(
            f"corpus {corpus.name} has no {task} label within {' and '.join(wanted)} "
            f"({describe_splits(corpus, task)}); name other splits with splitter.within, "
            "or use every row with splitter.within=null"
        )
    return rows


def as_names(value: Sequence[str] | str) -> tuple[str, ...]:
    """Return names as a tuple, whether one or several were given."""
    return (value,) if isinstance(value, str) else tuple(value)


def describe_splits(corpus: Corpus, task: Task) -> str:
    """Return how many labelled rows each split has: ``"there are train: 80, test: 20"``."""
    counts = Counter(corpus["split"][corpus.labelled(task)])
    counted = [f"{name or 'without a split'}: {n}" for name, n in counts.items()]
    return f"there are {', '.join(counted) or 'none'}"


def shuffled(keys: Iterable[str], seed: int) -> Rows:
    """Return the positions of some keys in a random order that keys and seed alone decide.

    The order is that of the SHA-256 of seed and key. Unlike a generator's stream it is the
    same under every platform, version of NumPy and order of rows, and a row that is added
    later leaves the order of the others as it was.
    """
    digests = [hashlib.sha256(f"{seed}\0{key}".encode()).digest() for key in keys]
    return np.array(sorted(range(len(digests)), key=digests.__getitem__), dtype=np.int64)


def count_of(n: int, share: float) -> int:
    """Return how many of `n` things a share of them is: at least one, and not all."""
    return min(max(round(n * share), 1), n - 1)


def check_share(test_size: float) -> None:
    """Refuse a test size that leaves nothing to learn from or nothing to score."""
    if not 0 < test_size < 1:
        raise ConfigError(
            f"splitter.test_size={test_size} is no share of the rows; wanted more than 0 and "
            "less than 1, such as 0.2"
        )


def check_folds(n_splits: int, n_units: int, units: str, corpus: Corpus) -> None:
    """Refuse fewer than two folds, and more folds than there are units to deal out."""
    if n_splits < 2:
        raise ConfigError(f"splitter.n_splits={n_splits} is too few; wanted 2 folds or more")
    if n_units < n_splits:
        raise CorpusError(
            f"corpus {corpus.name} has {n_units} {units} for {n_splits} folds; "
            f"lower splitter.n_splits to {n_units} or less"
        )


def folds(rows: Rows, fold_of: Rows, n_splits: int) -> list[Split]:
    """Return the splits that test each fold on a model of the others, given each row's fold."""
    return [
        Split(f"fold {k + 1}", np.sort(rows[fold_of != k]), np.sort(rows[fold_of == k]))
        for k in range(n_splits)
    ]
