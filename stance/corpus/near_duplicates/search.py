"""`near_duplicates`: pairs of texts as similar as a threshold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.corpus.near_duplicates import exact, minhash
from stance.corpus.near_duplicates.shingles import Rows, Shingles, jaccard
from stance.errors import ConfigError

EXACT_UP_TO: Final = 20_000
_PAIRS: Final = 100_000  # compared at a time


@dataclass(frozen=True, eq=False)
class Pairs:
    """Some pairs of texts: positions, and the Jaccard similarity of their character n-grams.

    Each array has shape (n_pairs,).
    """

    first: Rows
    second: Rows
    similarity: npt.NDArray[np.float64]


def check_settings(threshold: float, n: int) -> None:
    """Refuse what no pair can be searched by."""
    if not 0 < threshold <= 1:
        raise ConfigError(
            f"a near-duplicate cannot have the similarity {threshold}; give a threshold above 0 "
            "and at most 1, such as 0.6"
        )
    if n < 1:
        raise ConfigError(f"n-grams cannot have n={n} characters; give a number from 1, such as 5")


def normalized(text: str) -> str:
    r"""Return a text without the differences that never matter: case and white space.

    >>> normalized("The  alliance\nIS here. ")
    'the alliance is here.'
    """
    return " ".join(text.casefold().split())


def near_duplicates(
    texts: Sequence[str],
    *,
    threshold: float = 0.6,
    n: int = 5,
    exact_up_to: int = EXACT_UP_TO,
) -> Iterator[Pairs]:
    """Yield the pairs of texts as similar as a threshold, some at a time.

    The similarity of a pair is always computed from its texts. Whether a pair is found at all is
    certain for up to `exact_up_to` texts; of more, MinHash (Broder 1997, On the resemblance and
    containment of documents) finds at least 95 of 100 pairs at the threshold, and more of the
    pairs above it. There, a pair may come twice; and of texts that many others are alike, as of
    thousands from one template, some pairs only.

    Parameters
    ----------
    texts
        As they are to be compared; see `normalized`.
    threshold
        Above 0, up to 1: what the same.
    n
        The characters of an n-gram; a shorter text is one n-gram.

    Raises
    ------
    ConfigError
        Where a setting makes no sense, or rensa is needed and missing.
    """
    check_settings(threshold, n)
    if len(texts) < 2:
        return
    if len(texts) <= exact_up_to:
        yield from _exact(texts, threshold, n)
    else:
        yield from _likely(texts, threshold, n)


def _exact(texts: Sequence[str], threshold: float, n: int) -> Iterator[Pairs]:
    shingles = Shingles.of(texts, n)
    for first, second in exact.candidates(shingles, threshold):
        for a, b in _parts(first, second):
            yield _similar(a, b, jaccard(shingles, a, b), threshold)


def _likely(texts: Sequence[str], threshold: float, n: int) -> Iterator[Pairs]:
    # In random order, a text's neighbours in a large bucket are a random choice.
    order = np.random.default_rng(0).permutation(len(texts))
    signatures = minhash.Signatures.of([texts[t] for t in order], n, threshold)
    for a, b in _gathered(signatures.candidates(threshold)):
        involved, place = np.unique(np.concatenate([order[a], order[b]]), return_inverse=True)
        shingles = Shingles.of([texts[t] for t in involved], n)
        similarity = jaccard(shingles, place[: len(a)], place[len(a) :])
        yield _similar(
            np.minimum(order[a], order[b]), np.maximum(order[a], order[b]), similarity, threshold
        )


def _similar(
    first: Rows, second: Rows, similarity: npt.NDArray[np.float64], threshold: float
) -> Pairs:
    kept = similarity >= threshold
    return Pairs(first[kept], second[kept], similarity[kept])


def _parts(first: Rows, second: Rows) -> Iterator[tuple[Rows, Rows]]:
    for start in range(0, len(first), _PAIRS):
        yield first[start : start + _PAIRS], second[start : start + _PAIRS]


def _gathered(pairs: Iterable[tuple[Rows, Rows]]) -> Iterator[tuple[Rows, Rows]]:
    """Yield pairs in parts of a size that is worth the trouble and fits into memory."""
    waiting: list[tuple[Rows, Rows]] = []
    for part in pairs:
        waiting.append(part)
        if sum(len(first) for first, _ in waiting) >= _PAIRS:
            yield from _parts(*_joined(waiting))
            waiting = []
    if waiting:
        yield from _parts(*_joined(waiting))


def _joined(parts: Sequence[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    return np.concatenate([a for a, _ in parts]), np.concatenate([b for _, b in parts])
