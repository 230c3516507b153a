"""Pairs of very many texts that are worth comparing, by MinHash and locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from stance.corpus.near_duplicates.shingles import Rows, Shingles
from stance.errors import ConfigError

N_SLOTS: Final = 128
_SEED: Final = 42
_TEXTS: Final = 20_000  # signed at a time
_PAIRS: Final = 100_000  # compared at a time
# In a bucket with more neighbours each text is compared with some of them: thousands of texts from
# one template would make millions of pairs, and tell nothing new.
_NEIGHBOURS: Final = 50
_NEIGHBOURS_IN_CROWD: Final = 5


@dataclass(frozen=True, eq=False)
class Signatures:
    """What is kept of each text's MinHash signature (Broder 1997), some 260 bytes.

    Attributes
    ----------
    bands
        The hash of each band of slots, shape (n_bands, n_texts): two texts with one hash are a
        candidate pair.
    low_bytes
        The lowest byte of every slot, shape (n_texts, N_SLOTS): the share of equal ones
        estimates the similarity (Li & König 2010, b-bit minwise hashing).
    """

    bands: npt.NDArray[np.uint32]
    low_bytes: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str], n: int, threshold: float) -> Self:
        """Return the signatures of texts.

        Raises
        ------
        ConfigError
            Where rensa, which makes them, is not installed.
        """
        n_rows = rows_in_a_band(threshold)
        bands = np.empty((N_SLOTS // n_rows, len(texts)), dtype=np.uint32)
        low_bytes = np.empty((len(texts), N_SLOTS), dtype=np.uint8)
        for start in range(0, len(texts), _TEXTS):
            signed = slice(start, min(start + _TEXTS, len(texts)))
            slots = _slots(Shingles.of(texts[signed], n))
            low_bytes[signed] = slots & np.uint64(0xFF)
            banded = slots[:, : len(bands) * n_rows].reshape(len(slots), len(bands), n_rows)
            mixed = np.zeros(banded.shape[:2], dtype=np.uint64)
            for row in range(n_rows):
                mixed = (mixed ^ banded[:, :, row]) * np.uint64(0x9E3779B97F4A7C15)
                mixed ^= mixed >> np.uint64(32)
            bands[:, signed] = mixed.T.astype(np.uint32)
        return cls(bands, low_bytes)

    def candidates(self, threshold: float) -> Iterator[tuple[Rows, Rows]]:
        """Yield pairs that are likely as similar as a threshold, most of them once."""
        # Three standard deviations of the estimate below the threshold.
        least = threshold - 3 * np.sqrt(threshold * (1 - threshold) / N_SLOTS)
        crowded = np.zeros(self.bands.shape, dtype=bool)
        for band, hashes in enumerate(self.bands):
            order = np.argsort(hashes, kind="stable")
            ascending = hashes[order]
            in_crowd = _in_crowd(ascending)
            crowded[band, order] = in_crowd
            for left, right in _neighbours(ascending, in_crowd):
                yield from self._likely(order[left], order[right], band, crowded, least)

    def _likely(
        self, first: Rows, second: Rows, band: int, crowded: npt.NDArray[np.bool_], least: float
    ) -> Iterator[tuple[Rows, Rows]]:
        for start in range(0, len(first), _PAIRS):
            a, b = first[start : start + _PAIRS], second[start : start + _PAIRS]
            met = (self.bands[:band, a] == self.bands[:band, b]) & ~crowded[:band, a]
            new = ~met.any(axis=0)
            a, b = a[new], b[new]
            share = (self.low_bytes[a] == self.low_bytes[b]).mean(axis=1)
            likely = share >= least
            yield a[likely], b[likely]


def rows_in_a_band(threshold: float, least_recall: float = 0.95) -> int:
    """Return how many slots a band has: the most that find pairs at a threshold often enough.

    A pair of similarity s meets in one of b bands of r slots with probability 1 - (1 - s^r)^b.

    >>> rows_in_a_band(0.6), rows_in_a_band(0.8)
    (4, 7)
    """
    found = [1 - (1 - threshold**r) ** (N_SLOTS // r) for r in range(1, N_SLOTS + 1)]
    return max((r for r, recall in enumerate(found, 1) if recall >= least_recall), default=1)


def _slots(shingles: Shingles) -> npt.NDArray[np.uint64]:
    """Return MinHash signatures, shape (n_texts, N_SLOTS)."""
    try:
        from rensa import RMinHash
    except ImportError:
        raise ConfigError(
            "near-duplicates among so many texts are found with the package rensa; install it "
            "with: pip install 'stance-toolkit[dedup]'"
        ) from None
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles.hashes, shingles.offsets, N_SLOTS, _SEED
    )
    return np.array(matrix.to_rows(), dtype=np.uint64)


def _in_crowd(ascending: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which places are in a bucket too large for all its pairs to be compared."""
    starts = np.flatnonzero(np.r_[True, ascending[1:] != ascending[:-1]])
    sizes = np.diff(np.r_[starts, len(ascending)])
    return np.repeat(sizes > _NEIGHBOURS + 1, sizes)


def _neighbours(
    ascending: npt.NDArray[np.uint32], in_crowd: npt.NDArray[np.bool_]
) -> Iterator[tuple[Rows, Rows]]:
    """Yield places of equal values, 1, 2, ... places apart."""
    left = np.arange(len(ascending))
    for distance in range(1, _NEIGHBOURS + 1):
        left = left[left + distance < len(ascending)]
        left = left[ascending[left] == ascending[left + distance]]
        if distance == _NEIGHBOURS_IN_CROWD + 1:
            left = left[~in_crowd[left]]
        if not len(left):
            return
        yield left, left + distance
