"""`Experiment`: a corpus, a split, a model and its evaluation; running it makes a run."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final, Literal

import numpy as np

from stance.classifiers import PerTarget
from stance.corpus import Corpus
from stance.corpus.splits import Split, Splitter
from stance.errors import ConfigError
from stance.evaluation import Evaluator, Interval, Predictions
from stance.labels import LABELS, Task
from stance.model import StanceModel
from stance.outcome import Outcome
from stance.reports.log import logged
from stance.reports.progress import Progress, Quiet
from stance.runs import Run, RunWriter, surroundings, write_json
from stance.vectorizers import on_frame

# What is kept beside each prediction, so that scores can be told apart by it later.
FACETS: Final = ("group", "speaker", "source", "date", "genre", "phenomena")

LEARNING_CURVE: Final = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Experiment:
    """Everything a run depends on; its fields are the keys of the root config.

    Attributes
    ----------
    corpus, splitter
        What is learned from and scored, and how it is divided.
    vectorizer, classifier
        Unfitted scikit-learn estimators; the vectorizer sees the columns text, target, speaker.
    evaluation
        Which metrics, with how many bootstrap resamples.
    name
        Of the experiment, and of the folder its runs are in; by default that of the corpus.
    task
        ``stance`` or ``sentiment``: which label is predicted.
    seed, n_seeds
        The experiment is done with the seeds ``seed``, ``seed + 1``, ...
    per_target
        Fit one model for each target instead of one for all; ``"pooled"`` adds one for all,
        which answers for targets that were not learned from.
    plots, learning_curve, save_model
        What to make beside the scores. The learning curve fits six more models.
    """

    corpus: Corpus
    splitter: Splitter
    vectorizer: Any
    classifier: Any
    evaluation: Evaluator
    name: str | None = None
    task: Task = "stance"
    seed: int = 0
    n_seeds: int = 1
    per_target: bool | Literal["pooled"] = False
    plots: bool = True
    learning_curve: bool = False
    save_model: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w-][\w.-]*", self.title):
            raise ConfigError(
                f"name={self.title!r} is no folder name; use letters, digits, '_', '-' and '.'"
            )
        if self.task not in LABELS:
            raise ConfigError(f"task={self.task!r} is none of {', '.join(LABELS)}")
        if self.n_seeds < 1:
            raise ConfigError(f"n_seeds={self.n_seeds} gives no run; it is at least 1")
        if not self.corpus.labelled(self.task).any():
            other = next(task for task in LABELS if task != self.task)
            raise ConfigError(
                f"corpus {self.corpus.name} has no {self.task} labels; "
                f"map them with corpus.columns.{self.task}=COLUMN, or take task={other}"
            )

    @property
    def title(self) -> str:
        """The name; without one, what the corpus is called, as a folder name."""
        return re.sub(r"[^\w.-]+", "_", self.corpus.name) if self.name is None else self.name

    def estimator(self, seed: int) -> Any:
        """Return the unfitted model: vectorizer and classifier, one for all or one a target."""
        from sklearn.base import clone
        from sklearn.pipeline import Pipeline

        steps = [("vectorizer", on_frame(self.vectorizer)), ("classifier", self.classifier)]
        pipeline = clone(Pipeline(steps))
        # What follows the experiment's seed follows the other seeds too; what the user
        # fixed at another number stays.
        seeded = {
            name: seed
            for name, value in pipeline.get_params().items()
            if name.split("__")[-1] == "random_state" and value == self.seed
        }
        pipeline.set_params(**seeded)
        if not self.per_target:
            return pipeline
        return PerTarget(pipeline, unseen="pooled" if self.per_target == "pooled" else "error")

    def fit(self, rows: np.ndarray[Any, Any], seed: int) -> StanceModel:
        """Return the model fitted on some rows of the corpus."""
        part = self.corpus.take(rows)
        try:
            estimator = self.estimator(seed).fit(part.features, part[self.task])
        except ValueError as error:
            if not _raised_by_scikit_learn(error):
                raise
            raise ConfigError(
                f"the model cannot be fitted on these {len(part):,} examples of "
                f"{part.name}: {error}; take another classifier or more data"
            ) from error
        details = {
            "corpus": {"name": part.name, "fingerprint": self.corpus.fingerprint},
            "n_train": len(part),
            "seed": seed,
        }
        return StanceModel(estimator, self.task, part.targets, details)

    def predict(self, model: StanceModel, split: Split, seed: int) -> Predictions:
        """Return the predictions for the test rows of a split."""
        part = self.corpus.take(split.test)
        scores = model.score(part.features)
        position = {label: k for k, label in enumerate(model.labels)}
        return Predictions(
            self.task,
            part["id"],
            part["target"],
            np.array([position[label] for label in part[self.task]], dtype=np.int64),
            scores.predicted,
            np.full(len(part), split.name, dtype=object),
            np.full(len(part), seed, dtype=np.int64),
            scores.probabilities,
            scores.margins,
            self._facets(part),
        )

    def _facets(self, part: Corpus) -> dict[str, np.ndarray[Any, Any]]:
        """Return what scores can be told apart by, where the corpus has it."""
        other = next(task for task in LABELS if task != self.task)
        known = set(self.corpus.table.column_names)
        columns = [column for column in (*FACETS, other) if column in known]
        facets = {column: part[column] for column in columns}
        return {name: values for name, values in facets.items() if any(values)}

    def run(
        self,
        runs: Path,
        *,
        config: str = "",
        fingerprint: str = "",
        command: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Run:
        """Fit, score, draw and save; return the finished run in its folder below `runs`.

        `config` (YAML text) and `command` (the words after ``stance train``) are kept in the
        folder; `fingerprint` tells experiments apart, and is the corpus's where none is given.
        """
        started = datetime.now(UTC)
        clock = time.monotonic()
        fingerprint = fingerprint or self.corpus.fingerprint
        run_id = f"{started:%Y%m%dT%H%M%S}-{fingerprint[:8]}"
        with (
            RunWriter(runs, self.title, run_id) as writer,
            logged(writer.folder, progress or Quiet()) as log,
        ):
            (writer.folder / "config.yaml").write_text(config, encoding="utf-8")
            outcome = self.outcome(log.progress)
            outcome.write(writer.folder, log.progress, plots=self.plots, model=self.save_model)
            log.progress.step("done")
            about = {
                "id": run_id,
                "name": self.title,
                "task": self.task,
                "fingerprint": fingerprint,
                "started": started.isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - clock, 2),
                "command": list(command),
                "headline": self.headline,
                "warnings": log.warnings,
                "corpus": self._about_corpus(writer.folder),
                "n_train": outcome.n_train,
                "n_test": len(set(outcome.predictions.id)),
                **surroundings(),
            }
            write_json(writer.folder / "run.json", about)
        return Run.load(writer.folder)

    @property
    def headline(self) -> str:
        """The metric that names the result: the corpus's official one, else macro-F1."""
        wanted = (self.corpus.official_metric, "macro_f1", *self.evaluation.metrics)
        return next(name for name in wanted if name in self.evaluation.metrics)

    def outcome(self, progress: Progress) -> Outcome:
        """Return what the experiment gives, computed in memory."""
        seeds = range(self.seed, self.seed + self.n_seeds)
        jobs = [
            (seed, split)
            for seed in seeds
            for split in self.splitter.split(self.corpus, self.task, seed=seed)
        ]
        curve = LEARNING_CURVE if self.learning_curve else ()
        progress.expect(len(jobs) + len(curve) + 4)
        parts, models = [], []
        for seed, split in jobs:
            progress.step(
                f"{split.name}, seed {seed}: {len(split.train):,} to learn from, "
                f"{len(split.test):,} to score"
            )
            models.append(self.fit(split.train, seed))
            parts.append(self.predict(models[-1], split, seed))
        progress.step("scores and intervals")
        predictions = Predictions.concatenate(parts)
        first = [split for seed, split in jobs if seed == self.seed]
        if len(first) == 1:
            model, n_train = models[0], len(first[0].train)
        else:
            rows = np.unique(np.concatenate([np.r_[split.train, split.test] for split in first]))
            progress.step(f"one model on all {len(rows):,} examples")
            model, n_train = self.fit(rows, self.seed), len(rows)
        points = [self._curve_point(first[0], share, progress) for share in curve]
        return Outcome(
            predictions,
            self.evaluation.evaluate(predictions),
            model,
            n_train,
            self.headline,
            tuple(filter(None, points)),
        )

    def _curve_point(
        self, split: Split, share: float, progress: Progress
    ) -> tuple[int, Interval] | None:
        """Return the headline score after learning from a share of the training rows.

        None where scikit-learn cannot learn from so few, which is told.
        """
        n = round(share * len(split.train))
        progress.step(f"learning curve: {n:,} to learn from")
        # A prefix of one shuffle, so that each point learns from the one before and more.
        shuffled = np.random.default_rng(self.seed).permutation(split.train)
        try:
            model = self.fit(np.sort(shuffled[:n]), self.seed)
        except ConfigError as error:
            progress.step(f"left out of the learning curve: {error}")
            return None
        evaluation = self.evaluation.evaluate(self.predict(model, split, self.seed))
        return n, evaluation.metrics[self.headline]

    def _about_corpus(self, folder: Path) -> dict[str, Any]:
        """Return the corpus's part of ``run.json``; list its skipped rows in a file."""
        skipped = self.corpus.skipped
        if skipped:
            lines = [json.dumps({"where": row.where, "reason": row.reason}) for row in skipped]
            (folder / "skipped.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return {
            "name": self.corpus.name,
            "fingerprint": self.corpus.fingerprint,
            "n": len(self.corpus),
            "n_without_label": int((~self.corpus.labelled(self.task)).sum()),
            "n_skipped": len(skipped),
            "citation": self.corpus.citation,
        }


def _raised_by_scikit_learn(error: BaseException) -> bool:
    """Tell a complaint about data or settings from a bug of ours, which keeps its traceback."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith("sklearn.")
