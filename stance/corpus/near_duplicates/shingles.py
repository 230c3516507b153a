"""`Shingles`: the sets of character n-grams of texts, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

# A text's number and a hash share 64 bits, so that one sort puts equal shingles together.
_HASH_BITS: Final = 44
_AT_ONCE: Final = 1 << (63 - _HASH_BITS)
# Odd numbers with well mixed bits: Knuth's golden ratio, and one of SplitMix64's.
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_MIXER: Final = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, eq=False)
class Shingles:
    """Each text's different character n-grams.

    Attributes
    ----------
    hashes
        Those of the first text, ascending, then those of the next. Two n-grams of two texts
        have one hash of 44 bits by accident once in 10^13 times.
    offsets
        Where each text's begin, and the end of the last: shape (n_texts + 1,).
    """

    hashes: Hashes
    offsets: Rows

    @classmethod
    def of(cls, texts: Sequence[str], n: int) -> Self:
        """Return the n-grams of texts; a text shorter than n is one n-gram."""
        if len(texts) > _AT_ONCE:
            raise ValueError(f"{len(texts):,} texts at once; at most {_AT_ONCE:,}")
        padded = [text.ljust(n, "\0") for text in texts]
        sizes = np.array([len(text) for text in padded], dtype=np.int64)
        owner = np.repeat(np.arange(len(texts)), sizes)
        left_in_text = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(owner))
        owned = owner[left_in_text >= n].astype(np.uint64) << np.uint64(_HASH_BITS)
        keys = np.sort(owned | _rolling_hash("".join(padded), n)[left_in_text >= n])
        is_new = np.ones(len(keys), dtype=bool)
        is_new[1:] = keys[1:] != keys[:-1]
        keys = keys[is_new]
        counts = np.bincount(keys >> np.uint64(_HASH_BITS), minlength=len(texts))
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(keys & np.uint64((1 << _HASH_BITS) - 1), offsets)

    @property
    def counts(self) -> Rows:
        """How many each text has."""
        return np.diff(self.offsets)

    @property
    def owner(self) -> Rows:
        """The text of each hash."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def take(self, texts: Rows) -> tuple[Hashes, Rows]:
        """Return the hashes of some texts one after the other, and each one's place in `texts`."""
        counts = self.counts[texts]
        place = np.repeat(np.arange(len(texts)), counts)
        within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.hashes[self.offsets[texts][place] + within], place


def jaccard(shingles: Shingles, first: Rows, second: Rows) -> npt.NDArray[np.float64]:
    """Return the Jaccard similarity of pairs of texts: shared n-grams by all different ones."""
    keys = []
    for texts in (first, second):
        hashes, place = shingles.take(texts)
        keys.append((place.astype(np.uint64) << np.uint64(_HASH_BITS)) | hashes)
    both = np.sort(np.concatenate(keys))
    shared = both[1:][both[1:] == both[:-1]] >> np.uint64(_HASH_BITS)
    n_shared = np.bincount(shared, minlength=len(first))
    counts = shingles.counts
    return np.asarray(n_shared / (counts[first] + counts[second] - n_shared))


def _rolling_hash(text: str, n: int) -> Hashes:
    """Return the hash of the n characters from each place of a text on, of 44 bits."""
    # Half a surrogate pair is no text, but a string of Python's may hold one.
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    padded = np.concatenate([codes.astype(np.uint64), np.zeros(n - 1, dtype=np.uint64)])
    hashes = np.zeros(len(codes), dtype=np.uint64)
    for k in range(n):
        hashes = (hashes + padded[k : k + len(codes)] + np.uint64(1)) * _MULTIPLIER
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _MIXER
    return np.asarray(hashes >> np.uint64(64 - _HASH_BITS))
