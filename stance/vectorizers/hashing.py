"""N-grams without a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.pipeline import Pipeline


def hashed_ngrams(
    *, ngram_range: Sequence[int] = (1, 1), sublinear_tf: bool = False, **options: Any
) -> Pipeline:
    """Return tf-idf of hashed n-grams: a fixed number of columns whatever the vocabulary.

    The columns have no names: nobody can tell which n-grams share one (Weinberger et al.
    2009, "Feature hashing for large scale multitask learning", ICML).

    Parameters
    ----------
    ngram_range
        Shortest and longest n-gram; a list will do, as YAML has no tuples.
    sublinear_tf
        Count 1 + log(n) for n occurrences.
    **options
        What else `sklearn.feature_extraction.text.HashingVectorizer` takes. Its signs do
        not alternate here, as naive Bayes takes no negative features.
    """
    shortest, longest = ngram_range
    counts = HashingVectorizer(
        ngram_range=(shortest, longest), **{"alternate_sign": False, "norm": None} | options
    )
    return Pipeline([("counts", counts), ("tfidf", TfidfTransformer(sublinear_tf=sublinear_tf))])
