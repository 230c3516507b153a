"""How far the probabilities can be believed: of one run, and of several."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Final

from stance.evaluation import Interval
from stance.reports.calibration import abstention_warnings, certainty_tables
from stance.reports.html.blocks import Block, Section, Sentences, TableBlock
from stance.reports.tables import Cell, Table
from stance.run_report.drawn import plots_block
from stance.runs import Run

_PLOTS: Final = {
    "reliability": "Reliability: how often the model is right, by how sure it is",
    "risk_coverage": "Risk and coverage: how often it errs, by how much it answers",
}
_COLUMNS: Final = {"ece": "ECE", "log_loss": "Log loss", "brier": "Brier", "aurc": "AURC"}
_UNKNOWN: Final = Interval(nan, nan, nan)


def certainty_section(run: Run) -> Section:
    """Return the scores of a run's probabilities, and what it costs to abstain."""
    lead = (
        "Whether the model is as often right as it says, and what it gains by not answering where "
        "it is unsure. Less is better, but for the resolution."
    )
    tables = certainty_tables(run.calibration, run.abstentions)
    blocks: list[Block] = [TableBlock(table) for table in tables]
    if told := abstention_warnings(run.abstentions):
        blocks.append(Sentences(told))
    absent = (
        "The model gives no probabilities; calibration=temperature makes them from margins."
        if run.predictions.probabilities is None
        else "The run was made before probabilities were judged; train it again."
    )
    return Section("calibration", "Calibration", lead, [*blocks, *plots_block(run, _PLOTS)], absent)


def several_certainty_section(runs: Mapping[str, Run], links: Mapping[str, str]) -> Section:
    """Return how far the probabilities of each run can be believed."""
    lead = "Whether each run is as often right as it says. Less is better, but for the coverage."
    known = {name: of for name, run in runs.items() if (of := run.calibration) is not None}
    columns: dict[str, list[Cell]] = {
        "run": [*known],
        "scaling": [of.method or "none" for of in known.values()],
        "ECE before": [(of.before or {}).get("ece", _UNKNOWN) for of in known.values()],
    }
    for key, title in _COLUMNS.items():
        columns[title] = [of.scores.get(key, _UNKNOWN) for of in known.values()]
    abstentions = [runs[name].abstentions for name in known]
    columns["answered"] = [of.coverage if of else _UNKNOWN for of in abstentions]
    blocks: list[Block] = []
    if known:
        kept = {title: of for title, of in columns.items() if set(of) != {_UNKNOWN}}
        rows = list(zip(*kept.values(), strict=True))
        blocks.append(TableBlock(Table("Probabilities", list(kept), rows), links))
    if without := [name for name in runs if name not in known]:
        blocks.append(Sentences([f"No probabilities: {', '.join(without)}."]))
    return Section("calibration", "Calibration", lead, blocks)
