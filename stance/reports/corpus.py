"""What is in a corpus, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stance.corpus.agreement import Agreement
from stance.corpus.statistics import CorpusStatistics
from stance.evaluation import Interval
from stance.labels import LABELS, Task
from stance.reports.tables import Table

_MOST: Final = 20


def corpus_tables(statistics: CorpusStatistics) -> list[Table]:
    """Return what ``stance corpus show`` prints: sizes, labels by what is known, agreement."""
    tables = [_sizes(statistics)]
    for column, by_task in statistics.by.items():
        tables += [
            _labels(task, column, counts)
            for task, counts in by_task.items()
            if column == "target" or set(counts) - {""}
        ]
    if any(statistics.agreement.values()):
        tables.append(_agreement(statistics.agreement))
    return tables


def _agreement(agreement: Mapping[Task, Mapping[str, Agreement]]) -> Table:
    rows = [
        (
            f"{task} on {target or '(none)'}",
            f"{found.n_items:,}",
            f"{found.same:.1%}",
            Interval(found.low, found.alpha, found.high),
        )
        for task, by_target in agreement.items()
        for target, found in by_target.items()
    ]
    columns = ("", "n", "annotators agree", "Krippendorff's alpha")
    return Table("Agreement between annotators", columns, rows)


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
