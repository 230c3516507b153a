"""The corpus that travels with the toolkit: what speakers think of NATO and of Russia."""

from __future__ import annotations

from stance.corpus.corpus import Corpus
from stance.corpus.load import load_corpus
from stance.shipped import shipped


def load_nato_russia() -> Corpus:
    """Return the shipped NATO/Russia corpus; ``data/DATASHEET.md`` says how it was made."""
    return load_corpus(
        shipped("data") / "nato_russia.jsonl",
        name="nato_russia",
        official_metric="macro_f1",
        citation="The NATO/Russia corpus, part of the stance toolkit 0.1 (2026). CC BY 4.0.",
    )
