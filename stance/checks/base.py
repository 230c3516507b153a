"""What a check is, what it finds, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import isnan, nan
from typing import Any, ClassVar, Protocol, Self, TypeVar

from stance.errors import ConfigError, nearest
from stance.evaluation import Interval

Cell = str | int | float | Interval
S_contra = TypeVar("S_contra", contravariant=True)


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
    MUTED = "muted"


@dataclass(frozen=True)
class Evidence:
    """A small table of what a check saw: column names, and rows of words and numbers.

    It has ids, never texts: records of runs are passed on, published data sets may not be.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


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

    @classmethod
    def muted(cls) -> Self:
        """Say that nobody looked."""
        return cls(Outcome.MUTED, "muted by checks.mute")


class Check(Protocol[S_contra]):
    """A question with a stable code about a subject; its thresholds are its fields."""

    code: ClassVar[str]
    """ST and three digits; what is muted and cited by."""

    title: ClassVar[str]
    """What is wrong where it finds something, in a few words."""

    severity: ClassVar[Severity]

    explanation: ClassVar[str]
    """Why it matters."""

    remedy: ClassVar[str]
    """The way to mend it."""

    is_costly: ClassVar[bool]
    """Whether a quick evaluation leaves it out."""

    def look(self, subject: S_contra) -> Finding:
        """Say what it finds."""
        ...


@dataclass(frozen=True)
class Checked:
    """A check's code, title, severity, explanation and remedy, and what it found."""

    code: str
    title: str
    severity: Severity
    explanation: str
    remedy: str
    finding: Finding

    @classmethod
    def of(cls, check: Check[Any], finding: Finding) -> Self:
        """Return what is kept of a check that looked."""
        return cls(
            check.code, check.title, check.severity, check.explanation, check.remedy, finding
        )

    def is_issue(self, least: Severity = Severity.WARNING) -> bool:
        """Tell whether it found something, of a severity or worse."""
        return self.finding.outcome is Outcome.ISSUE and self.severity.is_at_least(least)

    def __str__(self) -> str:
        return f"{self.code} {self.title}: {self.finding.sentence}."

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it; nan is null."""
        record = asdict(self)
        if (evidence := self.finding.evidence) is not None:
            rows = [[_to_json(cell) for cell in row] for row in evidence.rows]
            record["finding"]["evidence"] = {"columns": list(evidence.columns), "rows": rows}
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return what `to_dict` wrote."""
        found = record["finding"]
        evidence = found["evidence"] and Evidence(
            tuple(found["evidence"]["columns"]),
            tuple(tuple(map(_from_json, row)) for row in found["evidence"]["rows"]),
        )
        finding = Finding(Outcome(found["outcome"]), found["sentence"], evidence)
        return cls(**dict(record) | {"severity": Severity(record["severity"]), "finding": finding})


def _to_json(cell: Cell) -> Any:
    if isinstance(cell, Interval):
        return {end: _to_json(value) for end, value in asdict(cell).items()}
    return None if isinstance(cell, float) and isnan(cell) else cell


def _from_json(cell: Any) -> Cell:
    if isinstance(cell, Mapping):
        ends = (cell[end] for end in ("low", "value", "high"))
        return Interval(*(nan if end is None else float(end) for end in ends))
    return nan if cell is None else cell
