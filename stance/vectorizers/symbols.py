"""Texts as numbered symbols: characters, characters within words, or words."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, repeat
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError, nearest

Integers = npt.NDArray[np.integer[Any]]

# Words of two and more characters: what scikit-learn takes for words, too.
WORD_PATTERN: Final = r"(?u)\b\w\w+\b"

_SPACES: Final = re.compile(r"\s\s+")


def strings(X: Any, column: str) -> list[str]:
    """Return the strings of a frame's column, or of a sequence."""
    if hasattr(X, "columns"):
        if column not in X.columns:
            names = [str(name) for name in X.columns]
            raise ModelError(f"no column {column!r} among {names}{nearest(column, names)}")
        X = X[column]
    if isinstance(X, str):
        raise ModelError(f"got the string {X[:40]!r}, wanted a sequence of texts; put it in a list")
    texts = list(X)
    if not texts:
        raise ModelError("got no texts, wanted at least one")
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise ModelError(
                f"row {row} of the texts is {text!r} ({type(text).__name__}), wanted a string; "
                "leave the row out or put '' for a text that is missing"
            )
    return texts


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The symbols of some texts and their places in sorted order, from 1."""

    places: Mapping[str, int]

    @classmethod
    def of(cls, symbols: Iterable[str]) -> Alphabet:
        """Return the alphabet of these symbols."""
        return cls(dict(zip(sorted(symbols), count(1), strict=False)))

    @classmethod
    @lru_cache(maxsize=32)  # for those who ask for one sentence after the other
    def loads(cls, text: str) -> Alphabet:
        """Return the alphabet that `dumps` wrote."""
        return cls.of(json.loads(text))

    def dumps(self) -> str:
        """Return the alphabet as one string, a JSON list."""
        return json.dumps(list(self.places))

    def __len__(self) -> int:
        return len(self.places)


class Reader(Protocol):
    """Reads texts as numbers of its own choice, and tells what they mean in an alphabet."""

    def read(self, texts: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the symbols of all texts, each text closed by a 0, and their lengths with it."""

    def seen(self) -> Iterable[str]:
        """Return the symbols that were read so far."""

    def places(self, alphabet: Alphabet) -> Integers:
        """Return for each number its symbol's place in the alphabet, from 1; 0 if not in it.

        Numbers beyond the last have what the last has.
        """


class Characters:
    """Reads texts as characters; the number of each is its code point plus one.

    Parameters
    ----------
    within_words
        Whether each word, with a space before and after it, is closed by a 0 of its own. If
        not, two and more white space characters in a row are read as one space.
    """

    def __init__(self, *, within_words: bool) -> None:
        self.within_words = within_words
        self._read: list[Integers] = []

    def read(self, texts: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the symbols of all texts, each text closed by a 0, and their lengths with it."""
        if self.within_words:
            texts = [_padded_words(text) for text in texts]
        else:
            texts = [_SPACES.sub(" ", text) for text in texts]
        symbols = _code_points("".join(f"{text}\n" for text in texts)) + np.uint32(1)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        if self.within_words:
            symbols[symbols == ord("\n") + 1] = 0
        else:
            symbols[np.cumsum(lengths) - 1] = 0
        self._read.append(symbols)
        return symbols, lengths

    def seen(self) -> Iterable[str]:
        """Return the symbols that were read so far."""
        seen = np.zeros(sys.maxunicode + 2, dtype=bool)
        for symbols in self._read:
            seen[symbols] = True
        return map(chr, np.flatnonzero(seen[1:]))

    def places(self, alphabet: Alphabet) -> Integers:
        """Return for each number its symbol's place in the alphabet, from 1; 0 if not in it."""
        numbers = [ord(symbol) + 1 for symbol in alphabet.places]
        # A table for all code points would take as long to make as a sentence to count.
        places = np.zeros(max(numbers, default=0) + 2, dtype=np.uint32)
        places[numbers] = list(alphabet.places.values())
        return places


class Words:
    """Reads texts as words, numbered from 1 as they come."""

    def __init__(self, pattern: str) -> None:
        self._split = _split_words if pattern == WORD_PATTERN else _splitter(pattern)
        self._numbers: defaultdict[str, int] = defaultdict(count(1).__next__)

    def read(self, texts: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the symbols of all texts, each text closed by a 0, and their lengths with it."""
        words, n_words = self._split(texts)
        numbers = map(self._numbers.__getitem__, words)
        symbols = np.fromiter(numbers, dtype=np.uint32, count=len(words))
        return np.insert(symbols, np.cumsum(n_words), 0), n_words + 1

    def seen(self) -> Iterable[str]:
        """Return the symbols that were read so far."""
        return self._numbers

    def places(self, alphabet: Alphabet) -> Integers:
        """Return for each number its symbol's place in the alphabet, from 1; 0 if not in it."""
        return np.array([0, *map(alphabet.places.get, self._numbers, repeat(0))], dtype=np.uint32)


def _padded_words(text: str) -> str:
    words = text.split()
    # No word has a line break in it, so one can stand for the close.
    return " " + " \n ".join(words) + " " if words else ""


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _splitter(pattern: str) -> Any:
    find = re.compile(pattern).findall

    def split(texts: Sequence[str]) -> tuple[list[str], Integers]:
        words = [find(text) for text in texts]
        return list(chain.from_iterable(words)), np.array([len(found) for found in words])

    return split


def _split_words(texts: Sequence[str]) -> tuple[list[str], Integers]:
    # What WORD_PATTERN finds are the longest runs of word characters but those of a single one.
    code_points = _code_points("".join(f"{text}\n" for text in texts))
    inside = _is_word_character(code_points)
    begins, ends = inside.copy(), inside.copy()
    begins[1:] &= ~inside[:-1]
    ends[:-1] &= ~inside[1:]
    single = begins & ends
    blanked = np.where(inside & ~single, code_points, np.uint32(ord(" ")))
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    n_words = np.add.reduceat(begins & ~single, np.cumsum(lengths) - lengths, dtype=np.int64)
    return blanked.tobytes().decode("utf-32-le").split(), n_words


def _is_word_character(code_points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    # No longer than needed: for one sentence a table of all code points takes most of the time.
    table = np.zeros(int(code_points.max(initial=0)) + 1, dtype=bool)
    table[code_points] = True
    seen = np.flatnonzero(table)
    table[seen] = [chr(c).isalnum() or c == ord("_") for c in seen]  # as `re` defines it
    return table[code_points]
