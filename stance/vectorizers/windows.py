"""Every n-gram of a text as a prefix of a window, and all n-grams numbered by one sort.

A text is a run of symbols 1, 2, 3, ... (characters or words, numbered in string order),
closed by a 0. The window at a position is the next `size` symbols up to the close, filled up
with zeros; its prefixes are the n-grams that start there. In the sorted table of distinct
windows all rows with the same prefix are neighbours, so a prefix is a new n-gram where it
differs from the row above. Numbering the new ones row by row, short before long, numbers the
n-grams in string order. For the text "abab" and windows of three symbols:

    ======  =======  =======  =======
    window    n = 1    n = 2    n = 3
    ======  =======  =======  =======
    a b         0 a     1 ab
    a b a       0 a     1 ab    2 aba
    b           3 b
    b a b       3 b     4 ba    5 bab
    ======  =======  =======  =======

This is a suffix array (Manber and Myers 1993, SIAM J. Comput. 22:5) of bounded depth. Nothing
is hashed: two n-grams never share a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Integers = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]
Keys = npt.NDArray[Any]  # windows as sortable scalars: uint64, or bytes where 64 bits are too few


@dataclass(frozen=True)
class Packing:
    """How a window becomes one sortable scalar: its symbols side by side, the first on top."""

    n_symbols: int
    size: int

    @property
    def _shifts(self) -> npt.NDArray[np.uint64]:
        return self.n_symbols.bit_length() * np.arange(self.size, dtype=np.uint64)[::-1]

    @property
    def fits(self) -> bool:
        """Whether a window is a number of 64 bits, and not a string of bytes."""
        return self.n_symbols.bit_length() * self.size <= 64

    def pack(self, symbols: Integers) -> Keys:
        """Return the window at each position of a run of closed texts."""
        if not self.fits:
            padded = np.append(symbols, np.zeros(self.size - 1, dtype=symbols.dtype))
            windows = np.lib.stride_tricks.sliding_window_view(padded, self.size)
            open_ = np.logical_and.accumulate(windows != 0, axis=1)
            return (windows * open_).astype(">u4").view(f"S{4 * self.size}").ravel()
        first = symbols.astype(np.uint64) << self._shifts[0]
        closes = np.flatnonzero(symbols == 0)
        bits = np.uint64(self.n_symbols.bit_length())
        keys: Keys = first.copy()
        for _ in range(self.size - 1):  # a window is its symbol, then the window after it
            keys[:-1] = first[:-1] | (keys[1:] >> bits)
            keys[closes] = 0
        return keys

    def unpack(self, keys: Keys) -> Integers:
        """Return the symbols of each window, one row a window."""
        if not self.fits:
            return np.asarray(keys.view(">u4").reshape(-1, self.size), dtype=np.int64)
        mask = np.uint64((1 << self.n_symbols.bit_length()) - 1)
        return np.asarray((keys[:, np.newaxis] >> self._shifts) & mask, dtype=np.int64)

    def same_prefixes(self, some: Keys, others: Keys) -> Booleans:
        """Return whether two windows agree in their first 1, 2, ... symbols, a row a pair."""
        if not self.fits:
            same = self.unpack(some) == self.unpack(others)
            return np.logical_and.accumulate(same, axis=1)
        differing = some ^ others
        return np.stack([differing >> shift == 0 for shift in self._shifts], axis=1)


@dataclass(frozen=True, eq=False)
class Windows:
    """The distinct windows of some documents, sorted, and where in the documents they are.

    Attributes
    ----------
    keys
        The distinct windows.
    ranks
        Rows of `keys`: the windows of the first document in sorted order, then those of the
        second, and so on.
    starts
        Where each document starts in `ranks`, and where the last one ends.
    """

    keys: Keys
    ranks: Integers
    starts: Integers

    @classmethod
    def of(cls, keys: Keys, lengths: Integers) -> Windows:
        """Return the windows of documents that follow one another, given how long each is."""
        order = np.argsort(keys)
        keys = keys[order]
        first = _is_first(keys)
        documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
        bounds = np.append(np.flatnonzero(first), len(keys))
        # From "documents by window" to "windows by document" takes no second sort.
        by_window = (np.ones(len(keys), dtype=np.int8), documents, bounds)
        by_document = sp.csc_array(by_window, shape=(len(lengths), len(bounds) - 1)).tocsr()
        return cls(keys[first], by_document.indices, by_document.indptr.astype(np.int64))

    def count(self, columns: Integers, n_columns: int) -> sp.csr_array:
        """Return how often each n-gram is in each document, shape (n_documents, n_columns).

        `columns` numbers the prefixes of `keys`; those numbered -1 are not counted.
        """
        found = columns.take(self.ranks, axis=0)
        begins = np.empty(found.shape, dtype=bool)
        np.not_equal(found[1:], found[:-1], out=begins[1:])
        begins[self.starts[:-1]] = True
        # A document's windows are sorted, so what an n-gram is in is one run of its windows.
        runs = np.empty(found.shape, dtype=np.int32)
        for level in range(found.shape[1]):
            rows = np.flatnonzero(begins[:, level])
            runs[rows, level] = np.diff(rows, append=len(found))
        counted = np.flatnonzero(begins & (found >= 0))
        bounds = np.searchsorted(counted, self.starts * found.shape[1])
        # liblinear takes 32-bit indices only, and `csr_array` keeps the width it gets.
        bounds = bounds.astype(np.int32 if len(counted) < 2**31 else np.int64)
        return sp.csr_array(
            (runs.ravel()[counted], found.ravel()[counted], bounds),
            shape=(len(bounds) - 1, n_columns),
        )


def merge(tables: list[Windows]) -> Keys:
    """Return the distinct windows of several tables, sorted."""
    keys = np.sort(np.concatenate([table.keys for table in tables]))
    return keys[_is_first(keys)]


def number(keys: Keys, is_ngram: Booleans, packing: Packing) -> tuple[Integers, Booleans]:
    """Return the numbers of the n-grams in a table of distinct windows, and where each is new.

    Parameters
    ----------
    keys
        The distinct windows, sorted.
    is_ngram
        Which of their prefixes are n-grams, from the shortest wanted to the whole window:
        prefixes with zeros in them are none.

    Returns
    -------
    columns
        The number of each prefix in `is_ngram`, -1 for one that is no n-gram.
    is_new
        Which prefixes are n-grams that the row above has not, one for each number.
    """
    is_new = is_ngram.copy()
    is_new[1:] &= ~packing.same_prefixes(keys[1:], keys[:-1])[:, -is_ngram.shape[1] :]
    columns = np.full(is_new.shape, -1, dtype=np.int32)
    columns[is_new] = np.arange(np.count_nonzero(is_new))
    np.maximum.accumulate(columns, axis=0, out=columns)
    columns[~is_ngram] = -1
    return columns, is_new


def look_up(keys: Keys, known: Keys, columns: Integers, packing: Packing) -> Integers:
    """Return the numbers of the prefixes of some windows, -1 for those that are unknown.

    `columns` numbers the prefixes of the sorted windows `known`. The longest known prefix of a
    window is also one of the two windows between which it would stand.
    """
    places = np.searchsorted(known, keys)
    n_lengths = columns.shape[1]
    found = np.full((len(keys), n_lengths), -1, dtype=columns.dtype)
    for rows in (np.maximum(places - 1, 0), np.minimum(places, len(known) - 1)):
        same = packing.same_prefixes(keys, known[rows])[:, -n_lengths:]
        np.copyto(found, columns.take(rows, axis=0), where=same)
    return found


def _is_first(values: Keys) -> Booleans:
    first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first
