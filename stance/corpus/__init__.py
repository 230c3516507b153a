"""Corpora: reading them, their published benchmarks, and how they are split."""

from stance.corpus.corpus import BadRow, Corpus

__all__ = ["BadRow", "Corpus"]
