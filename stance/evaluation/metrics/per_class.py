"""Precision, recall and F1 of each class, the parts of every averaged score.

A class without gold rows has none of the three: they are nan, and a mean is taken over the
classes that have one. (scikit-learn counts such a class as 0 and so lets a score depend on
classes that do not occur.) A class that is there but never predicted has no precision; its
recall and F1 are 0.
"""

from __future__ import annotations

import numpy as np

from stance.evaluation.undefined import Floats, ratio


def precision(counts: Floats) -> Floats:
    """Return the share of the rows predicted as a class that are: (..., K, K) gives (..., K).

    Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 8.3.
    """
    return np.where(_gold(counts) > 0, ratio(_hits(counts), _predicted(counts)), np.nan)


def recall(counts: Floats) -> Floats:
    """Return the share of a class's rows that are found: (..., K, K) gives (..., K).

    Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 8.3.
    """
    return ratio(_hits(counts), _gold(counts))


def f1(counts: Floats) -> Floats:
    """Return the harmonic mean of precision and recall: (..., K, K) gives (..., K).

    van Rijsbergen, Information Retrieval (1979), chapter 7, with beta = 1.

    >>> f1(np.array([[3.0, 1.0], [1.0, 0.0]])).tolist()
    [0.75, 0.0]
    """
    gold = _gold(counts)
    halves = ratio(2 * _hits(counts), gold + _predicted(counts))
    return np.where(gold > 0, halves, np.nan)


def _hits(counts: Floats) -> Floats:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def _gold(counts: Floats) -> Floats:
    return np.asarray(counts.sum(axis=-1))


def _predicted(counts: Floats) -> Floats:
    return np.asarray(counts.sum(axis=-2))
