"""What checks found, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stance.checks import Checked, Outcome
from stance.reports.tables import Table


def check_tables(name: str, found: Sequence[Checked]) -> Iterator[Table]:
    """Yield one table of all checks, issues in red, then what each of them saw."""
    yield summary_table(found, f"Checks of {name}")
    for checked in found:
        if (evidence := checked.finding.evidence) is not None:
            title = f"{checked.code} {checked.title}: {checked.finding.outcome.value}"
            yield Table(title, evidence.columns, evidence.rows)


def summary_table(found: Sequence[Checked], title: str = "Checks") -> Table:
    """Return the table of what each check found, issues as alarms."""
    rows = [
        (checked.code, checked.title, _ended(checked), checked.finding.sentence)
        for checked in found
    ]
    alarms = {r for r, checked in enumerate(found) if checked.is_issue()}
    columns = ("code", "question", "outcome", "what it found")
    return Table(title, columns, rows, alarms, words=range(len(columns)))


def tally(found: Sequence[Checked]) -> str:
    """Return in words how the checks ended, the muted ones by code."""
    counts = Counter(checked.finding.outcome for checked in found)
    muted = [c.code for c in found if c.finding.outcome is Outcome.MUTED]
    n_issues = counts.pop(Outcome.ISSUE, 0)
    told = [f"{n_issues} issue{'' if n_issues == 1 else 's'}"]
    told += [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    return ", ".join(told) + (f" ({', '.join(muted)})" if muted else "")


def _ended(checked: Checked) -> str:
    return checked.severity.value if checked.is_issue() else checked.finding.outcome.value
