"""ST006: whether classes or targets have too few scored rows for a score of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf, sqrt
from typing import ClassVar, Final

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Subject
from stance.errors import first_of

_SHOWN: Final = 20
_Z: Final = 1.96  # of 95 %


@dataclass(frozen=True)
class SmallCells:
    """Every class and every target has enough scored rows.

    A share of n rows is known to ±1.96 sqrt(p (1 - p) / n): of 30, to ±0.18 at p = 0.5. A class
    that the corpus has nowhere is not wanted.

    Parameters
    ----------
    min_class, min_target
        The least number of scored rows.
    """

    code: ClassVar[str] = "ST006"
    title: ClassVar[str] = "Classes or targets too small to score"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "A score on so few rows says little of the next ones, and macro averages give it as much "
        "weight as those of the large classes."
    )
    remedy: ClassVar[str] = (
        "Score more rows (cross-validate: splitter=stratified_kfold), or leave scores of these "
        "alone."
    )
    is_costly: ClassVar[bool] = False

    min_class: int = 30
    min_target: int = 30

    def look(self, subject: Subject) -> Finding:
        """Count the scored rows of each class and target."""
        corpus, task, rows = subject.corpus, subject.task, subject.scored
        wanted = [label for label, n in corpus.class_counts(task).items() if n]
        labels, targets = Counter(corpus[task][rows]), Counter(corpus["target"][rows])
        small = [
            ("class", label, labels[label]) for label in wanted if labels[label] < self.min_class
        ]
        if len(corpus.targets) > 1:
            by_size = sorted(targets.items(), key=lambda item: (item[1], item[0]))
            small += [("target", name, n) for name, n in by_size if n < self.min_target]
        if not small:
            least = min(labels[label] for label in wanted)
            return Finding.passed(f"the smallest class has {least:,} scored rows")
        evidence = Evidence(
            ("what", "name", "scored rows", "known at best to"),
            [(kind, name, n, _half_width(n)) for kind, name, n in small[:_SHOWN]],
        )
        told = [f"{kind} {str(name)!r} has {n:,}" for kind, name, n in small]
        return Finding.issue(f"of scored rows, {first_of(told, most=5)}", evidence)


def _half_width(n: int) -> str:
    width = _Z * sqrt(0.25 / n) if n else inf
    return f"±{width:.2f}" if width < 0.5 else "nothing"
