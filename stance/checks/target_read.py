"""ST010: whether a model reads the target, or only the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Result

_SIGNS: Final = {
    "text_only": "it is not significantly better than the same model learned without targets",
    "target_only": "it is not significantly better than the commonest class of each target",
    "swapped_target": "it scores no worse when asked for another target",
    "shuffled_target": "it scores no worse when asked for targets at random",
}


@dataclass(frozen=True)
class TargetRead:
    """The model is worse without targets, and when asked for others.

    A sign that it does not read them is a gain whose interval reaches down to `min_gain`.

    Parameters
    ----------
    min_gain
        What targets must be worth at least, by the metric that names the result.
    """

    code: ClassVar[str] = "ST010"
    title: ClassVar[str] = "Target ignored"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "Such a model tells the tone of a text, whoever it is about: of two targets in one "
        "sentence, it says the same."
    )
    remedy: ClassVar[str] = (
        "Let it see the target: per_target=true, vectorizer=target_marked or "
        "vectorizer=target_copies."
    )
    is_costly: ClassVar[bool] = False

    min_gain: float = 0.0

    def look(self, subject: Result) -> Finding:
        """Look for signs that targets do not matter."""
        if (test := subject.target_test) is None:
            return Finding.not_applicable("a quick evaluation has no target test")
        if not test.rows:
            return Finding.not_applicable("; ".join(test.not_applicable.values()))
        evidence = Evidence(
            ("the model", subject.evaluation.titles[test.metric], "gain by the target", "p"),
            [(row.title, row.score, row.gain, row.p_value) for row in test.rows.values()],
        )
        signs = [
            f"{_SIGNS[name]} (gain {row.gain.value:+.3f}, at least {row.gain.low:+.3f})"
            for name, row in test.rows.items()
            if row.gain.low <= self.min_gain
        ]
        if signs:
            return Finding.issue("; ".join(signs), evidence)
        return Finding.passed("without the target, or with another, it is worse", evidence)
