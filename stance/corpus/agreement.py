"""`Agreement`: how far the annotators of a corpus agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.corpus.corpus import Corpus
from stance.corpus.schema import ANNOTATIONS
from stance.labels import LABELS, Task

N_RESAMPLES: Final = 2000
_CONFIDENCE: Final = 0.95

# Shape (n, K): how many annotators gave each of n items each of K labels.
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of one task, with a percentile bootstrap interval over items.

    Attributes
    ----------
    n_items
        Examples that at least two annotators gave a label.
    same
        The share of them on which all annotators agree, in [0, 1].
    alpha, low, high
        1 is perfect agreement, 0 what chance would give; NaN where only one label was ever
        given, so that there is nothing to agree on.
    """

    n_items: int
    same: float
    alpha: float
    low: float
    high: float

    @classmethod
    def of(cls, counts: Counts, *, seed: int = 0) -> Agreement | None:
        """Return the agreement on some items; None where none has two labels."""
        counts = counts[counts.sum(axis=1) >= 2]
        if not len(counts):
            return None
        # Items with equal counts are alike: to draw items is to draw how often each kind comes.
        kinds, times = np.unique(counts, axis=0, return_counts=True)
        rng = np.random.default_rng(seed)
        draws = rng.multinomial(len(counts), times / len(counts), size=N_RESAMPLES)
        resampled = [_alpha(kinds, drawn) for drawn in draws]
        tail = (1 - _CONFIDENCE) / 2
        low, high = np.nanquantile(resampled, (tail, 1 - tail)) if _varies(kinds) else (np.nan,) * 2
        unanimous = (kinds > 0).sum(axis=1) == 1
        return cls(
            n_items=len(counts),
            same=float(times[unanimous].sum() / times.sum()),
            alpha=_alpha(kinds, times),
            low=float(low),
            high=float(high),
        )


def agreements(corpus: Corpus, task: Task) -> dict[str, Agreement]:
    """Return the agreement on each target of a corpus; empty where it has no annotations."""
    if ANNOTATIONS.name not in corpus.table.column_names:
        return {}
    counts = label_counts(corpus[ANNOTATIONS.name], task)
    targets = corpus["target"]
    found = {target: Agreement.of(counts[targets == target]) for target in corpus.targets}
    return {target: agreement for target, agreement in found.items() if agreement}


def label_counts(annotations: Sequence[object] | npt.NDArray[np.object_], task: Task) -> Counts:
    """Return how often each label of a task was given to each row, shape (n, K)."""
    column = {label: k for k, label in enumerate(LABELS[task])}
    counts = np.zeros((len(annotations), len(column)), dtype=np.int64)
    for row, several in enumerate(annotations):
        for one in several or ():
            if one[task] is not None:
                counts[row, column[one[task]]] += 1
    return counts


def _varies(kinds: Counts) -> bool:
    return bool(((kinds > 0).any(axis=0)).sum() > 1)


def _alpha(kinds: Counts, times: npt.NDArray[np.int64]) -> float:
    """Return Krippendorff's alpha for nominal labels, 1 - observed / expected disagreement.

    Krippendorff (2019), Content Analysis, 4th edition, section 12.3.3: an item with m labels
    counts as m / (m - 1) pairs a label, and chance draws two of all n labels without putting
    one back.

    Parameters
    ----------
    kinds
        The label counts of each kind of item, shape (n_kinds, K), two labels or more a row.
    times
        How many items there are of each kind.
    """
    sizes = kinds.sum(axis=1)
    n_labels = float(times @ sizes)
    disagreeing = sizes**2 - (kinds**2).sum(axis=1)
    observed = float(times @ (disagreeing / (sizes - 1))) / n_labels
    totals = (times @ kinds).astype(float)
    expected = (n_labels**2 - float(totals @ totals)) / (n_labels * (n_labels - 1))
    return 1 - observed / expected if expected else float("nan")
