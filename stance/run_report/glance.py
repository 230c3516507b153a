"""A run in a few numbers: its score, and what a reader should hold against it."""

from __future__ import annotations

from collections.abc import Iterator

from stance.checks import Checked
from stance.evaluation import Interval
from stance.evaluation.contrast import Contrasts
from stance.reports.html.blocks import Facts, Section
from stance.runs import Run


def glance_section(run: Run) -> Section:
    """Return the section that stands first on a single run."""
    lead = "The main score, and whether it can be trusted."
    return Section("glance", "At a glance", lead, [Facts(list(_facts(run)))])


def headline_facts(run: Run) -> list[str]:
    """Return what the heading of a folded run tells."""
    return [f"{label} {value}" for label, value, _ in _facts(run)]


def _facts(run: Run) -> Iterator[tuple[str, str, str]]:
    evaluation, headline = run.evaluation, str(run.info["headline"])
    score = evaluation.metrics[headline]
    yield evaluation.titles[headline], f"{score.value:.3f}", _ends(score)
    if run.floors is not None:
        beaten = sum(row.is_beaten() for row in run.floors.rows.values())
        yield "Floors beaten", f"{beaten} of {len(run.floors.rows)}", "significantly"
    if run.target_test is not None and run.target_test.rows:
        passed = len(run.target_test.rows) - len(signs(run.target_test))
        yield "Target test passed", f"{passed} of {len(run.target_test.rows)}", "reads the target"
    if run.checks:
        issues = sum(map(Checked.is_issue, run.checks))
        yield "Check issues", f"{issues} of {len(run.checks)}", "found something"
    if run.calibration is not None:
        ece = run.calibration.scores["ece"]
        yield "ECE", f"{ece.value:.3f}", _ends(ece)
    if run.behaviour is not None and run.behaviour.n:
        totals = [capability.total for capability in run.behaviour.capabilities]
        share = sum(of.n_failed for of in totals) / run.behaviour.n
        yield "Behaviour failed", f"{share:.0%}", f"of {run.behaviour.n:,} cases"
    if run.errors is not None:
        rate = run.errors.total.rate
        yield "Error rate", f"{rate.value:.0%}", f"of {run.errors.total.n:,} examples"


def signs(target_test: Contrasts) -> list[str]:
    """Return the names of the tests that a model which does not read the target would show."""
    return [name for name, row in target_test.rows.items() if row.gain.low <= 0]


def _ends(score: Interval) -> str:
    return f"[{score.low:.3f}, {score.high:.3f}]" if score.low == score.low else ""
