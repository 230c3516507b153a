"""ST002: whether rows of one group stand on both sides of a split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.checks.base import Finding, Severity
from stance.checks.known_values import told_of
from stance.checks.subject import Subject


@dataclass(frozen=True)
class SharedGroups:
    """No scored row has rows of its group (an event, a document, a thread) learned from.

    Parameters
    ----------
    max_share
        Which share of the scored rows may.
    """

    code: ClassVar[str] = "ST002"
    title: ClassVar[str] = "Groups across splits"
    severity: ClassVar[Severity] = Severity.ERROR
    explanation: ClassVar[str] = (
        "Rows of one group share events, names and wording, so that a model which remembers them "
        "scores better than it will on others."
    )
    remedy: ClassVar[str] = (
        "Divide with splitter=grouped or splitter=group_kfold, which keep groups whole."
    )
    is_costly: ClassVar[bool] = False

    max_share: float = 0.0

    def look(self, subject: Subject) -> Finding:
        """Count the scored rows whose group is learned from."""
        if not any(subject.corpus["group"]):
            return Finding.not_applicable("the corpus names no groups")
        if not subject.is_divided:
            return Finding.not_applicable("the corpus has no splits of its own")
        told, share = told_of(subject, "group")
        return (Finding.issue if share > self.max_share else Finding.passed)(told)
