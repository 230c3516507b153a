"""A page on runs: those on the same examples side by side, then each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from stance.comparison import ComparedRuns, compare_groups
from stance.reports.html.blocks import Group, Page, RunPart
from stance.run_report.glance import glance_section, headline_facts
from stance.run_report.one_run import run_sections
from stance.run_report.side_by_side import side_by_side
from stance.runs import Run

# Texts are what a report of many runs would be mostly made of.
_ERRORS: Final = 1000
_MOST_ERRORS, _LEAST_ERRORS = 200, 25


def report_page(references: Sequence[str], root: Path) -> tuple[Page, list[str]]:
    """Return the page on the runs that are meant, and a sentence for each that cannot be read.

    Parameters
    ----------
    references, root
        As for `select_runs`.

    Raises
    ------
    RunError
        Where a reference means no run, or no run can be read.
    """
    compared, unreadable = compare_groups(references, root)
    n_runs = sum(len(runs) for of in compared for runs in of.runs.values())
    most_errors = max(_LEAST_ERRORS, min(_MOST_ERRORS, _ERRORS // n_runs))
    groups = [_group(of, f"set-{k}", most_errors) for k, of in enumerate(compared, start=1)]
    return Page(
        title=_title(compared, n_runs),
        lead=_lead(compared, n_runs),
        notes=[*_on_groups(compared), *(f"Left out: {sentence}" for sentence in unreadable)],
        groups=groups,
        version=version("stance-toolkit"),
    ), unreadable


def _group(compared: ComparedRuns, id: str, most_errors: int) -> Group:  # noqa: A002
    runs = named_runs(compared.runs)
    first = next(iter(runs.values()))
    standings = compared.standings
    title = f"{first.info['task'].capitalize()} on {compared.corpora}"
    lead = f"{standings.comparison.n_examples:,} scored examples; {_count(len(runs), 'run')}"
    if len(runs) > len(compared.runs):
        lead += f" of {_count(len(compared.runs), 'system')}"
    if len(runs) == 1:
        sections = [glance_section(first), *run_sections(first, most_errors, alone=True)]
        return Group(id, title, f"{lead}.", sections)
    parts = [
        RunPart(f"{id}-run-{k}", name, headline_facts(run), sections_of)
        for k, (name, run) in enumerate(runs.items(), start=1)
        for sections_of in [run_sections(run, most_errors, alone=False)]
    ]
    links = {part.title: f"#{part.id}" for part in parts}
    for name, of in compared.runs.items():  # a system of several seeds: to the first of them
        links.setdefault(name, links[_named(name, of[0], of)])
    return Group(id, title, f"{lead}.", side_by_side(compared, runs, links), parts)


def named_runs(systems: Mapping[str, Sequence[Run]]) -> dict[str, Run]:
    """Return each run by its system's name, with its seed where the system has several."""
    return {_named(name, run, of): run for name, of in systems.items() for run in of}


def _named(name: str, run: Run, of: Sequence[Run]) -> str:
    if len(of) == 1:
        return name
    seeds = sorted(set(run.predictions.seed.tolist()))
    return f"{name}, seed {', '.join(map(str, seeds))}"


def _title(compared: Sequence[ComparedRuns], n_runs: int) -> str:
    if n_runs == 1:
        return next(iter(next(iter(compared[0].runs.values())))).name
    n_systems = sum(len(of.runs) for of in compared)
    return f"{n_systems} systems" if n_systems == n_runs else f"{n_systems} systems, {n_runs} runs"


def _lead(compared: Sequence[ComparedRuns], n_runs: int) -> str:
    started = sorted(
        str(run.info.get("started", ""))[:10]
        for of in compared
        for runs in of.runs.values()
        for run in runs
    )
    days = started[0] if started[0] == started[-1] else f"{started[0]} to {started[-1]}"
    return f"{'A run' if n_runs == 1 else 'Runs'} of the stance toolkit, {days}."


def _on_groups(compared: Sequence[ComparedRuns]) -> Iterator[str]:
    if len(compared) > 1:
        yield (
            f"These runs were scored on {len(compared)} different sets of examples. Scores on "
            "different examples cannot be compared, so each set has a leaderboard of its own."
        )


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
