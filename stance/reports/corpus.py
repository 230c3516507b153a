"""What is in a corpus, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stance.corpus.statistics import CorpusStatistics
from stance.labels import LABELS, Task
from stance.reports.tables import Table

_MOST: Final = 20


def corpus_tables(statistics: CorpusStatistics) -> list[Table]:
    """Return what ``stance corpus show`` prints: sizes, then labels by target and by split."""
    tables = [_sizes(statistics)]
    for task in statistics.by_target:
        tables.append(_labels(task, "target", statistics.by_target[task]))
        if set(statistics.by_split[task]) != {""}:
            tables.append(_labels(task, "split", statistics.by_split[task]))
    return tables


def _sizes(of: CorpusStatistics) -> Table:
    shortest, *_, longest = of.words.values()
    rows = [
        ("examples", f"{of.n_examples:,}"),
        ("distinct texts", f"{of.n_texts:,}"),
        ("words a text", f"{of.words[0.5]:.0f} ({shortest:.0f} to {longest:.0f})"),
        ("named speakers", f"{of.n_speakers:,}"),
        ("groups", f"{of.n_groups:,}"),
        ("repeated examples", f"{of.n_duplicates:,}"),
        *((f"examples with more than one {task}", f"{n:,}") for task, n in of.n_conflicts.items()),
        ("rows skipped", f"{of.n_skipped:,}"),
        ("fingerprint", of.fingerprint[:16]),
    ]
    return Table(of.name, ("", "value"), rows)


def _labels(task: Task, by: str, counts: Mapping[str, Mapping[str, int]]) -> Table:
    labels = [*LABELS[task], ""]
    if not any(row.get("") for row in counts.values()):
        labels.remove("")
    shown = list(counts.items())
    if len(shown) > _MOST:
        shown = sorted(shown, key=lambda item: -sum(item[1].values()))[:_MOST]
    rows = [
        (
            name or "(none)",
            f"{sum(row.values()):,}",
            *(f"{row.get(label, 0):,} ({_share(row, label)})" for label in labels),
        )
        for name, row in shown
    ]
    columns = (by, "n", *(label or "unlabelled" for label in labels))
    some = f", the {len(rows)} most frequent of {len(counts):,}" if len(counts) > len(rows) else ""
    return Table(f"{task.capitalize()} by {by}{some}", columns, rows)


def _share(row: Mapping[str, int], label: str) -> str:
    total = sum(row.values())
    return f"{row.get(label, 0) / total:.0%}" if total else "0%"
