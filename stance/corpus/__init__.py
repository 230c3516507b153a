"""Corpora: reading them, their published benchmarks, and how they are split."""

from stance.corpus.corpus import BadRow, Corpus
from stance.corpus.hub import load_hub
from stance.corpus.load import load_corpus
from stance.corpus.statistics import CorpusStatistics

__all__ = ["BadRow", "Corpus", "CorpusStatistics", "load_corpus", "load_hub"]
