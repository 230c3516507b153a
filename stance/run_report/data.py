"""What was learned from and what was scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from stance.evaluation import Predictions
from stance.reports.corpus import corpus_tables
from stance.reports.html.blocks import (
    Beside,
    Block,
    Folded,
    Pairs,
    Section,
    Sentences,
    Source,
    TableBlock,
)
from stance.reports.summary import rows_used
from stance.reports.tables import Cell, Table
from stance.runs import Run


def data_section(run: Run, *, alone: bool) -> Section:
    """Return what a run says of its corpus; `alone`, the statistics of the corpus too."""
    corpus = run.info["corpus"]
    blocks: list[Block] = [Pairs(_about(run)), TableBlock(_scored(run.predictions))]
    if corpus["n_skipped"]:
        lines = _lines(run.folder / "skipped.jsonl")
        blocks.append(Folded(f"{corpus['n_skipped']:,} rows skipped", [Source(lines)]))
    if alone:
        blocks += _statistics(run)
    return Section("data", "Data", "What was learned from and what was scored.", blocks)


def several_data_section(runs: Mapping[str, Run]) -> Section:
    """Return the statistics of each corpus that runs learned from."""
    corpora = {run.info["corpus"]["fingerprint"]: run for run in runs.values()}
    blocks = [
        block for run in corpora.values() for block in (Pairs(_about(run)), *_statistics(run))
    ]
    return Section("data", "Data", "What is in the corpus.", blocks)


def _about(run: Run) -> list[tuple[str, str]]:
    corpus = run.info["corpus"]
    return [
        ("corpus", corpus["name"]),
        ("rows", rows_used(run.info)),
        ("fingerprint", corpus["fingerprint"]),
        ("cite as", corpus["citation"] or "-"),
    ]


def _statistics(run: Run) -> list[Block]:
    if run.statistics is None:
        name = run.info["corpus"]["name"]
        return [Sentences([f"The corpus {name} was not counted: the run is of older code."])]
    sizes, *tables = corpus_tables(run.statistics)
    known = ("fingerprint", "rows skipped")
    pairs = [(str(name), str(value)) for name, value in sizes.rows if name not in known]
    return [Pairs(pairs), Beside([TableBlock(table) for table in tables])]


def _scored(predictions: Predictions) -> Table:
    """Return how many of the scored examples have which right label, by target."""
    examples = {
        key: (target, label)
        for key, target, label in zip(
            predictions.id, predictions.target, predictions.gold.tolist(), strict=True
        )
    }
    counts = Counter(examples.values())
    rows: list[Sequence[Cell]] = [
        (target or "(none)", sum(of), *of)
        for target in predictions.targets
        for of in [[counts[target, k] for k, _ in enumerate(predictions.labels)]]
    ]
    return Table("Scored examples by right label", ("target", "n", *predictions.labels), rows)


def _lines(path: Path, most: int = 200) -> str:
    """Return the first lines of a file, and how many more there are."""
    if not path.is_file():
        return f"{path.name} was removed"
    lines = path.read_text(encoding="utf-8").splitlines()
    more = [f"... and {len(lines) - most:,} more"] if len(lines) > most else []
    return "\n".join(lines[:most] + more)
