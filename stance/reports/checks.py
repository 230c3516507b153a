"""What checks found, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.checks import Check, Finding, Outcome
from stance.reports.tables import Table


def check_tables(name: str, found: Sequence[tuple[Check, Finding]]) -> Iterator[Table]:
    """Yield one table of all checks, issues in red, then what each of them saw."""
    rows = [
        (check.code, finding.outcome.value, check.severity.value, finding.sentence)
        for check, finding in found
    ]
    alarms = {r for r, (_, finding) in enumerate(found) if finding.outcome is Outcome.ISSUE}
    yield Table(f"Checks of {name}", ("code", "outcome", "severity", "what it found"), rows, alarms)
    for check, finding in found:
        if finding.evidence is not None:
            evidence = finding.evidence
            yield Table(f"{check.code} {check.title.lower()}?", evidence.columns, evidence.rows)
