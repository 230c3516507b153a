"""The commands that put a trained model to use: ``predict``, ``evaluate`` and ``behave``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.errors import ModelError
from stance.terminal import print_tables, write_text

if TYPE_CHECKING:
    from stance.prediction import Request, Written

ModelName = Annotated[
    str, typer.Argument(help="A model's or run's folder, a run's id, or 'default'.")
]
RunsFolder = Annotated[Path, typer.Option("--runs", metavar="FOLDER", help="Where the runs are.")]


def predict(
    model: ModelName,
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="CSV, TSV, JSONL, Parquet, lines; - for stdin.")
    ] = Path("-"),
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Instead of the screen.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="COLUMN", help="With the sentences.")] = None,
    target: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of every row, or where the column has none.")
    ] = None,
    target_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="With a target a row.")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of every row, or where the column has none.")
    ] = None,
    speaker_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="With a speaker a row.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="csv, tsv, jsonl, text, parquet."),
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="Write csv, jsonl or parquet.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of the input.")] = "utf-8",
    delimiter: Annotated[str | None, typer.Option(help="Of CSV or TSV.")] = None,
    prefix: Annotated[str, typer.Option(help="Before the names of new columns.")] = "",
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes that predict.")] = 1,
    resume: Annotated[
        bool | None, typer.Option(help="Go on with an interrupted FILE; or start anew.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing.")] = False,
    runs: RunsFolder = Path("runs"),
) -> None:
    """Predict every row: stance predict MODEL tweets.csv --text tweet --target NATO -o out.csv.

    Rows come out as they went in, and in their order, with a label, probabilities and flags.
    Rows that cannot be predicted go to out.csv.rejected.jsonl, each with its line and the reason.

    Exit codes: 0 every row is predicted, 1 some were rejected (or nobody reads on), 2 a mistake
    that one sentence tells, 70 a fault of the toolkit, 130 interrupted.
    """
    from stance.model_reference import DEFAULT, default_model_runs, is_exact, model_folder
    from stance.prediction import Columns, Request, predict_file, watching

    request = Request(
        model=model_folder(model, runs),
        path=file,
        output=None if output == Path("-") else output,
        columns=Columns(text, target, target_column, speaker, speaker_column),
        format=form,
        to=to,
        encoding=encoding,
        delimiter=delimiter,
        prefix=prefix,
        jobs=jobs,
        resume=resume,
    )
    is_shown = request.output is not None or sys.stdout is None or not sys.stdout.isatty()
    try:
        with watching(sys.stderr, quiet=quiet, is_shown=is_shown) as watcher:
            if not is_exact(model):
                watcher.tell(f"{model} is the model {request.model}")
            written = predict_file(request, watcher)
    except ModelError as error:
        if model != DEFAULT:
            raise
        raise ModelError(f"{error}; or remove {default_model_runs()}") from error
    except KeyboardInterrupt:
        is_kept = request.partial is not None and request.partial.is_dir()
        way_out = "; --resume goes on with it" if is_kept else ""
        typer.echo(f"stance: interrupted{way_out}", err=True)
        raise typer.Exit(130) from None
    if not quiet:
        typer.echo(f"stance: {_in_words(request, written)}", err=True)
    if written.n_rejected:
        raise typer.Exit(1)


def behave(
    model: ModelName,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="Cases of your own, or shipped ones by name."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write JUnit XML, too.")
    ] = None,
    max_failure_rate: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Exit with 1 where a capability fails more than this."),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="So many failures of each are shown.")] = 3,
    runs: RunsFolder = Path("runs"),
) -> None:
    """Test what a model has to get right: negation, typos, swapped speakers, denials, ..."""
    from stance.behaviour import Behaviour, find_capabilities, try_cases
    from stance.model import StanceModel
    from stance.model_reference import is_exact, model_folder
    from stance.reports.behaviour import behaviour_notes, behaviour_tables
    from stance.reports.junit import junit_xml

    capabilities = find_capabilities(files or [])
    folder = model_folder(model, runs)
    if not is_exact(model):
        typer.echo(f"stance: {model} is the model {folder}", err=True)
    results = try_cases(StanceModel.load(folder), capabilities)
    behaviour = Behaviour.of(results, most_failures=worst)
    print_tables(*behaviour_tables(behaviour, worst))
    for note in behaviour_notes(behaviour):
        typer.echo(f"note: {note}")
    if output is not None:
        write_text(output, junit_xml(results))
    if max_failure_rate is None:
        return
    if not behaviour.n:
        raise ModelError(f"none of the cases can be tested on {model}, so nothing has passed")
    if bad := behaviour.above(max_failure_rate):
        typer.echo(f"stance: more than {max_failure_rate:g} failed: {', '.join(bad)}", err=True)
        raise typer.Exit(1)


def evaluate(
    model: ModelName,
    corpus: Annotated[str, typer.Argument(help="A labelled corpus by name, or a file.")],
    overrides: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    split: Annotated[
        str | None, typer.Option(metavar="SPLIT", help="test, dev, train or all.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing.")] = False,
    runs: RunsFolder = Path("runs"),
) -> None:
    """Score a saved model on another labelled corpus; a run like those of stance train.

    Rows of the corpus's test split are scored, or all where it has none. KEY=VALUE as for stance
    train, as far as the model leaves it open: corpus.columns.text=tweet, plots=false, ...
    """
    from stance.launch_evaluation import evaluate as launch
    from stance.terminal import show_runs

    run = launch(model, corpus, overrides or [], split=split, runs=runs, quiet=quiet)
    if not quiet:
        show_runs([run])


def _in_words(request: Request, written: Written) -> str:
    """Return how many rows went where: all of the input."""
    n_rows = written.n_predicted + written.n_rejected
    words = f"{_counted(n_rows, 'row')}: {written.n_predicted:,} predicted"
    if request.output is not None:
        words += f" to {request.output}"
    words += f", {written.n_rejected:,} rejected"
    if written.n_rejected and request.rejected is not None:
        words += f" to {request.rejected}"
    if written.n_unseen:
        words += f"; {written.n_unseen:,} of a target that the model never learned (unseen_target)"
    if written.n_blank:
        words += f"; {_counted(written.n_blank, 'blank line')} left out"
    return words


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
