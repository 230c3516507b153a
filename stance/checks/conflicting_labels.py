"""ST007: whether one text has different labels for one target."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Subject
from stance.corpus.near_duplicates import normalized

_SHOWN: Final = 10


@dataclass(frozen=True)
class ConflictingLabels:
    """Rows with one text, target and speaker have one label.

    Case and white space in texts aside. Two speakers in one text may well differ.

    Parameters
    ----------
    max_share
        Which share of the labelled rows may be in conflict.
    """

    code: ClassVar[str] = "ST007"
    title: ClassVar[str] = "Conflicting labels"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "No model can be right on both, and what it learns from them is noise."
    )
    remedy: ClassVar[str] = "Have these rows labelled again, or leave them out."
    is_costly: ClassVar[bool] = False

    max_share: float = 0.0

    def look(self, subject: Subject) -> Finding:
        """Count the labelled rows whose twins have another label."""
        corpus = subject.corpus
        rows = np.flatnonzero(corpus.labelled(subject.task))
        columns = (corpus[name] for name in ("id", "text", "target", "speaker", subject.task))
        labels: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for name, text, target, speaker, label in zip(*(c[rows] for c in columns), strict=True):
            labels[normalized(text), target, speaker][name] = label
        conflicts = [of for of in labels.values() if len(set(of.values())) > 1]
        n = sum(map(len, conflicts))
        told = (
            f"{n:,} of {len(rows):,} labelled rows have a {subject.task} that differs from another "
            "row's with the same text, target and speaker"
        )
        if not n:
            return Finding.passed(told)
        evidence = Evidence(
            ("rows", "labels"),
            [(", ".join(of), ", ".join(of.values())) for of in conflicts[:_SHOWN]],
        )
        too_many = n > self.max_share * len(rows)
        return (Finding.issue if too_many else Finding.passed)(told, evidence)
