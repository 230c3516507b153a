"""ST003: whether speakers or sources of scored rows are learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from stance.checks.base import Finding, Severity
from stance.checks.known_values import told_of
from stance.checks.subject import Subject

_COLUMNS: Final = ("speaker", "source")


@dataclass(frozen=True)
class SharedSpeakers:
    """Few scored rows are of a speaker, or from a source, that was learned from.

    A column with one value in all rows tells nothing, and is not looked at.

    Parameters
    ----------
    max_share
        Which share of the scored rows may be.
    """

    code: ClassVar[str] = "ST003"
    title: ClassVar[str] = "Speakers or sources across splits"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "Who holds a view, or prints it, mostly holds it again: a model that knows the speakers "
        "need not understand what they say, and does worse on those it does not know."
    )
    remedy: ClassVar[str] = (
        "Take the speaker or source for the group (corpus.columns.group=speaker) and divide with "
        "splitter=grouped, or say that speakers are known."
    )
    is_costly: ClassVar[bool] = False

    max_share: float = 0.1

    def look(self, subject: Subject) -> Finding:
        """Count the scored rows whose speaker or source is learned from."""
        corpus = subject.corpus
        columns = [name for name in _COLUMNS if len(set(corpus[name]) - {"", None}) > 1]
        if not columns:
            return Finding.not_applicable("the corpus names no two speakers and no two sources")
        if not subject.is_divided:
            return Finding.not_applicable("the corpus has no splits of its own")
        told, shares = zip(*(told_of(subject, column) for column in columns), strict=True)
        is_issue = max(shares) > self.max_share
        return (Finding.issue if is_issue else Finding.passed)("; ".join(told))
