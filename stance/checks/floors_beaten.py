"""ST009: whether a model beats every floor it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Result


@dataclass(frozen=True)
class FloorsBeaten:
    """The model is significantly better than each floor, by the paired bootstrap test.

    Parameters
    ----------
    alpha
        The level of significance. A model has to beat all floors, so that their p values need no
        correction (an intersection-union test; Berger 1982, Technometrics 24:4).
    """

    code: ClassVar[str] = "ST009"
    title: ClassVar[str] = "Floor not beaten"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "What is no better than the commonest class, chance, the tone of the sentence or a plain "
        "SVM has not been shown to be worth its while."
    )
    remedy: ClassVar[str] = (
        "Change the model (stance train --help lists what there is), score more rows, or report "
        "the floor beside it."
    )
    is_costly: ClassVar[bool] = False

    alpha: float = 0.05

    def look(self, subject: Result) -> Finding:
        """Hold the model against each floor."""
        if (floors := subject.floors) is None:
            return Finding.not_applicable("a quick evaluation has no floors")
        evidence = Evidence(
            ("floor", subject.evaluation.titles[floors.metric], "gain of the model", "p"),
            [(row.title, row.score, row.gain, row.p_value) for row in floors.rows.values()],
        )
        missed = [row for row in floors.rows.values() if not row.is_beaten(self.alpha)]
        if missed:
            told = [
                f"{row.title} (gain {row.gain.value:+.3f}, p = {row.p_value:.3f})" for row in missed
            ]
            return Finding.issue(
                f"the model is not significantly better than {'; '.join(told)}", evidence
            )
        left_out = [f"{title} ({reason})" for title, reason in floors.not_applicable.items()]
        missing = f"; not to be had: {', '.join(left_out)}" if left_out else ""
        beaten = ", ".join(row.title for row in floors.rows.values())
        return Finding.passed(f"significantly better than {beaten}{missing}", evidence)
