"""ST013: whether a test split was scored before, with other settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Result, Scoring

_SHOWN: Final = 20


@dataclass(frozen=True)
class RepeatedTest:
    """The rows of a corpus's test split were scored with one setting only.

    The ledger in the runs folder has every time they were, also of runs that were deleted since.
    Another seed is no other setting.

    Parameters
    ----------
    max_settings
        With how many settings they may be scored: more than one where several systems were fixed
        beforehand.
    """

    code: ClassVar[str] = "ST013"
    title: ClassVar[str] = "Test split scored more than once"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "The best of several scores on a test split is too good: settings chosen by it fit its "
        "chance features. Gorman & Bedrick (2019, ACL) and Dwork et al. (2015, Science) show how "
        "far that goes."
    )
    remedy: ClassVar[str] = (
        "Choose settings on dev rows (splitter.test=dev) or by cross-validation, score the test "
        "split once, and report all that were scored on it."
    )
    is_costly: ClassVar[bool] = False

    max_settings: int = 1

    def look(self, subject: Result) -> Finding:
        """Count the settings that the ledger has for these test rows."""
        if subject.scorings is None:
            return Finding.not_applicable("no row of a test split of the corpus was scored")
        return self.count(subject.scorings)

    def count(self, scorings: Sequence[Scoring]) -> Finding:
        """Count the settings of some scorings, one at least."""
        settings = {scoring.settings for scoring in scorings}
        how_many = "one setting" if len(settings) == 1 else f"{len(settings):,} different settings"
        told = (
            f"these test rows were scored with {how_many}, the first time "
            f"{min(scoring.started for scoring in scorings)}"
        )
        if len(settings) <= self.max_settings:
            return Finding.passed(told)
        last = sorted(scorings, key=lambda scoring: scoring.started)[-_SHOWN:]
        evidence = Evidence(
            ("run", "started", "setting"),
            [(scoring.run, scoring.started, scoring.settings[:8]) for scoring in last],
        )
        return Finding.issue(told, evidence)
