"""`CorpusStatistics`: what a corpus holds, in numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import nan
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.corpus.agreement import Agreement, agreements
from stance.corpus.corpus import Corpus
from stance.labels import LABELS, Task

# Column -> task -> value -> label -> rows; "" counts the rows without a label.
Counts = Mapping[str, Mapping[Task, Mapping[str, Mapping[str, int]]]]

# By what labels are counted, where a corpus has it; a row may have several phenomena.
_COLUMNS: Final = ("target", "split", "genre", "phenomena")

QUANTILES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class CorpusStatistics:
    """What `stance corpus show` tells of a corpus.

    Attributes
    ----------
    n_examples, n_texts
        Rows, and distinct texts among them.
    by
        How many rows have which label, for target, split, genre and phenomena, and each task
        that has labels: ``by["target"]["stance"]["NATO"]["favor"]``. Every label of the task is
        counted, then ``""`` for none; the split ``""`` is that of rows without one.
    agreement
        For each task and target whose rows several annotators labelled, how far they agree.
    words
        Quantiles of the number of words (parted by blanks) a text: 0, 0.25, 0.5, 0.75, 1.
    n_speakers, n_groups
        Distinct speakers that are named, and distinct groups.
    n_duplicates
        Rows whose text, target and speaker an earlier row has.
    n_conflicts
        For each task, texts that have more than one label for one target and speaker.
    n_skipped
        Rows of the source that were left out.
    """

    name: str
    fingerprint: str
    n_examples: int
    n_texts: int
    by: Counts
    agreement: Mapping[Task, Mapping[str, Agreement]]
    words: Mapping[float, float]
    n_speakers: int
    n_groups: int
    n_duplicates: int
    n_conflicts: Mapping[Task, int]
    n_skipped: int

    @classmethod
    def of(cls, corpus: Corpus) -> CorpusStatistics:
        """Count a corpus."""
        texts = corpus["text"]
        examples = list(zip(texts, corpus["target"], corpus["speaker"], strict=True))
        tasks: list[Task] = [task for task in LABELS if corpus.labelled(task).any()]
        return cls(
            name=corpus.name,
            fingerprint=corpus.fingerprint,
            n_examples=len(corpus),
            n_texts=len(set(texts)),
            by={
                column: {task: _crossed(corpus, task, column) for task in tasks}
                for column in _COLUMNS
                if column in corpus.table.column_names
            },
            agreement={task: agreements(corpus, task) for task in tasks},
            words=_word_quantiles(texts),
            n_speakers=len(set(corpus["speaker"]) - {""}),
            n_groups=len(set(corpus["group"]) - {None}),
            n_duplicates=len(examples) - len(set(examples)),
            n_conflicts={task: _conflicts(examples, corpus[task]) for task in tasks},
            n_skipped=len(corpus.skipped),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON takes them."""
        return asdict(self) | {"words": {f"{q:g}": n for q, n in self.words.items()}}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> CorpusStatistics:
        """Return the numbers that `to_dict` gave, null for those that are not defined."""

        def defined(numbers: Mapping[str, Any]) -> dict[str, Any]:
            return {key: nan if number is None else number for key, number in numbers.items()}

        agreement = {
            task: {target: Agreement(**defined(found)) for target, found in by_target.items()}
            for task, by_target in record["agreement"].items()
        }
        words = {float(quantile): number for quantile, number in defined(record["words"]).items()}
        return cls(**dict(record) | {"agreement": agreement, "words": words})


def _crossed(corpus: Corpus, task: Task, column: str) -> dict[str, dict[str, int]]:
    counts = Counter(
        (value or "", label or "")
        for several, label in zip(corpus[column], corpus[task], strict=True)
        for value in (several if isinstance(several, list) else [several])
    )
    rows = dict.fromkeys(sorted({row for row, _ in counts}))
    return {row: {label: counts[row, label] for label in (*LABELS[task], "")} for row in rows}


def _word_quantiles(texts: npt.NDArray[np.object_]) -> dict[float, float]:
    if not len(texts):
        return dict.fromkeys(QUANTILES, float("nan"))
    lengths = np.quantile([len(text.split()) for text in texts], QUANTILES)
    return dict(zip(QUANTILES, lengths.tolist(), strict=True))


def _conflicts(examples: Sequence[tuple[str, str, str]], labels: npt.NDArray[np.object_]) -> int:
    found = defaultdict(set)
    for example, label in zip(examples, labels, strict=True):
        if label is not None:
            found[example].add(label)
    return sum(len(several) > 1 for several in found.values())
