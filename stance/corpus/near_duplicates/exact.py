"""Every near-duplicate pair of some thousand texts, by their rarest n-grams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.corpus.near_duplicates.shingles import Rows, Shingles

# Rows of the product held at a time: at worst, where all texts are alike, times all texts.
_ROWS: Final = 512


def candidates(shingles: Shingles, threshold: float) -> Iterator[tuple[Rows, Rows]]:
    """Yield all pairs that may be as similar as a threshold, the first before the second.

    Two sets that share enough have one of their rarest elements in common: of m elements, in one
    order for all sets, the first m - ceil(m threshold) + 1 will do (Chaudhuri, Ganti & Kaushik
    2006, A primitive operator for similarity joins in data cleaning, ICDE). Of the set whose
    chosen elements end first, what the other set has is seen whole in these, so that a pair
    which shares few of them is ruled out (after Xiao et al. 2008, PPJoin, WWW).
    """
    import scipy.sparse as sp

    counts = shingles.counts
    ngram = _by_rarity(shingles.hashes)
    # Within each text, the rarest n-gram first.
    ordered = ngram[np.argsort((shingles.owner << 32) | ngram)]
    # Rounded down a little: 0.6 * 5 is more than 3 in floating point.
    chosen = (counts - np.ceil(counts * threshold - 1e-9) + 1).astype(np.int64)
    place = np.arange(len(ordered)) - np.repeat(shingles.offsets[:-1], counts)
    kept = place < np.repeat(chosen, counts)
    last = ordered[shingles.offsets[:-1] + chosen - 1]
    ones = np.ones(np.count_nonzero(kept), dtype=np.int32)
    has = sp.csr_array((ones, (shingles.owner[kept], ordered[kept])))
    had_by = has.T.tocsr()
    for start in range(0, len(counts), _ROWS):
        shared = (has[start : start + _ROWS] @ had_by).tocoo()
        first, second = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
        earlier = np.where(last[first] <= last[second], first, second)
        a, b = counts[first], counts[second]
        needed = threshold / (1 + threshold) * (a + b) - (counts - chosen)[earlier]
        possible = (shared.data >= needed - 1e-9) & (
            np.minimum(a, b) >= threshold * np.maximum(a, b) - 1e-9
        )
        possible &= first < second
        yield first[possible], second[possible]


def _by_rarity(hashes: npt.NDArray[np.uint64]) -> Rows:
    """Return each hash's number, the rarer the lower."""
    _, number, times = np.unique(hashes, return_inverse=True, return_counts=True)
    rarity = np.empty(len(times), dtype=np.int64)
    rarity[np.argsort(times, kind="stable")] = np.arange(len(times))
    return rarity[number]
