"""`Split` and `Splitter`: the answer of dividing a corpus, and what gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stance.corpus.corpus import Corpus
from stance.labels import Task

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Which rows to learn from and which to score.

    Attributes
    ----------
    name
        What tells this split from its siblings: ``"test"``, ``"fold 3"``, ``"NATO"``.
    train, test
        Row numbers in the corpus, ascending; no row is in both.
    dev
        Rows in neither, on which a fitted model may be calibrated. Splitters leave it empty.
    across
        The column by which what is scored is new to the model, such as ``target``. Nothing may be
        found out on rows of a value that is not learned from.
    """

    name: str
    train: Rows
    test: Rows
    dev: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    across: str | None = None


class Splitter(Protocol):
    """Anything that divides a corpus; the same seed gives the same splits everywhere."""

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:
        """Return one split, or one a fold; rows without a label for the task are in none."""
        ...
