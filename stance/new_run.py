"""`new_run`: the folder of a run, from what it is to score to its last file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from stance.corpus import Corpus
from stance.labels import Task
from stance.ledger import Ledger
from stance.outcome import Outcome
from stance.reports.log import logged
from stance.reports.progress import Progress, Quiet
from stance.run_notes import about_corpus
from stance.run_writer import RunWriter
from stance.runs import Run, write_json
from stance.surroundings import surroundings


class Setting(Protocol):
    """What a run is made of: an experiment, or a saved model and the corpus it is scored on."""

    @property
    def title(self) -> str:
        """Its name, and that of the folder its runs are in."""
        ...

    @property
    def corpus(self) -> Corpus:
        """What is scored."""
        ...

    @property
    def task(self) -> Task:
        """By which label."""
        ...

    @property
    def headline(self) -> str:
        """The metric that names the result."""
        ...

    @property
    def fingerprint(self) -> str:
        """A SHA-256 of all that the scores depend on."""
        ...

    @property
    def plots(self) -> bool:
        """Whether plots are drawn."""
        ...


@dataclass(frozen=True)
class RunLedger:
    """A ledger, and what it is to say of the run that scores now."""

    ledger: Ledger
    run: str
    started: str


def new_run(
    of: Setting,
    outcome_of: Callable[[Progress, RunLedger], Outcome],
    runs: Path,
    *,
    config: str,
    command: Sequence[str],
    progress: Progress | None,
    save_model: bool,
    more: dict[str, Any],
) -> Run:
    """Compute an outcome and save it in a folder of its own below `runs`; return the run.

    `config` (YAML text), `command` (the words behind the command's name) and `more` (what
    ``run.json`` is to say beside what every run does) are kept in the folder.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    at = started.isoformat(timespec="seconds")
    run_id = f"{started:%Y%m%dT%H%M%S}-{of.fingerprint[:8]}"
    with (
        RunWriter(runs, of.title, run_id) as writer,
        logged(writer.folder, progress or Quiet()) as log,
    ):
        (writer.folder / "config.yaml").write_text(config, encoding="utf-8")
        outcome = outcome_of(log.progress, RunLedger(Ledger(runs), run_id, at))
        outcome.write(writer.folder, log.progress, plots=of.plots, model=save_model)
        log.progress.step("done")
        about = {
            "id": run_id,
            "name": of.title,
            "task": of.task,
            "fingerprint": of.fingerprint,
            "started": at,
            "seconds": round(time.monotonic() - clock, 2),
            "command": list(command),
            "headline": of.headline,
            "warnings": log.warnings,
            "corpus": about_corpus(of.corpus, of.task, writer.folder),
            **outcome.about(),
            **more,
            **surroundings(),
        }
        write_json(writer.folder / "run.json", about)
    return Run.load(writer.folder)
