"""The command ``stance``: one thin function a command; all work is below."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from stance import __version__
from stance.check_command import check
from stance.errors import StanceError
from stance.model_commands import behave, evaluate, predict
from stance.terminal import (
    checks_of,
    contrasts_of,
    listing_of,
    notes_of,
    print_tables,
    show_runs,
    tell_errors,
    warnings_of,
    write_text,
)

app = typer.Typer(
    help="Predict what a speaker thinks of a target, and compare models honestly.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich help costs a tenth of a second at every start
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="See which corpora there are and what is in them.")
app.add_typer(corpus_app, name="corpus", no_args_is_help=True)
app.command()(predict)
app.command()(evaluate)
app.command()(behave)
app.command()(check)

RunsFolder = Annotated[Path, typer.Option("--runs", metavar="FOLDER", help="Where the runs are.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Instead of the screen.")
]


def main() -> None:
    """Run the command line; a user's mistake is one sentence and exit code 2."""
    # Imports and models are many objects that stay; looking for garbage among them every 700
    # new ones, as Python does by itself, takes a tenth of a run.
    gc.set_threshold(100_000, 20, 20)
    if sys.stderr is None:  # closed, as by 2>&-
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - to the end
    try:
        app()
    except StanceError as error:
        sys.stderr.write(f"stance: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("stance: interrupted; a run that was not finished is not kept\n")
        sys.exit(130)
    except BrokenPipeError:  # `stance runs | head` closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        # The toolkit's own files have sentences of their own; left is standard output.
        sys.stderr.write(f"stance: {error.strerror}: {error.filename or 'standard output'}\n")
        sys.exit(2)
    except Exception:  # noqa: BLE001 - a bug: no command ends with this code to say something
        traceback.print_exc()
        sys.stderr.write("stance: this is a fault of the toolkit; please report what is above\n")
        sys.exit(os.EX_SOFTWARE if os.name == "posix" else 70)


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

    launched = launch(context.args, quiet=quiet, runs=runs, allow=allow or [])
    if not quiet:
        show_runs(launched.runs)
    tell_errors(launched.failures, "jobs failed")


@app.command("runs")
def list_(runs: RunsFolder = Path("runs")) -> None:
    """List the finished runs with their main scores."""
    from stance.runs import list_runs

    found, errors = list_runs(runs)
    if found:
        print_tables(listing_of(found))
    elif not errors:
        typer.echo(f"no runs in {runs}; make one with: stance train")
    tell_errors(errors, "runs cannot be read")


@app.command()
def record(
    run: Annotated[str, typer.Argument(help="A run's folder, id or experiment, or 'latest'.")],
    runs: RunsFolder = Path("runs"),
    output: Output = None,
) -> None:
    """Write a run's record in Markdown: command, data, scores with intervals, date."""
    from stance.reports.summary import record as text_of
    from stance.runs import find_run

    found = find_run(run, runs)
    text = text_of(
        found.info,
        found.evaluation,
        [*contrasts_of(found), *checks_of(found)],
        [*warnings_of(found), *notes_of(found)],
    )
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_text(output, text)


@app.command()
def compare(
    which: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Folders, run ids, experiments, patterns of these."),
    ],
    metric: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="The first orders and tests.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WHAT", help="target, class, phenomena, genre, speaker...")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="terminal, markdown, latex, csv, json."),
    ] = None,
    output: Output = None,
    runs: RunsFolder = Path("runs"),
    resamples: Annotated[
        int | None, typer.Option(min=100, help="Or permutations; 10,000, or more for many pairs.")
    ] = None,
    test: Annotated[
        str | None,
        typer.Option(metavar="TEST", help="bootstrap, or randomization (few clusters)."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Draw together: group, speaker, target."),
    ] = None,
    partial: Annotated[bool, typer.Option(help="Compare on the examples all runs share.")] = False,
    plots: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Draw the ranking and differences.")
    ] = None,
) -> None:
    """Compare runs on the same examples: intervals, significance, what can be told apart."""
    from stance.comparison import compare_runs
    from stance.reports.report import write

    compared = compare_runs(
        which,
        runs,
        metrics=metric or [],
        test=test,
        n_resamples=resamples,
        cluster=cluster,
        partial=partial,
    )
    write(compared.report(by), form, output)
    for path in compared.draw(plots) if plots else []:
        typer.echo(f"plot   {path}", err=True)
    for sentence in compared.unreadable:
        typer.echo(f"stance: left out: {sentence}", err=True)
    if compared.unreadable:
        raise typer.Exit(1)


@app.command()
def report(
    which: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Folders, run ids, experiments, patterns of these."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The page, such as report.html.")
    ],
    runs: RunsFolder = Path("runs"),
) -> None:
    """Write runs as one page for a reader: offline, with everything there is to say of them."""
    from stance.reports.html.page import render
    from stance.run_report import report_page

    page, unreadable = report_page(which, runs)
    write_text(output, render(page))
    typer.echo(f"report {output}")
    for sentence in unreadable:
        typer.echo(f"stance: left out: {sentence}", err=True)
    if unreadable:
        raise typer.Exit(1)


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
    print_tables(Table("Corpora", ("name", "what it is"), rows))


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
    print_tables(*corpus_tables(CorpusStatistics.of(corpus)))
