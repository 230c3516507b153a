"""What the checks found in one run, and in several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stance.checks import Checked, Outcome
from stance.reports.html.blocks import Block, Folded, Pairs, Section, Sentences, TableBlock
from stance.reports.tables import Cell, Table

_SHORT = {"passed": "✓", "not applicable": "n/a"}
_ORDER = (Outcome.ISSUE, Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.MUTED)


def checks_section(checks: Sequence[Checked]) -> Section:
    """Return what was found, issues first, with why each matters and how to mend it."""
    lead = "What a careful reviewer would ask of the data and of the scores."
    if not checks:
        return Section(
            "checks", "Checks", lead, absent="The run was made before there were checks."
        )
    ordered = sorted(checks, key=lambda one: _ORDER.index(one.finding.outcome))
    rows: list[Sequence[Cell]] = [
        (
            f"{one.code} {one.title}",
            _outcome(one),
            one.finding.sentence,
            f"{one.explanation} {one.remedy}" if one.is_issue() else "",
        )
        for one in ordered
    ]
    alarms = [r for r, one in enumerate(ordered) if one.is_issue()]
    columns = ("check", "outcome", "what it saw", "why it matters, and what to do")
    table = Table(f"{len(alarms)} of {len(checks)} checks found an issue", columns, rows, alarms)
    return Section("checks", "Checks", lead, [TableBlock(table), *_evidence(ordered)])


def several_checks_section(
    checks: Mapping[str, Sequence[Checked]], links: Mapping[str, str]
) -> Section:
    """Return which check found what in which run."""
    found = {name: {one.code: one for one in of} for name, of in checks.items() if of}
    titles = dict(sorted({c: one.title for of in found.values() for c, one in of.items()}.items()))
    blocks: list[Block] = []
    if found:
        rows: list[Sequence[Cell]] = [
            (
                name,
                sum(one.is_issue() for one in of.values()),
                *(
                    _SHORT.get(told := _outcome(of[code]), told) if code in of else "-"
                    for code in titles
                ),
            )
            for name, of in found.items()
        ]
        bold = {
            (r, c)
            for r, of in enumerate(found.values())
            for c, code in enumerate(titles, start=2)
            if code in of and of[code].is_issue()
        }
        table = Table("Outcomes", ("run", "issues", *titles), rows, best=bold)
        blocks.append(TableBlock(table, links))
        blocks.append(Pairs(list(titles.items())))
    if without := [name for name in checks if name not in found]:
        blocks.append(Sentences([f"Made before there were checks: {', '.join(without)}."]))
    lead = "What a careful reviewer would ask; each run tells what was found."
    return Section("checks", "Checks", lead, blocks)


def _outcome(checked: Checked) -> str:
    outcome = checked.finding.outcome
    return f"{checked.severity}" if outcome is Outcome.ISSUE else str(outcome)


def _evidence(checks: Sequence[Checked]) -> list[Block]:
    """Return what issues rest on, folded."""
    return [
        Folded(title, [TableBlock(Table(title, evidence.columns, evidence.rows))])
        for one in checks
        for evidence in [one.finding.evidence]
        if one.is_issue() and evidence is not None and evidence.rows
        for title in [f"{one.code}: what it saw"]
    ]
