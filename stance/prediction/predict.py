"""`predict_file`: what a model says of every row of a file or a stream."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from stance.corpus.text_formats import fields_of_any_length
from stance.errors import ConfigError, CorpusError, ModelError
from stance.prediction.batch import Batch
from stance.prediction.inputs import Input, opened_input
from stance.prediction.output import Output, StandardOutput, Written
from stance.prediction.partial import partial_file
from stance.prediction.plan import never_learned, plan_of, remarks
from stance.prediction.predictor import Plan
from stance.prediction.request import Request
from stance.prediction.table_writers import TableStream
from stance.prediction.workers import workers


class Watcher(Protocol):
    """Is told what happens meanwhile."""

    def tell(self, sentence: str) -> None:
        """Hear what was chosen without being asked."""
        ...

    def watch(self, written: Written, position: int, size: int | None) -> None:
        """Hear how far the output is, and to which place of the input that brings it."""
        ...


def predict_file(request: Request, watcher: Watcher) -> Written:
    """Write what a model says of every row; return how many rows that were.

    Raises
    ------
    StanceError
        Where it cannot go on. A file that was begun can be continued.
    """
    with ExitStack() as stack:
        stack.enter_context(fields_of_any_length())
        given = stack.enter_context(
            opened_input(
                request.path,
                said=request.format,
                encoding=request.encoding,
                delimiter=request.delimiter,
                is_live=request.is_live,
            )
        )
        crew = stack.enter_context(workers(request.model, request.jobs, is_live=request.is_live))
        about = crew.describe()
        if given.guess:  # which may be why there is no plan
            watcher.tell(given.guess)
        plan = plan_of(request, given, about)
        for sentence in remarks(request, given, plan.places, about):
            watcher.tell(sentence)
        output = stack.enter_context(_output(request, plan))
        if request.resume:
            watcher.tell(_resumed(output))
        if not output.is_whole:
            is_told = False
            for done in crew.predict(_left(given, output.written), plan):
                output.write(done)
                if not is_told and done.unseen not in ("", plan.places.target.value):
                    is_told = True
                    watcher.tell(never_learned(done.unseen, about))
                watcher.watch(output.written, done.position, given.source.size)
        return output.written


def _resumed(output: Output) -> str:
    n_rows = output.written.n_predicted + output.written.n_rejected
    if output.written.n_batches:
        return f"going on behind {n_rows:,} rows that were done"
    return "nothing was begun that could be gone on with; starting anew"


def _output(request: Request, plan: Plan) -> AbstractContextManager[Output]:
    head = plan.packed(plan.writer.head(plan.names))
    if request.output is None:
        if sys.stdout is None:
            raise ConfigError("standard output is closed; name a file with -o FILE")
        return closing(StandardOutput(head, request.rejected))
    writer = plan.writer
    return partial_file(
        request.output,
        _settings(request, plan),
        head=head,
        resume=request.resume,
        finish=writer.finish if isinstance(writer, TableStream) else None,
    )


def _settings(request: Request, plan: Plan) -> dict[str, Any]:
    """Return all that an output depends on beside the rows of the input."""
    return {
        "version of the toolkit": version("stance-toolkit"),
        "model": _digest(request.model),
        "columns": asdict(plan.places),
        "names of new columns": plan.names,
        "reading": repr(plan.reader),
        "writing": repr(plan.writer),
        "zip": plan.is_zipped,
    }


def _digest(model: Path) -> str:
    """Return a SHA-256 of ``model.json``, which has those of the other files."""
    try:
        return hashlib.sha256((model / "model.json").read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{model / 'model.json'} cannot be read: {error.strerror}") from error


def _left(given: Input, written: Written) -> Iterator[Batch]:
    """Yield the batches that are not in the output yet; those before must be what they were."""
    n = 0
    for batch in given.source.batches():
        n = batch.number + 1
        if n > written.n_batches:
            yield batch
        elif n == written.n_batches and batch.digest != written.digest:
            raise CorpusError(_changed(given))
    if n < written.n_batches:
        raise CorpusError(_changed(given))


def _changed(given: Input) -> str:
    return (
        f"{given.source.name} is not what it was when the output was interrupted; give the same "
        "input, or start anew with --no-resume"
    )
