"""What a check is: a value with a code and thresholds that looks at a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

import numpy as np

from stance.corpus import Corpus
from stance.corpus.splits import Given, GroupKFold, Split, StratifiedKFold
from stance.corpus.splits.given import rows_of_split
from stance.errors import ConfigError, nearest
from stance.evaluation import Interval
from stance.labels import Task

_FOLDS = 5


class Severity(StrEnum):
    """How bad it is where a check finds something."""

    WARNING = "warning"
    ERROR = "error"

    @classmethod
    def read(cls, word: str) -> Self:
        """Return the severity a user named."""
        if word not in list(cls):
            raise ConfigError(f"severity {word!r} is none of {', '.join(cls)}{nearest(word, cls)}")
        return cls(word)

    def is_at_least(self, other: Severity) -> bool:
        """Tell whether this is as bad as another, or worse."""
        return list(Severity).index(self) >= list(Severity).index(other)


class Outcome(StrEnum):
    """How a check ended."""

    ISSUE = "issue"
    PASSED = "passed"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Evidence:
    """A small table of what a check saw: column names, and rows of words and numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | int | float | Interval]]


@dataclass(frozen=True)
class Finding:
    """What one check says of a subject: how it ended, in a sentence, and what it saw."""

    outcome: Outcome
    sentence: str
    evidence: Evidence | None = None

    @classmethod
    def issue(cls, sentence: str, evidence: Evidence | None = None) -> Self:
        """Say what is wrong."""
        return cls(Outcome.ISSUE, sentence, evidence)

    @classmethod
    def passed(cls, sentence: str, evidence: Evidence | None = None) -> Self:
        """Say what was looked at and found in order."""
        return cls(Outcome.PASSED, sentence, evidence)

    @classmethod
    def not_applicable(cls, reason: str) -> Self:
        """Say why there is nothing to look at."""
        return cls(Outcome.NOT_APPLICABLE, reason)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON takes it."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Subject:
    """What checks look at: a corpus, and which of its labels are learned."""

    corpus: Corpus
    task: Task

    @cached_property
    def splits(self) -> Sequence[Split]:
        """What is learned from and what is scored.

        The corpus's own train rows, and its test rows or else its dev rows; without both, five
        folds, which keep groups whole where the corpus names any.
        """
        with_labels = self.corpus.labelled(self.task)
        given = set(self.corpus["split"][with_labels])
        for scored in ("test", "dev"):
            if {"train", scored} <= given:
                return Given(test=scored).split(self.corpus, self.task, seed=0)
        grouped = any(self.corpus["group"][with_labels])
        folds = (GroupKFold if grouped else StratifiedKFold)(n_splits=_FOLDS, within=None)
        return folds.split(self.corpus, self.task, seed=0)

    def rows(self, split: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the labelled rows of one of the corpus's own splits."""
        return rows_of_split(self.corpus, self.task, split)


class Check(Protocol):
    """A question with a stable code; its thresholds are its fields."""

    code: ClassVar[str]
    """ST and three digits; what is muted and cited by."""

    title: ClassVar[str]
    """What is wrong where it finds something, in a few words."""

    severity: ClassVar[Severity]

    explanation: ClassVar[str]
    """Why it matters."""

    remedy: ClassVar[str]
    """The way to mend it."""

    def look(self, subject: Subject) -> Finding:
        """Say what it finds."""
        ...
