"""The sections that hold several runs on the same examples side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import nan

from stance.comparison import ComparedRuns
from stance.evaluation import Evaluation, Interval
from stance.evaluation.contrast import Contrasts
from stance.reports.html.blocks import Block, Section, Sentences, TableBlock
from stance.reports.tables import Cell, Table
from stance.run_report.certainty import several_certainty_section
from stance.run_report.checks import several_checks_section
from stance.run_report.data import several_data_section
from stance.runs import Run

_MOST_TARGETS = 12

Runs = Mapping[str, Run]
Links = Mapping[str, str]


def side_by_side(compared: ComparedRuns, runs: Runs, links: Links) -> list[Section]:
    """Return the sections; `links` leads from the names of systems and runs to what is on each."""
    return [
        _leaderboard(compared, links),
        _parts(compared, runs, links),
        _contrasts(
            "floors",
            "Floors",
            "By how much each run beats models that learned little; bold is significant.",
            {name: run.floors for name, run in runs.items()},
            links,
        ),
        _contrasts(
            "target",
            "Target test",
            "By how much each run is better than itself without, or with other, targets. A gain "
            "near zero says that it does not read the target; bold is significant.",
            {name: run.target_test for name, run in runs.items()},
            links,
        ),
        several_checks_section({name: run.checks for name, run in runs.items()}, links),
        several_certainty_section(runs, links),
        _behaviour(runs, links),
        several_data_section(runs),
    ]


def _leaderboard(compared: ComparedRuns, links: Links) -> Section:
    report = compared.report()
    standings, *more = report.tables
    lead = (
        f"Best first by {compared.standings.metric.title}. The line is the "
        f"{compared.standings.comparison.confidence:.0%} interval of the dot."
    )
    blocks: list[Block] = [TableBlock(standings, links)]
    blocks += [TableBlock(table) for table in more]
    blocks.append(Sentences(report.notes))
    return Section("leaderboard", "Leaderboard", lead, blocks)


def _parts(compared: ComparedRuns, runs: Runs, links: Links) -> Section:
    metric, title = compared.standings.headline, compared.standings.metric.title

    def of_target(target: str) -> Callable[[Evaluation], Interval | None]:
        def score(of: Evaluation) -> Interval | None:
            # A run may have read other targets on the same examples, or none.
            scores = of.per_target.get(target)
            return scores.metrics.get(metric) if scores is not None else None

        return score

    def of_class(label: str) -> Callable[[Evaluation], Interval | None]:
        return lambda of: of.per_class[label].f1

    first = next(iter(runs.values())).evaluation
    targets = sorted(first.per_target, key=lambda target: -first.per_target[target].n)
    by_target = {
        f"{target or '(none)'} (n = {first.per_target[target].n:,})": of_target(target)
        for target in targets[:_MOST_TARGETS]
    }
    by_class = {
        f"{label} (n = {of.support:,})": of_class(label) for label, of in first.per_class.items()
    }
    blocks = [
        TableBlock(_table(f"{title} by target", by_target, runs), links),
        TableBlock(_table("F1 by class", by_class, runs), links),
    ]
    return Section("parts", "Targets and classes", "Where each run is good.", blocks)


def _table(
    title: str, columns: Mapping[str, Callable[[Evaluation], Interval | None]], runs: Runs
) -> Table:
    rows: list[Sequence[Cell]] = [
        (name, *(score(run.evaluation) or "-" for score in columns.values()))
        for name, run in runs.items()
    ]
    return Table(title, ("run", *columns), rows)


def _contrasts(
    id: str,  # noqa: A002
    title: str,
    lead: str,
    contrasts: Mapping[str, Contrasts | None],
    links: Links,
) -> Section:
    known = {name: of for name, of in contrasts.items() if of is not None and of.rows}
    titles = {key: row.title for of in known.values() for key, row in of.rows.items()}
    rows: list[Sequence[Cell]] = [
        (name, *(_gain(of, key) for key in titles)) for name, of in known.items()
    ]
    bold = {
        (r, c)
        for r, of in enumerate(known.values())
        for c, key in enumerate(titles, start=1)
        if key in of.rows and of.rows[key].is_beaten()
    }
    blocks: list[Block] = []
    if known:
        table = Table("Gain over", ("run", *titles.values()), rows, best=bold)
        blocks.append(TableBlock(table, links))
    if without := [name for name in contrasts if name not in known]:
        blocks.append(Sentences([f"Not tested (evaluation=quick): {', '.join(without)}."]))
    return Section(id, title, lead, blocks)


def _gain(of: Contrasts, key: str) -> Interval:
    return of.rows[key].gain if key in of.rows else Interval(nan, nan, nan)


def _behaviour(runs: Runs, links: Links) -> Section:
    tested = {name: run.behaviour for name, run in runs.items() if run.behaviour is not None}
    capabilities = list(
        dict.fromkeys(one.name for of in tested.values() for one in of.capabilities)
    )
    rows: list[Sequence[Cell]] = []
    for name, of in tested.items():
        rates = {one.name: one.total.failure_rate for one in of.capabilities}
        rows.append((name, *(rates.get(key, Interval(nan, nan, nan)) for key in capabilities)))
    blocks: list[Block] = []
    if tested:
        titles = [key.replace("_", " ") for key in capabilities]
        blocks.append(TableBlock(Table("Share of cases failed", ("run", *titles), rows), links))
    if len({of.fingerprint for of in tested.values()}) > 1:
        blocks.append(
            Sentences(["Not all runs saw the same cases: some were made by another version."])
        )
    if without := [name for name in runs if name not in tested]:
        blocks.append(Sentences([f"Not tested: {', '.join(without)}."]))
    lead = "How often each run fails what a reader would get right."
    return Section("behaviour", "Behaviour", lead, blocks)
