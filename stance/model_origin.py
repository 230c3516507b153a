"""`Origin`: where a saved model comes from, and what can be known of the rows it learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from stance.corpus import Corpus
from stance.corpus.nato_russia import load_nato_russia
from stance.errors import RunError
from stance.model import StanceModel
from stance.runs import Run


@dataclass(frozen=True)
class Origin:
    """Where a model comes from.

    Attributes
    ----------
    named
        What the user called it: a folder, a run's id, ``default``.
    sha256
        Of its ``model.json``, which has those of its other files.
    name
        That of the run whose folder it is in, else of the folder itself.
    corpus, fingerprint, n_train
        What it learned from; "" and None where it does not tell.
    """

    named: str
    sha256: str
    name: str
    corpus: str
    fingerprint: str
    n_train: int | None

    @classmethod
    def of(cls, model: StanceModel, folder: Path, named: str) -> Self:
        """Return the origin of a model that was loaded from a folder, and named so."""
        corpus: Mapping[str, Any] = model.details.get("corpus", {})
        return cls(
            named,
            hashlib.sha256((folder / "model.json").read_bytes()).hexdigest(),
            _name(folder),
            str(corpus.get("name", "")),
            str(corpus.get("fingerprint", "")),
            model.details.get("n_train"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    def __str__(self) -> str:
        learned = "which does not tell from what it learned"
        if self.corpus:
            n = "" if self.n_train is None else f" {self.n_train:,} rows of"
            learned = f"which learned from{n} the corpus {self.corpus}"
            learned += f" (fingerprint {self.fingerprint[:16]})" if self.fingerprint else ""
        return f"{self.named}, model.json with SHA-256 {self.sha256[:16]}, {learned}"

    def is_of(self, corpus: Corpus) -> bool:
        """Tell whether the model learned from this very corpus."""
        return bool(self.fingerprint) and self.fingerprint == corpus.fingerprint

    def known_texts(self) -> frozenset[str] | None:
        """Return the texts of the corpus the model learned from; None where nobody knows them.

        Only the shipped corpus is at hand wherever the toolkit is.
        """
        shipped = load_nato_russia()
        return frozenset(shipped["text"]) if self.is_of(shipped) else None

    def leaks(self, corpus: Corpus, rows: npt.NDArray[np.int64]) -> str | None:
        """Return a sentence if the model learned from rows that are scored, or nobody knows."""
        if self.is_of(corpus):
            n = int(np.count_nonzero(corpus["split"][rows] == "train"))
            if n or not corpus.table["split"].is_valid().to_numpy().any():
                which = (
                    f"{n:,} of the {len(rows):,} scored rows are in its train split"
                    if n
                    else ("which of its rows were held out is not known")
                )
                return (
                    f"The model learned from this very corpus, and {which}: the score is "
                    "flattered by rows it knows."
                )
            return None
        known = self.known_texts()
        if known is None:
            return (
                "Whether the model learned from any of the scored texts is not known here: a model "
                "keeps none of those it learned from."
            )
        n = sum(text in known for text in corpus["text"][rows])
        if not n:
            return None
        return (
            f"{n:,} of the {len(rows):,} scored rows have their very text in the corpus the model "
            f"learned from ({self.corpus}), which flatters the score."
        )


def _name(folder: Path) -> str:
    """Return the name of the run a model folder belongs to, else its own."""
    folder = folder.resolve()
    try:
        return Run.load(folder.parent).name if folder.name == "model" else folder.name
    except RunError:
        return folder.parent.name or folder.name
