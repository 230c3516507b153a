"""What the commands print, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stance.errors import RunError

if TYPE_CHECKING:
    from stance.reports.tables import Table
    from stance.runs import Run


def show_runs(finished: Sequence[Run]) -> None:
    """Print a run whole, several as a list."""
    from stance.reports.summary import score_tables

    if len(finished) == 1:
        print_tables(*score_tables(finished[0].evaluation), *contrasts_of(finished[0]))
        _tell_where(finished[0])
    elif finished:
        print_tables(listing_of(finished))


def tell_errors(errors: Sequence[object], what: str) -> None:
    """Tell what could not be done beside the rest, and leave with 2 if there is any."""
    for error in errors:
        typer.secho(f"stance: {error}", err=True, fg=typer.colors.RED)
    if errors:
        raise RunError(f"{len(errors)} {what}")


def write_text(path: Path, text: str) -> None:
    """Write a file a user named."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror}; name another file") from None


def print_tables(*tables: Table) -> None:
    """Print tables, as wide as they are where they are piped."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:  # piped: as wide as it is, never cut
        console.width = 240
    for table in tables:
        console.print(table.to_rich())


def contrasts_of(run: Run) -> list[Table]:
    """Return what a run's scores have to be seen beside."""
    from stance.reports.behaviour import behaviour_tables
    from stance.reports.calibration import certainty_tables
    from stance.reports.contrasts import contrast_tables

    titles = run.evaluation.titles
    tables = contrast_tables(run.floors, run.target_test, run.tone, run.transfer, titles)
    tables += certainty_tables(run.calibration, run.abstentions)
    return [*tables, *(behaviour_tables(run.behaviour, worst=0) if run.behaviour else ())]


def checks_of(run: Run) -> list[Table]:
    """Return the table of what the checks found in a run, where it was checked."""
    from stance.reports.checks import summary_table

    return [summary_table(run.checks)] if run.checks else []


def warnings_of(run: Run) -> list[str]:
    """Return what the checks found in a run, and which promise it cannot keep."""
    from stance.reports.calibration import abstention_warnings

    found = [str(checked) for checked in run.checks if checked.is_issue()]
    return [*abstention_warnings(run.abstentions), *found]


def notes_of(run: Run) -> list[str]:
    """Return what else a reader of a run should know."""
    from stance.reports.contrasts import contrast_notes

    notes = contrast_notes(run.floors, run.target_test)
    return [*notes, *run.info["notes"], *run.evaluation.notes]


def listing_of(found: Sequence[Run]) -> Table:
    """Return the table of several runs."""
    from stance.reports.summary import listing
    from stance.reports.tables import interval

    return listing(
        [run.info for run in found],
        [
            f"{run.evaluation.titles[main]} {interval(run.evaluation.metrics[main])}"
            for run in found
            for main in [run.info["headline"]]
        ],
    )


def _tell_where(run: Run) -> None:
    from stance.reports.checks import tally
    from stance.reports.summary import rows_used

    if run.info["warnings"]:
        typer.echo(f"{run.info['warnings']} warnings are in {run.folder / 'log.txt'}")
    typer.echo(f"rows   {rows_used(run.info)}")
    if run.info["corpus"]["n_skipped"]:
        typer.echo(f"       those skipped are listed in {run.folder / 'skipped.jsonl'}")
    if run.checks:
        typer.echo(f"checks {tally(run.checks)}; stance check {run.id} tells more")
    for warning in warnings_of(run):
        typer.secho(f"warning: {warning}", fg=typer.colors.RED, bold=True)
    for note in notes_of(run):
        typer.echo(f"note: {note}")
    typer.echo(f"run    {run.folder}")
    for what, part in (("plots", "plots"), ("errors", "errors.csv"), ("model", "model")):
        if (run.folder / part).exists():
            typer.echo(f"{what:<6} {run.folder / part}")
