"""What a finished run says of itself: tables for the terminal, a record in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stance.evaluation import Evaluation
from stance.reports.tables import Table, interval, number


def score_tables(evaluation: Evaluation) -> list[Table]:
    """Return the tables of a run: all metrics, by class, by target, over folds and seeds."""
    tables = [_metrics(evaluation), _classes(evaluation)]
    if len(evaluation.per_target) > 1:
        tables.append(_targets(evaluation))
    if evaluation.folds:
        tables.append(_folds(evaluation))
    return tables


def record(info: Mapping[str, Any], evaluation: Evaluation) -> str:
    """Return the Markdown record of a run: command, data, scores with intervals, date.

    `info` is the content of ``run.json``.
    """
    corpus, versions = info["corpus"], info["versions"]
    command = " ".join(["stance train", info["name"], *info["overrides"]])
    lines = [
        f"# {info['name']}",
        "",
        f"    {command}",
        "",
        f"- Run {info['id']}, started {info['started']}, took {info['seconds']:.1f} s; "
        f"commit {info['git_commit'] or 'unknown'}.",
        f"- Corpus {corpus['name']}: {corpus['n']:,} examples, fingerprint "
        f"{corpus['fingerprint'][:16]}; {info['n_train']:,} learned from, "
        f"{info['n_test']:,} scored, {corpus['n_skipped']:,} rows skipped.",
        f"- Python {versions['python']}, scikit-learn {versions['scikit-learn']}, "
        f"numpy {versions['numpy']}.",
        f"- {_interval_method(evaluation)}",
        "",
    ]
    tables = [table.to_markdown() for table in score_tables(evaluation)]
    notes = [f"- {note}" for note in evaluation.notes]
    return "\n".join([*lines, *tables, *notes]).rstrip() + "\n"


def listing(runs: Sequence[Mapping[str, Any]], headlines: Sequence[str]) -> Table:
    """Return the table of runs, one a row, from their ``run.json`` and main scores."""
    rows = [
        (
            info["id"],
            info["name"],
            info["corpus"]["name"],
            " ".join(info["overrides"]),
            f"{info['n_test']:,}",
            headline,
        )
        for info, headline in zip(runs, headlines, strict=True)
    ]
    columns = ("run", "experiment", "corpus", "overrides", "scored", "main score")
    return Table(f"{len(rows)} run{'' if len(rows) == 1 else 's'}", columns, rows)


def _interval_method(evaluation: Evaluation) -> str:
    if not evaluation.n_resamples:
        return "No intervals were computed (evaluation=quick)."
    return (
        f"Brackets: {evaluation.confidence:.0%} percentile bootstrap intervals, "
        f"{evaluation.n_resamples:,} resamples of the scored examples."
    )


def _metrics(evaluation: Evaluation) -> Table:
    rows = [
        (evaluation.titles[name], interval(score)) for name, score in evaluation.metrics.items()
    ]
    return Table(f"Scores on {evaluation.n:,} examples", ("metric", "value"), rows)


def _classes(evaluation: Evaluation) -> Table:
    rows = [
        (
            label,
            f"{scores['support']:,}",
            *(interval(scores[m]) for m in ("precision", "recall", "f1")),
        )
        for label, scores in evaluation.per_class.items()
    ]
    return Table("By class", ("class", "n", "precision", "recall", "F1"), rows)


def _targets(evaluation: Evaluation) -> Table:
    names = [name for name in next(iter(evaluation.per_target.values())) if name != "n"]
    rows = [
        (target or "(none)", f"{scores['n']:,}", *(interval(scores[name]) for name in names))
        for target, scores in evaluation.per_target.items()
    ]
    titles = [evaluation.titles.get(name, name) for name in names]
    return Table("By target", ("target", "n", *titles), rows)


def _folds(evaluation: Evaluation) -> Table:
    rows = [
        (evaluation.titles[name], *(number(summary[key]) for key in ("mean", "sd", "min", "max")))
        for name, summary in evaluation.folds.items()
    ]
    count = len(next(iter(evaluation.folds.values()))["values"])
    columns = ("metric", "mean", "standard deviation", "lowest", "highest")
    return Table(f"Over {count} folds and seeds", columns, rows)
