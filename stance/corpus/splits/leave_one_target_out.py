"""Cross-target splits: how a model does on a target it never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.corpus.corpus import Corpus
from stance.corpus.splits.rows import TUNING, usable_rows
from stance.corpus.splits.split import Split
from stance.errors import CorpusError
from stance.labels import Task


@dataclass(frozen=True)
class LeaveOneTargetOut:
    """One split a target: learn from all the others, score that one.

    What is new in the test rows is the target. A text that was labelled for several targets
    is on both sides, each time with its own target.

    Parameters
    ----------
    within
        Given splits that may be used; rows without a split always are, None means every row.
        A given test split is left out unless it is named.
    """

    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:  # noqa: ARG002 - nothing is drawn
        """Return one split a target, called after it, in sorted order."""
        rows = usable_rows(corpus, task, self.within)
        targets = corpus["target"][rows]
        names = sorted(set(targets))
        if len(names) < 2:
            raise CorpusError(
                f"corpus {corpus.name} has labelled rows for one target only, {names[0]!r}, so "
                "none is left to learn from; use splitter=stratified_kfold"
            )
        return [
            Split(name, rows[targets != name], rows[targets == name], across="target")
            for name in names
        ]
