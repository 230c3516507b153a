"""What a reader should know of how the scores of a run came about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from stance.bench import Job
from stance.corpus import Corpus, CorpusStatistics
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.evaluation import to_json
from stance.labels import Task
from stance.runs import STATISTICS, write_json


class Setting(Protocol):
    """What of an experiment the notes look at."""

    @property
    def corpus(self) -> Corpus:
        """The corpus."""
        ...

    @property
    def evaluation(self) -> Evaluator:
        """The metrics."""
        ...

    @property
    def n_seeds(self) -> int:
        """How many seeds."""
        ...

    @property
    def per_target(self) -> Any:
        """Whether each target has a model."""
        ...


def notes_on_run(setting: Setting, predictions: Predictions) -> Iterator[str]:
    """Yield one sentence for each thing that makes the scores less than they seem."""
    corpus = setting.corpus
    official = corpus.official_metric
    if official and official not in setting.evaluation.metrics:
        yield (
            f"The authors of {corpus.name} score it by {official}, which is not among the "
            f"metrics; add it with +metric@evaluation.metrics={official}."
        )
    if setting.per_target and len(corpus.targets) < 2:
        yield "One model per target is one model here: the corpus has one target only."
    if setting.n_seeds > 1 and _same_under_all_seeds(predictions):
        yield (
            "Every seed gives the same predictions: neither the splits nor the model depend on it, "
            "so the spread over seeds says nothing."
        )


def about_corpus(corpus: Corpus, task: Task, folder: Path) -> dict[str, Any]:
    """Return the corpus's part of ``run.json``; count it, and list its skipped rows, in files."""
    write_json(folder / STATISTICS, to_json(CorpusStatistics.of(corpus).to_dict()))
    skipped = corpus.skipped
    if skipped:
        lines = [json.dumps({"where": row.where, "reason": row.reason}) for row in skipped]
        (folder / "skipped.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {
        "name": corpus.name,
        "fingerprint": corpus.fingerprint,
        "n": len(corpus),
        "n_without_label": int((~corpus.labelled(task)).sum()),
        "n_skipped": len(skipped),
        "citation": corpus.citation,
    }


def n_dev(jobs: Sequence[Job]) -> int:
    """Return how many rows some model was calibrated on, or chose its threshold by."""
    return len(np.unique(np.concatenate([split.dev for _, split in jobs])))


def n_unused(corpus: Corpus, task: Task, jobs: Sequence[Job]) -> int:
    """Return how many labelled rows no split learned from or scored."""
    used = np.zeros(len(corpus), dtype=bool)
    for _, split in jobs:
        used[split.train] = used[split.dev] = used[split.test] = True
    return int((corpus.labelled(task) & ~used).sum())


def _same_under_all_seeds(predictions: Predictions) -> bool:
    seeds = np.unique(predictions.seed)
    first = predictions.where(predictions.seed == seeds[0])
    others = [predictions.where(predictions.seed == seed) for seed in seeds[1:]]
    return all(
        np.array_equal(first.id, other.id) and np.array_equal(first.predicted, other.predicted)
        for other in others
    )
