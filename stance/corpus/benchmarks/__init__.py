"""Published data sets, one a file, read to the letter from the files their authors published."""

from stance.corpus.benchmarks.dse import load_dse
from stance.corpus.benchmarks.newsmtsc import load_newsmtsc
from stance.corpus.benchmarks.ruw import load_ruw
from stance.corpus.benchmarks.semeval2016 import load_semeval2016

__all__ = ["load_dse", "load_newsmtsc", "load_ruw", "load_semeval2016"]
