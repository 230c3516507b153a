"""ST005: whether targets are scored that no row learned from is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stance.checks.base import Finding, Severity
from stance.checks.subject import Subject
from stance.errors import first_of


@dataclass(frozen=True)
class UnseenTargets:
    """A split scores targets that it learns from, or only such as it does not.

    One that scores nothing but unseen targets, as in leave-one-target-out, means to.

    Parameters
    ----------
    max_share
        Which share of the scored rows may be about an unseen target.
    """

    code: ClassVar[str] = "ST005"
    title: ClassVar[str] = "Targets that are only scored"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "The score mixes targets the model knows with others of which it can only guess what "
        "stance towards them sounds like."
    )
    remedy: ClassVar[str] = (
        "Leave these targets out, learn from some of their rows, or score unseen targets apart "
        "(splitter=leave_one_target_out)."
    )
    is_costly: ClassVar[bool] = False

    max_share: float = 0.0

    def look(self, subject: Subject) -> Finding:
        """Count the scored rows about unseen targets, where others are about seen ones."""
        targets = subject.corpus["target"]
        if len(subject.corpus.targets) < 2:
            return Finding.not_applicable("the corpus has one target only")
        unseen, n_meant = [], 0
        for split in subject.splits:
            learned = set(targets[split.train])
            is_unseen = np.array([target not in learned for target in targets[split.test]])
            n_meant += bool(is_unseen.all())
            unseen.append(split.test[is_unseen & ~is_unseen.all()])
        if n_meant == len(subject.splits):
            return Finding.not_applicable("every split scores nothing but unseen targets")
        rows = np.unique(np.concatenate(unseen))
        if not len(rows):
            return Finding.passed("every scored target is learned from")
        names = sorted(set(targets[rows]))
        told = (
            f"{len(rows):,} of {len(subject.scored):,} scored rows are about targets that no row "
            f"learned from is about: {first_of(map(repr, names), most=5)}"
        )
        too_many = len(rows) > self.max_share * len(subject.scored)
        return (Finding.issue if too_many else Finding.passed)(told)
