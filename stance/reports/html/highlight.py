"""Which words of a sentence pushed a decision, found from the names of a model's features."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from stance.evaluation.errors import Error, Push

_LEVELS: Final = 3
_LEAST: Final = 0.1  # of the strongest push; what is weaker is not marked


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence: level 1 to 3 speaks for what was predicted, -1 to -3 against it."""

    text: str
    level: int


def parts_of_characters(errors: Iterable[Error]) -> frozenset[str]:
    """Return the parts of the features, such as ``char``, whose n-grams are not whole words.

    A feature's name does not say what it is made of; of characters, some n-gram begins or ends
    in a space, or within a word.
    """
    found = {
        part
        for error in errors
        for feature, _ in error.pushes
        for part, ngram in [parsed(feature, error.target)]
        if ngram != ngram.strip() or not _found(error.text, ngram, of_characters=False)
        if _found(error.text, ngram, of_characters=True)
    }
    return frozenset(found)


def segments(error: Error, of_characters: Collection[str]) -> list[Segment]:
    """Return an error's text in pieces, each with how far it pushed the decision.

    The n-grams that cover a character add up; those that cannot be found in the text, such as a
    target's own features, are left out. `of_characters` is what `parts_of_characters` says.
    """
    push = [0.0] * len(error.text)
    for (part, ngram), by in _by_ngram(error.pushes, error.target):
        for start, end in _found(error.text, ngram, of_characters=part in of_characters):
            for place in range(start, end):
                push[place] += by
    most = max(map(abs, push), default=0.0)
    levels = [_level(by, most) for by in push]
    return [
        Segment("".join(character for _, character in some), level)
        for level, some in groupby(zip(levels, error.text, strict=True), key=lambda of: of[0])
    ]


def _by_ngram(pushes: Sequence[Push], target: str) -> Iterator[tuple[tuple[str, str], float]]:
    for feature, by in pushes:
        yield parsed(feature, target), by


def parsed(feature: str, target: str) -> tuple[str, str]:
    """Return the part of the features that a feature is of, and its n-gram.

    >>> parsed("word__not welcome", "NATO"), parsed("NATO:char__ wel", "NATO")
    (('word', 'not welcome'), ('char', ' wel'))
    """
    part, _, ngram = feature.removeprefix(f"{target}:").rpartition("__")
    return part, ngram


def _found(text: str, ngram: str, *, of_characters: bool) -> list[tuple[int, int]]:
    """Return the places of an n-gram in a text.

    >>> _found("It is, it seems", "it", of_characters=False)
    [(0, 2), (7, 9)]
    >>> _found("To join NATO", "o ", of_characters=True)
    [(1, 3), (11, 12)]
    """
    if not ngram.strip():
        return []
    if of_characters:
        core = r"\s+".join(map(re.escape, ngram.strip().split()))
        before = r"(?:^|\s+)" * (ngram[0] == " ")
        after = r"(?:\s+|$)" * (ngram[-1] == " ")
        pattern = before + core + after
    else:
        # Between two words of an n-gram there may be one of a single letter, which is no word.
        between = r"\W+(?:\w\W+)*?"
        pattern = rf"(?<!\w){between.join(map(re.escape, ngram.split()))}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _level(by: float, most: float) -> int:
    if not most or abs(by) < _LEAST * most:
        return 0
    level = min(_LEVELS, 1 + int(_LEVELS * abs(by) / most))
    return level if by > 0 else -level
