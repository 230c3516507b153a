"""Checks: questions with stable codes that a careful reviewer would ask, answered by a sentence.

One file a check. `CHECKS` has them all, with the thresholds they have unless told otherwise.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from stance.checks.base import Check, Evidence, Finding, Outcome, Severity, Subject
from stance.checks.shortcuts import Shortcuts

__all__ = [
    "CHECKS",
    "Check",
    "Evidence",
    "Finding",
    "Outcome",
    "Severity",
    "Shortcuts",
    "Subject",
    "issues",
    "look",
]

CHECKS: Final[tuple[Check, ...]] = (Shortcuts(),)


def look(subject: Subject, checks: Sequence[Check] = CHECKS) -> Iterator[tuple[Check, Finding]]:
    """Yield what each check finds."""
    for check in checks:
        yield check, check.look(subject)


def issues(
    found: Sequence[tuple[Check, Finding]], least: Severity = Severity.WARNING
) -> list[tuple[Check, Finding]]:
    """Return the checks that found something, of a severity and worse."""
    return [
        (check, finding)
        for check, finding in found
        if finding.outcome is Outcome.ISSUE and check.severity.is_at_least(least)
    ]
