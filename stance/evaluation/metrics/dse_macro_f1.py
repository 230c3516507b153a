"""Macro-F1 over directed pairs, the score of the DSE corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stance.evaluation.metrics.base import Metric
from stance.evaluation.metrics.per_class import f1
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import NoScoreError, Sample
from stance.evaluation.undefined import Floats, mean_of_defined
from stance.labels import Task

Rows = npt.NDArray[np.int64]

_AGAINST: Final[dict[Task, str]] = {"stance": "against", "sentiment": "negative"}


@dataclass(frozen=True)
class DseMacroF1(Metric):
    """The mean F1 of DSE's five classes: who feels what toward whom.

    Our corpus asks about both directions of each pair of entities, in two rows whose ids end in
    ``.pq`` and ``.qp``; DSE has one label for both: 0 neutral, 1 p favors q, 2 q favors p, 3 p
    is against q, 4 q is against p. The label of a pair is that of the direction that is not
    neutral; if a model calls neither neutral, that of the surer one (the higher probability or
    margin of its label), else that of p to q. A pair is drawn as often as its ``.pq`` row.

    Park, Pan & Joo (2021), Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment
    Extraction in News Text, Findings of ACL.
    """

    title: ClassVar[str] = "DSE macro-F1"

    def score(self, sample: Sample) -> Floats:
        """Return the mean F1 over the five classes, of those with gold rows."""
        predictions = sample.predictions
        pq, qp = _pairs(predictions)
        both = (predictions.gold[pq] != _neutral(predictions)) & (
            predictions.gold[qp] != _neutral(predictions)
        )
        if both.any():
            pair = str(predictions.id[pq][both][0]).removesuffix(".pq")
            raise NoScoreError(
                f"there are pairs with a gold label in both directions: {both.sum():,}, such as "
                f"{pair!r}; DSE's classes hold one direction, so score them with macro_f1"
            )
        gold = _directed(predictions, predictions.gold, pq, qp)
        predicted = _directed(predictions, predictions.predicted, pq, qp)
        cells = np.zeros((len(pq), 25))
        cells[np.arange(len(pq)), 5 * gold + predicted] = 1
        counts = sample.weights[:, pq] @ cells
        return mean_of_defined(f1(counts.reshape(-1, 5, 5)))


def _pairs(predictions: Predictions) -> tuple[Rows, Rows]:
    """Return the row numbers of the two directions of each pair."""
    directions: dict[str, dict[tuple[str, str, int], int]] = {".pq": {}, ".qp": {}}
    for row, name in enumerate(predictions.id):
        if name[-3:] not in directions:
            raise NoScoreError(
                f"it scores pairs of rows whose ids end in .pq and .qp, and there is a row "
                f"{name!r}; it is meant for corpus=dse"
            )
        key = (name[:-3], predictions.fold[row], int(predictions.seed[row]))
        directions[name[-3:]][key] = row
    pq, qp = directions.values()
    if alone := sorted(pq.keys() ^ qp.keys()):
        raise NoScoreError(
            f"there are pairs with a row for one direction only: {len(alone):,}, such as "
            f"{alone[0][0]!r}; split by group, so that both stay together"
        )
    return np.array(list(pq.values())), np.array([qp[key] for key in pq])


def _directed(
    predictions: Predictions, codes: npt.NDArray[np.int64], pq: Rows, qp: Rows
) -> npt.NDArray[np.int64]:
    """Return the DSE class of each pair under gold or predicted label codes."""
    neutral = _neutral(predictions)
    sure = np.zeros(len(codes))
    if predictions.scores is not None:
        sure = predictions.scores[np.arange(len(codes)), codes]
    is_pq = (codes[pq] != neutral) & ((codes[qp] == neutral) | (sure[pq] >= sure[qp]))
    label = np.where(is_pq, codes[pq], codes[qp])
    kind = np.where(label == predictions.labels.index(_AGAINST[predictions.task]), 3, 1)
    return np.where(label == neutral, 0, np.where(is_pq, kind, kind + 1))


def _neutral(predictions: Predictions) -> int:
    return predictions.labels.index("neutral")
