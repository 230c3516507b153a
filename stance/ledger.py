"""`Ledger`: each time a test split was scored, in files of their own beside the runs."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from stance.checks import Scoring
from stance.corpus import Corpus
from stance.labels import Task


class Ledger:
    """The folder ``.ledger`` among the runs: for each test split a folder, for each time a file.

    A file is written beside and renamed, so that a process which is killed leaves none that is
    cut, and no two processes write one. What cannot be read counts as a time of its own.
    """

    def __init__(self, runs: Path) -> None:
        self.folder = runs / ".ledger"

    def add(self, rows: str, scoring: Scoring) -> None:
        """Note that some rows (see `rows_key`) were scored."""
        folder = self.folder / rows
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{scoring.run}-{secrets.token_hex(4)}.json"
        partial = path.with_suffix(".partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                json.dump(asdict(scoring), file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def scorings(self, rows: str) -> Sequence[Scoring]:
        """Return every time some rows were scored, the first first."""
        found = [_read(path) for path in (self.folder / rows).glob("*.json")]
        return sorted(found, key=lambda scoring: (scoring.started, scoring.run))


def rows_key(corpus: Corpus, task: Task, rows: npt.NDArray[np.int64]) -> str:
    """Return a name for what some rows ask: the same in a corpus that was added to elsewhere."""
    columns = (corpus[name][rows] for name in ("text", "target", "speaker"))
    asked = sorted({tuple(of) for of in zip(*columns, strict=True)})
    return hashlib.sha256(json.dumps([task, asked]).encode()).hexdigest()[:32]


def _read(path: Path) -> Scoring:
    try:
        return Scoring(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Scoring(run=f"{path.name} (cannot be read)", settings=path.name, started="")
