"""The command ``stance check``: of a corpus or a finished run, what a reviewer would ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.errors import ConfigError, RunError
from stance.terminal import print_tables

if TYPE_CHECKING:
    from stance.checks import Checked
    from stance.runs import Run


def check(
    name: Annotated[
        str, typer.Argument(metavar="CORPUS|RUN", help="A corpus or file; or a run, as elsewhere.")
    ],
    overrides: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="SEVERITY", help="Exit with 1 on an issue this bad: error, warning."),
    ] = None,
    runs: Annotated[
        Path, typer.Option("--runs", metavar="FOLDER", help="Where the runs are.")
    ] = Path("runs"),
) -> None:
    """Ask of a corpus or a run what a reviewer would: leaks, shortcuts, floors, calibration, ...

    A run's checks were made when it was trained; its test split is looked up in the ledger anew.
    """
    from stance.checks import Severity
    from stance.reports.checks import check_tables, tally

    least = Severity.read(fail_on) if fail_on else None
    found = _of_run(name, overrides or [], runs) if _is_run(name) else _of_corpus(name, overrides)
    print_tables(*check_tables(name, found))
    for checked in found:
        if checked.is_issue():
            typer.echo(f"{checked.code}: {checked.explanation} {checked.remedy}")
    typer.echo(f"checks: {tally(found)}")
    if least and any(checked.is_issue(least) for checked in found):
        raise typer.Exit(1)


def _is_run(name: str) -> bool:
    """Tell whether a name means runs rather than a corpus of that name, a file or a data set."""
    from stance.shipped import shipped
    from stance.words import translated

    folder = Path(name)
    if folder.is_dir():
        return any(next(folder.glob(f"{below}run.json"), None) for below in ("", "*/", "*/*/"))
    is_corpus = (shipped("configs") / "corpus" / f"{name}.yaml").is_file()
    return not is_corpus and translated(f"corpus={name}")[0] != "corpus=file"


def _of_corpus(name: str, overrides: Sequence[str] | None) -> Sequence[Checked]:
    from stance.build import build_checks, build_corpus
    from stance.checks import Subject
    from stance.launch import compose_corpus

    config = compose_corpus(name, overrides or [])
    return list(build_checks(config).of_corpus(Subject(build_corpus(config), config.task)))


def _of_run(name: str, overrides: Sequence[str], runs: Path) -> Sequence[Checked]:
    """Return what a run has stored, its test split looked up anew, some of it muted."""
    from stance.build import build_checks
    from stance.checks import Finding
    from stance.launch import compose_corpus
    from stance.runs import find_run

    for word in overrides:
        if not word.startswith("checks.mute="):
            raise ConfigError(
                f"{word}: a run is checked by the settings it was trained with, but for "
                f"checks.mute=[...]; to check with others: stance train {word} ..."
            )
    try:
        run = find_run(name, runs)
    except RunError as error:
        raise RunError(f"{error}; nor is there a corpus {name!r} (stance corpus list)") from None
    muted = build_checks(compose_corpus("nato_russia", overrides)).muted
    return [
        replace(checked, finding=Finding.muted()) if checked.code in muted else checked
        for checked in _with_ledger(run)
    ]


def _with_ledger(run: Run) -> Sequence[Checked]:
    """Return a run's checks, the one on its test split with what has been scored since."""
    import yaml

    from stance.checks import Outcome, RepeatedTest
    from stance.ledger import Ledger

    if not run.checks:
        raise RunError(f"{run.folder} was made by older code, which had no checks; train it again")
    rows = run.info["test_rows"]
    scorings = Ledger(run.folder.parent.parent).scorings(rows) if rows else ()
    if not scorings:
        return run.checks
    settings = (yaml.safe_load(run.config) or {}).get("checks", {}).get("repeated_test", {})
    again = RepeatedTest(settings.get("max_settings", RepeatedTest.max_settings))
    return [
        replace(checked, finding=again.count(scorings))
        if checked.code == again.code and checked.finding.outcome is not Outcome.MUTED
        else checked
        for checked in run.checks
    ]
