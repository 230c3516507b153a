"""What a finished run says of itself: tables for the terminal, a record in Markdown."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from stance.evaluation import Evaluation
from stance.evaluation.evaluation import Folds
from stance.reports.tables import Cell, Table

# What a table by target has room for; metrics.json has every metric.
_BY_TARGET: Final = ("macro_f1", "f_avg")
_MOST_TARGETS: Final = 12


def score_tables(evaluation: Evaluation) -> list[Table]:
    """Return the tables of a run: all metrics, by class, by target, over folds and seeds."""
    tables = [_metrics(evaluation), _classes(evaluation)]
    if len(evaluation.per_target) > 1:
        tables.append(_targets(evaluation))
    if evaluation.folds:
        tables.append(_folds(evaluation.folds, evaluation.titles))
    return tables


def record(
    info: Mapping[str, Any],
    evaluation: Evaluation,
    contrasts: Sequence[Table],
    notes: Sequence[str],
) -> str:
    """Return the Markdown record of a run: command, data, scores with intervals, date.

    `info` is the content of ``run.json``; `contrasts` and `notes` are put below the scores.
    """
    corpus, versions = info["corpus"], info["versions"]
    command = shlex.join(["stance", verb(info), *info["command"]])
    lines = [
        f"# {info['name']}",
        "",
        f"    {command}" if info["command"] else "    (run from Python)",
        "",
        f"- Run {info['id']}, started {info['started']}, took {info['seconds']:.1f} s; "
        f"working folder at commit {info['git_commit'] or 'unknown'}.",
        f"- Corpus {corpus['name']}, fingerprint {corpus['fingerprint'][:16]}: {rows_used(info)}.",
        f"- Python {versions['python']}, scikit-learn {versions['scikit-learn']}, "
        f"numpy {versions['numpy']}.",
        f"- {interval_method(evaluation)}",
        "",
    ]
    tables = [table.to_markdown() for table in (*score_tables(evaluation), *contrasts)]
    told = [f"- {note}" for note in notes]
    return "\n".join([*lines, *tables, *told]).rstrip() + "\n"


def rows_used(info: Mapping[str, Any]) -> str:
    """Return in words what became of a corpus's rows; `info` is the content of ``run.json``."""
    corpus = info["corpus"]
    if verb(info) == "evaluate":
        used = f"{info['n_test']:,} scored by a model that was saved"
    elif info["n_splits"] == 1:
        used = f"{info['n_train']:,} learned from, {info['n_test']:,} scored"
    else:
        used = (
            f"{info['n_test']:,} scored in {info['n_splits']} splits, each by a model that had not "
            f"seen them; the model that is kept learned from {info['n_train']:,}"
        )
    rest = {
        "to calibrate or abstain by": info.get("n_dev", 0),
        "without a label": corpus["n_without_label"],
        "in splits not used": info["n_unused"],
        "skipped in the source": corpus["n_skipped"],
    }
    told = "".join(f", {n:,} {what}" for what, n in rest.items() if n)
    return f"{corpus['n']:,} examples: {used}{told}"


def verb(info: Mapping[str, Any]) -> str:
    """Return which command made a run: ``train``, or ``evaluate`` of a saved model."""
    return "evaluate" if info.get("kind") == "evaluation" else "train"


def listing(runs: Sequence[Mapping[str, Any]], headlines: Sequence[str]) -> Table:
    """Return the table of runs, one a row, from their ``run.json`` and main scores."""
    verbs = {verb(info) for info in runs}
    rows = [
        (info["id"], headline, f"{info['n_test']:,}", _command(info, verbs))
        for info, headline in zip(runs, headlines, strict=True)
    ]
    columns = (
        "run",
        "main score",
        "scored",
        " ".join(["stance", *(verbs if len(verbs) == 1 else ()), "..."]),
    )
    return Table(f"{len(rows)} run{'' if len(rows) == 1 else 's'}", columns, rows)


def _command(info: Mapping[str, Any], verbs: Collection[str]) -> str:
    words = info["command"] or [info["name"]]
    return shlex.join([verb(info), *words] if len(verbs) > 1 else words)


def interval_method(evaluation: Evaluation) -> str:
    """Return in words what the brackets behind scores are."""
    if not evaluation.n_resamples:
        return "No intervals were computed (evaluation=quick)."
    return (
        f"Brackets: {evaluation.confidence:.0%} percentile bootstrap intervals, "
        f"{evaluation.n_resamples:,} resamples of the scored examples."
    )


def _metrics(evaluation: Evaluation) -> Table:
    less = " (less is better)"
    rows = [
        (evaluation.titles[name] + less * (name in evaluation.lower_is_better), score)
        for name, score in evaluation.metrics.items()
    ]
    return Table(f"Scores on {evaluation.n:,} examples", ("metric", "value"), rows)


def _classes(evaluation: Evaluation) -> Table:
    rows = [
        (label, of.support, of.precision, of.recall, of.f1)
        for label, of in evaluation.per_class.items()
    ]
    return Table("By class", ("class", "n", "precision", "recall", "F1"), rows)


def _targets(evaluation: Evaluation) -> Table:
    shown = [name for name in _BY_TARGET if name in evaluation.metrics]
    largest = sorted(evaluation.per_target.items(), key=lambda item: -item[1].n)[:_MOST_TARGETS]
    rows: list[Sequence[Cell]] = [
        (
            target or "(none)",
            of.n,
            *(of.metrics[name] for name in shown),
            *(of.f1[label].value for label in evaluation.labels),
        )
        for target, of in largest
    ]
    some = len(evaluation.per_target) > len(rows)
    heading = f"By target, the {len(rows)} with most examples" if some else "By target"
    titles = [evaluation.titles[name] for name in shown]
    by_class = [f"F1 {label}" for label in evaluation.labels]
    return Table(heading, ("target", "n", *titles, *by_class), rows)


def _folds(folds: Folds, titles: Mapping[str, str]) -> Table:
    rows = [(titles[name], of.mean, of.sd, of.min, of.max) for name, of in folds.metrics.items()]
    seeds = len({seed for _, seed in folds.splits})
    title = f"Over {len(folds.splits)} splits ({seeds} seed{'s' if seeds > 1 else ''})"
    return Table(title, ("metric", "mean", "standard deviation", "lowest", "highest"), rows)
