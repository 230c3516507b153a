"""What the checks find in an experiment's corpus, in how it is divided, and in what it gave."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from stance.bench import Job
from stance.checks import Checked, Checks, Result, Scoring, Subject
from stance.corpus import Corpus
from stance.corpus.splits import Split, Splitter
from stance.held_out import HeldOut
from stance.labels import Task
from stance.ledger import rows_key
from stance.new_run import RunLedger


class Setting(Protocol):
    """What of an experiment the checks look at."""

    @property
    def corpus(self) -> Corpus:
        """The corpus."""
        ...

    @property
    def task(self) -> Task:
        """Which label."""
        ...

    @property
    def splitter(self) -> Splitter:
        """How it is divided."""
        ...

    @property
    def per_target(self) -> Any:
        """Whether each target has a model."""
        ...

    @property
    def held_out(self) -> HeldOut:
        """How models are scaled and when they abstain."""
        ...

    @property
    def checks(self) -> Checks:
        """The checks."""
        ...

    def pipeline(self, seed: int) -> Any:
        """Return the unfitted estimator."""
        ...


@dataclass(frozen=True)
class RunChecks:
    """What the checks found; `test_rows` names the test rows that were scored, "" for none."""

    found: tuple[Checked, ...] = ()
    test_rows: str = ""


def check_run(
    of: Setting, jobs: Sequence[Job], result: Result, ledger: RunLedger | None, *, quick: bool
) -> RunChecks:
    """Return what the checks find at the end of a run, and note in the ledger what it scored."""
    scored = np.unique(np.concatenate([split.test for _, split in jobs]))
    test = scored[of.corpus["split"][scored] == "test"]
    key = rows_key(of.corpus, of.task, test) if len(test) else ""
    if key and ledger is not None:
        ledger.ledger.add(key, Scoring(ledger.run, setting_of(of), ledger.started))
        result = replace(result, scorings=ledger.ledger.scorings(key))
    first, *others = _by_seed(jobs)
    known = {_content(split) for split in first}
    more = {_content(split): split for of_seed in others for split in of_seed}
    subject = Subject(
        of.corpus, of.task, first, [split for name, split in more.items() if name not in known]
    )
    checks = of.checks
    found = (*checks.of_corpus(subject, quick=quick), *checks.of_run(result, quick=quick))
    return RunChecks(found, key)


def setting_of(of: Setting) -> str:
    """Return a SHA-256 of what an experiment learns from and how, the seed aside."""
    parameters = sorted((name, repr(value)) for name, value in of.pipeline(0).get_params().items())
    learned = (of.task, of.per_target, of.splitter, of.held_out.settings)
    content = (of.corpus.fingerprint, *learned, parameters)
    # Functions show their place in memory, which differs from process to process.
    return hashlib.sha256(re.sub(r" at 0x[0-9a-f]+", "", repr(content)).encode()).hexdigest()


def _by_seed(jobs: Sequence[Job]) -> list[list[Split]]:
    by_seed: dict[int, list[Split]] = {}
    for seed, split in jobs:
        by_seed.setdefault(seed, []).append(split)
    return list(by_seed.values())


def _content(split: Split) -> tuple[bytes, bytes]:
    return split.train.tobytes(), split.test.tobytes()
