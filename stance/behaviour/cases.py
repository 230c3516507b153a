"""`Case`: one thing a model has to get right, and `Capability`, the cases of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from stance.labels import Task

Move = Literal["rise", "fall"]


class Kind(StrEnum):
    """What is asked of a model, after CheckList."""

    MFT = "MFT"
    """Minimum functionality: the label is known and has to be given."""

    INV = "INV"
    """Invariance: a change that means nothing has to leave the label as it was."""

    DIR = "DIR"
    """Direction: a change must not make a label likelier, or less likely."""


@dataclass(frozen=True)
class Sentence:
    """What a model is shown."""

    text: str
    target: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Case:
    """A sentence and what a model may not do with it.

    Attributes
    ----------
    id
        Its own name, under which failures are followed from one model to the next.
    kind, task
        What is asked, and of which labels.
    sentence, changed
        What the model is shown; INV and DIR compare it with a second sentence.
    label
        For MFT the right one, for DIR the one that is watched.
    must_not
        For DIR: what the label's probability may not do, by more than `tolerance`, on the way
        from the sentence to the changed one. Of a model that gives margins, the margin.
    """

    id: str
    kind: Kind
    sentence: Sentence
    changed: Sentence | None = None
    label: str | None = None
    must_not: Move | None = None
    tolerance: float = 0.0
    task: Task = "stance"

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What a model is shown: one sentence, or both."""
        return (self.sentence,) if self.changed is None else (self.sentence, self.changed)


@dataclass(frozen=True)
class Capability:
    """What a model should be able to do, by the name of its file, and the cases that test it."""

    name: str
    cases: Sequence[Case]
