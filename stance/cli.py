"""The command ``stance``: one thin function a command; all work is below."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance import __version__
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.reports.tables import Table
    from stance.runs import Run

app = typer.Typer(
    help="Predict what a speaker thinks of a target, and compare models honestly.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich help costs a tenth of a second at every start
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="See which corpora there are and what is in them.")
app.add_typer(corpus_app, name="corpus", no_args_is_help=True)

RunsFolder = Annotated[Path, typer.Option("--runs", metavar="FOLDER", help="Where the runs are.")]


def main() -> None:
    """Run the command line; a user's mistake is one sentence and exit code 2."""
    try:
        app()
    except StanceError as error:
        sys.stderr.write(f"stance: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # `stance runs | head` closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stance toolkit {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it and exit.")
    ] = False,
) -> None:
    """Take the options before the command."""


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def train(
    context: typer.Context,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing.")] = False,
    runs: RunsFolder = Path("runs"),
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="PACKAGE", help="Let _target_ name a package of your own."),
    ] = None,
) -> None:
    """Train, score and draw an experiment: stance train [EXPERIMENT] [KEY=VALUE ...].

    Hydra reads the rest: -m sweeps, --cfg job shows the config, --help all there is to choose.
    """
    from stance.launch import train as launch

    finished = launch(context.args, quiet=quiet, runs=runs, allow=allow or [])
    if quiet:
        return
    from stance.reports.summary import score_tables

    if len(finished) == 1:
        _print(*score_tables(finished[0].evaluation), *_contrasts(finished[0]))
        _tell_where(finished[0])
    elif finished:
        _print(_listing(finished))


@app.command("runs")
def list_(runs: RunsFolder = Path("runs")) -> None:
    """List the finished runs with their main scores."""
    from stance.runs import list_runs

    found = list_runs(runs)
    if not found:
        typer.echo(f"no runs in {runs}; make one with: stance train")
        return
    _print(_listing(found))


@app.command()
def record(
    run: Annotated[str, typer.Argument(help="A run's folder, id or experiment, or 'latest'.")],
    runs: RunsFolder = Path("runs"),
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Instead of the screen.")
    ] = None,
) -> None:
    """Write a run's record in Markdown: command, data, scores with intervals, date."""
    from stance.reports.summary import record as text_of
    from stance.runs import find_run

    found = find_run(run, runs)
    text = text_of(found.info, found.evaluation, _contrasts(found), _warnings(found))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@corpus_app.command("list")
def corpus_list() -> None:
    """List the corpora that can be named: stance train corpus=NAME."""
    from stance.reports.tables import Table
    from stance.shipped import shipped

    files = sorted((shipped("configs") / "corpus").glob("*.yaml"))
    first_lines = [path.read_text(encoding="utf-8").splitlines()[0] for path in files]
    rows = [
        (path.stem, line.removeprefix("# ")) for path, line in zip(files, first_lines, strict=True)
    ]
    _print(Table("Corpora", ("name", "what it is"), rows))


@corpus_app.command("show")
def corpus_show(
    name: Annotated[str, typer.Argument(help="A corpus by name, or a file.")],
    overrides: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
) -> None:
    """Show what is in a corpus: sizes, labels, targets, lengths, duplicates."""
    from stance.build import build_corpus
    from stance.corpus.statistics import CorpusStatistics
    from stance.launch import compose_corpus
    from stance.reports.corpus import corpus_tables

    corpus = build_corpus(compose_corpus(name, overrides or []))
    _print(*corpus_tables(CorpusStatistics.of(corpus)))


def _print(*tables: Table) -> None:
    from rich.console import Console

    console = Console()
    if not console.is_terminal:  # piped: as wide as it is, never cut
        console.width = 240
    for table in tables:
        console.print(table.to_rich())


def _contrasts(run: Run) -> list[Table]:
    from stance.reports.contrasts import contrast_tables

    return contrast_tables(run.floors, run.target_test, run.tone, run.evaluation.titles)


def _warnings(run: Run) -> list[str]:
    from stance.reports.contrasts import floor_warnings, target_warnings

    return [*floor_warnings(run.floors), *target_warnings(run.target_test)]


def _listing(found: Sequence[Run]) -> Table:
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
    if run.info["warnings"]:
        typer.echo(f"{run.info['warnings']} warnings are in {run.folder / 'log.txt'}")
    if run.info["corpus"]["n_skipped"]:
        skipped = run.info["corpus"]["n_skipped"]
        typer.echo(f"{skipped:,} rows were skipped: {run.folder / 'skipped.jsonl'}")
    for warning in _warnings(run):
        typer.secho(f"warning: {warning}", fg=typer.colors.RED, bold=True)
    for note in run.evaluation.notes:
        typer.echo(f"note: {note}")
    typer.echo(f"run    {run.folder}")
    for part in ("plots", "model"):
        if (run.folder / part).is_dir():
            typer.echo(f"{part:<6} {run.folder / part}")
