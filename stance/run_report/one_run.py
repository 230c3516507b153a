"""The sections on one run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from stance.behaviour import Behaviour
from stance.evaluation.errors import ErrorAnalysis
from stance.reports.behaviour import behaviour_notes, behaviour_tables, described
from stance.reports.contrasts import contrast_notes, contrast_tables
from stance.reports.html.blocks import (
    Beside,
    Block,
    ErrorList,
    Folded,
    MatrixBlock,
    Pairs,
    Section,
    Sentences,
    Source,
    TableBlock,
)
from stance.reports.summary import interval_method, score_tables, verb
from stance.reports.tables import Cell, Table
from stance.run_report.certainty import certainty_section
from stance.run_report.checks import checks_section
from stance.run_report.data import data_section
from stance.run_report.drawn import plots_block
from stance.runs import Run

_PLOTS: Final = {
    "precision_recall": "Precision and recall by class",
    "learning_curve": "Learning curve",
    "top_features": "Strongest features by class",
}
_MOST_FAILURES: Final = 5
_MOST_VALUES: Final = 10
_QUICK: Final = "evaluation=quick or evaluation.contrasts=false leaves this out"


def run_sections(run: Run, most_errors: int, *, alone: bool) -> list[Section]:
    """Return all sections on a run; what it lacks is told in their place.

    `alone` says that there is no other place on the page to describe its corpus.
    """
    return [
        _scores(run),
        _floors(run),
        _target_test(run),
        checks_section(run.checks),
        certainty_section(run),
        _behaviour(run),
        _errors(run, most_errors),
        _plots(run),
        data_section(run, alone=alone),
        _again(run),
    ]


def _scores(run: Run) -> Section:
    evaluation = run.evaluation
    blocks: list[Block] = [TableBlock(table) for table in score_tables(evaluation)]
    title = "Right and predicted labels: counts, and shares of each row"
    blocks.append(MatrixBlock(title, evaluation.labels, evaluation.confusion))
    blocks += _told([*run.info["notes"], *evaluation.notes])
    return Section("scores", "Scores", interval_method(evaluation), blocks)


def _floors(run: Run) -> Section:
    lead = "What models that learned little score. Marked are those that are not beaten by far."
    title, id = "Floors", "floors"  # noqa: A001
    if run.floors is None:
        return Section(id, title, lead, absent=f"The run was not held against floors: {_QUICK}.")
    tables = contrast_tables(run.floors, None, None, None, run.evaluation.titles)
    return Section(id, title, lead, [*_tables(tables), *_told(contrast_notes(run.floors))])


def _target_test(run: Run) -> Section:
    lead = (
        "Whether the model reads the target. Marked is what shows no sign of it: without the "
        "target, or asked for another one, it does as well."
    )
    tables = contrast_tables(None, run.target_test, run.tone, run.transfer, run.evaluation.titles)
    blocks = _tables(tables)
    if run.target_test is None:
        blocks += _told([f"The run has no target test: {_QUICK}."])
    return Section(
        "target", "Target test", lead, [*blocks, *_told(contrast_notes(run.target_test))]
    )


def _behaviour(run: Run) -> Section:
    lead = (
        "Whether the model gets right what a reader would: minimum functionality (MFT), changes "
        "that must not matter (INV), and changes with a known direction (DIR)."
    )
    title, id = "Behaviour", "behaviour"  # noqa: A001
    if run.behaviour is None:
        reason = f"The run was not tested: {_QUICK}, and so does behaviour=false."
        return Section(id, title, lead, absent=reason)
    blocks = _tables(behaviour_tables(run.behaviour, worst=0))
    if (failures := _failures(run.behaviour)).rows:
        filters = ("capability", "type")
        blocks.append(Folded(failures.title, [TableBlock(failures, filters=filters)]))
    return Section(id, title, lead, [*blocks, *_told(behaviour_notes(run.behaviour))])


def _failures(behaviour: Behaviour) -> Table:
    """Return the worst failures of all capabilities in one table."""
    rows: list[Sequence[Cell]] = [
        (failure.id, capability.name, failure.kind.value, *described(failure), failure.said)
        for capability in behaviour.capabilities
        for failure in capability.failures[:_MOST_FAILURES]
    ]
    columns = ("case", "capability", "type", "sentence", "target, speaker", "the model")
    return Table(f"The {len(rows)} worst failures", columns, rows)


def _errors(run: Run, most: int) -> Section:
    lead = (
        "Where the model errs, and the errors it is surest of. Marked are the words of the ten "
        "features that weighed most: underlined for the wrong label, dotted for the right one."
    )
    title, id = "Errors", "errors"  # noqa: A001
    if run.errors is None:
        return Section(
            id, title, lead, absent="The run kept no errors: plots=false leaves them out."
        )
    blocks: list[Block] = [Beside(_rates(run.errors))]
    wrong = run.predictions.gold != run.predictions.predicted
    n_wrong = len(set(run.predictions.id[wrong]))
    if run.errors.errors:
        blocks.append(ErrorList(run.errors.errors[:most], n_wrong))
    if not any(error.pushes for error in run.errors.errors):
        blocks += _told(
            ["No words are marked: only a linear model whose features have names can be explained."]
        )
    return Section(id, title, lead, blocks)


def _rates(errors: ErrorAnalysis) -> list[TableBlock]:
    """Return the error rates of each facet as a small table of its own, all on one scale."""
    level, tables = errors.total.rate.value, []
    for by, of in groupby(errors.rates[1:], key=lambda rate: rate.by):
        rates = list(of)[:_MOST_VALUES]
        rows = [(rate.value or "(none)", rate.n, rate.rate) for rate in rates]
        alarms = [r for r, rate in enumerate(rates) if rate.rate.low > level]
        unit = " in characters" if by == "length" else ""
        table = Table(f"Error rate by {by}{unit}", (by, "n", "error rate"), rows, alarms)
        tables.append(TableBlock(table, scale=(0.0, 1.0)))
    return tables


def _plots(run: Run) -> Section:
    lead = "What tables cannot show."
    absent = "The run has no plots: plots=false leaves them out, or they were removed."
    return Section("plots", "Plots", lead, plots_block(run, _PLOTS), absent)


def _again(run: Run) -> Section:
    info = run.info
    # What was made from Python has no config, and no command.
    command = shlex.join(["stance", verb(info), *info["command"]]) if run.config else ""
    versions = "\n".join(f"{name} {version}" for name, version in info["versions"].items())
    about = [
        ("run", f"{info['name']}/{info['id']}"),
        ("started", info["started"]),
        ("took", f"{info['seconds']:,} s on {info['machine']['cpus']} cores"),
        ("system", info["machine"]["system"]),
        ("git commit", info["git_commit"] or "unknown"),
        ("fingerprint", info["fingerprint"]),
        ("data fingerprint", info["corpus"]["fingerprint"]),
    ]
    blocks: list[Block] = [
        Source(command or "(run from Python)"),
        Pairs(about),
        Folded("Every setting: config.yaml", [Source(run.config or "(run from Python)")]),
        Folded("Versions", [Source(versions)]),
    ]
    lead = "The same code, settings and data give the same predictions."
    return Section("again", "How to reproduce", lead, blocks)


def _tables(tables: Sequence[Table] | Iterator[Table]) -> list[Block]:
    return [TableBlock(table) for table in tables]


def _told(sentences: Sequence[str]) -> list[Block]:
    return [Sentences(sentences)] if sentences else []
