"""`RawRows`: what a reader hands on, before anybody asks what a cell means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from stance.errors import CorpusError, listed


@dataclass(frozen=True, eq=False)
class RawRows:
    """Rows under their source's own column names, each with the place it starts at.

    A row that could not be read stands in its place, empty, so that all that is wrong with a
    source can be told at once and in order.

    Attributes
    ----------
    source
        What was read, as an error names it: ``"data/tweets.csv"``.
    columns
        The cells of each column, all columns of one length.
    places
        Where each row starts: ``"data/tweets.csv:17"``.
    bad
        Why a row could not be read, by its position.
    """

    source: str
    columns: Mapping[str, Sequence[Any] | pa.ChunkedArray]
    places: Sequence[str]
    bad: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)


def refuse_repeated(names: Iterable[str], source: str) -> None:
    """Raise where two columns have one name: which of them is meant, nobody can know."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise CorpusError(f"{source} has more than one column {listed(twice)}; rename them")
