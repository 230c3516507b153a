"""`Experiment`: a corpus, a split, a model and its evaluation; running it makes a run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from stance.bench import Bench, Job
from stance.checks import Checks, Result
from stance.classifiers import PerTarget
from stance.corpus import Corpus
from stance.corpus.splits import Splitter
from stance.corpus.splits.train_by_test import read_pair
from stance.error_analysis import analyse_errors, shipped_behaviour
from stance.errors import ConfigError
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.abstention import Abstention
from stance.evaluation.contrast import Contrasts
from stance.evaluation.transfer import TransferMatrix
from stance.floors import floor_predictions
from stance.held_out import Fitted, HeldOut, is_calibration
from stance.labels import LABELS, Task
from stance.learning_curve import SHARES, learning_curve
from stance.new_run import RunLedger, new_run
from stance.outcome import Outcome
from stance.reports.progress import Progress
from stance.run_checks import check_run
from stance.run_notes import n_dev, n_unused, notes_on_run
from stance.runs import Run
from stance.target_test import TITLES, target_predictions
from stance.vectorizers import on_frame

if TYPE_CHECKING:
    import pandas as pd

    from stance.model import StanceModel

_SETTINGS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "corpus": (lambda value: isinstance(value, Corpus), "a corpus; stance corpus list has some"),
    "evaluation": (
        lambda value: bool(getattr(value, "metrics", None)),
        "an Evaluator with metrics",
    ),
    "checks": (lambda value: isinstance(value, Checks), "a stance.checks.Checks"),
    "task": (lambda value: value in LABELS, f"one of {', '.join(LABELS)}"),
    "seed": (lambda value: type(value) is int and value >= 0, "a whole number from 0"),
    "n_seeds": (lambda value: type(value) is int and value >= 1, "a whole number from 1"),
    "calibration": (is_calibration, "one of none, temperature, sigmoid, isotonic"),
    "abstention": (lambda value: isinstance(value, Abstention), "an Abstention"),
    "dev_size": (
        lambda value: value is None or (type(value) is float and 0 < value < 1),
        "null, or a share of the rows to learn from, such as 0.2",
    ),
    "per_target": (lambda value: value in (True, False, "pooled"), "true, false or pooled"),
    "plots": (lambda value: isinstance(value, bool), "true or false"),
    "learning_curve": (lambda value: isinstance(value, bool), "true or false"),
    "behaviour": (lambda value: isinstance(value, bool), "true or false"),
    "save_model": (lambda value: isinstance(value, bool), "true or false"),
}


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
    checks
        The thresholds of what a reviewer would ask, and what is not to be asked.
    name
        Of the experiment, and of the folder its runs are in; by default that of the corpus.
    task
        ``stance`` or ``sentiment``: which label is predicted.
    seed, n_seeds
        The experiment is done with the seeds ``seed``, ``seed + 1``, ...
    calibration, abstention, dev_size
        How probabilities are scaled, which accuracy answers are to have, and on which rows both
        are found out: see `stance.held_out.HeldOut`.
    per_target
        Fit one model for each target instead of one for all; ``"pooled"`` adds one for all,
        which answers for targets that were not learned from.
    plots, learning_curve, behaviour, save_model
        What to make beside the scores. With the plots come the tables of errors; the learning
        curve fits six more models. Behavioural tests belong to an evaluation with contrasts.
    """

    corpus: Corpus
    splitter: Splitter
    vectorizer: Any
    classifier: Any
    evaluation: Evaluator
    checks: Checks = field(default_factory=Checks)
    name: str | None = None
    task: Task = "stance"
    seed: int = 0
    n_seeds: int = 1
    calibration: Any = None
    abstention: Abstention = field(default_factory=Abstention)
    dev_size: float | None = None
    per_target: bool | Literal["pooled"] = False
    plots: bool = True
    learning_curve: bool = False
    behaviour: bool = True
    save_model: bool = True

    def __post_init__(self) -> None:
        for key, (is_valid, wanted) in _SETTINGS.items():
            value = getattr(self, key)
            if not is_valid(value):
                raise ConfigError(f"{key}={value!r} is not {wanted}")
        if not re.fullmatch(r"[\w-][\w.-]*", self.title):
            raise ConfigError(
                f"name={self.title!r} is no folder name; use letters, digits, '_', '-' and '.'"
            )
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
        """Return the unfitted model: one pipeline for all targets, or one for each."""
        pipeline = self.pipeline(seed)
        if not self.per_target:
            return pipeline
        return PerTarget(pipeline, unseen="pooled" if self.per_target == "pooled" else "error")

    def pipeline(self, seed: int) -> Any:
        """Return the unfitted vectorizer and classifier, whose randomness follows a seed."""
        from sklearn.base import clone
        from sklearn.pipeline import Pipeline

        steps = [("vectorizer", on_frame(self.vectorizer)), ("classifier", self.classifier)]
        pipeline = clone(Pipeline(steps))
        # What the user fixed at another number stays.
        seeded = {
            name: seed
            for name, value in pipeline.get_params().items()
            if name.split("__")[-1] == "random_state" and value in (None, self.seed)
        }
        return pipeline.set_params(**seeded)

    @property
    def held_out(self) -> HeldOut:
        """How models are scaled and when they abstain."""
        return HeldOut(self.calibration, self.abstention, self.dev_size)

    @property
    def fingerprint(self) -> str:
        """A SHA-256 of all that the scores depend on: settings, corpus, the toolkit's version.

        Neither the corpus's place on the disk nor what is drawn or kept belongs to it.
        """
        parameters = sorted((k, repr(v)) for k, v in self.pipeline(self.seed).get_params().items())
        settings = (self.task, self.seed, self.n_seeds, self.per_target, self.splitter)
        told = (settings, self.held_out.settings, self.evaluation)
        content = (version("stance-toolkit"), self.corpus.fingerprint, *told)
        # Functions show their place in memory, which differs from process to process.
        text = re.sub(r" at 0x[0-9a-f]+", "", repr((content, parameters)))
        return hashlib.sha256(text.encode()).hexdigest()

    def run(
        self,
        runs: Path,
        *,
        config: str = "",
        command: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Run:
        """Fit, score, draw and save; return the finished run in its folder below `runs`.

        `config` (YAML text) and `command` (the words after ``stance train``) are kept in the
        folder.
        """
        return new_run(
            self,
            self.outcome,
            runs,
            config=config,
            command=command,
            progress=progress,
            save_model=self.save_model,
            more={},
        )

    @property
    def headline(self) -> str:
        """The metric that names the result: the corpus's official one, else macro-F1."""
        return self.evaluation.headline(self.corpus.official_metric)

    def outcome(self, progress: Progress, ledger: RunLedger | None = None) -> Outcome:
        """Return what the experiment gives, computed in memory.

        `ledger` takes note of it where a test split is scored.
        """
        held_out = self.held_out
        jobs = [
            (seed, held_out.divided(self.corpus, self.task, split, seed))
            for seed in range(self.seed, self.seed + self.n_seeds)
            for split in self.splitter.split(self.corpus, self.task, seed=seed)
        ]
        bench = Bench(self.corpus, self.task)
        contrasts = self.evaluation.contrasts and self.evaluation.n_resamples > 0
        tested = contrasts and self.behaviour
        curve = SHARES if self.learning_curve else ()
        progress.expect(len(jobs) + len(curve) + 5 + 9 * contrasts + tested)
        fitted = list(held_out.fitted_all(bench, jobs, self.estimator, progress))
        models = [one.model for one in fitted]
        predictions = Predictions.concatenate(
            [one.predictions(bench, job) for one, job in zip(fitted, jobs, strict=True)]
        )
        progress.step("scores and intervals")
        evaluation = self.evaluation.evaluate(predictions)
        floors = target_test = None
        if contrasts:
            floors, target_test = self._contrasts(bench, jobs, fitted, predictions, progress)
        points = learning_curve(
            bench, jobs[0], curve, self.estimator, self.evaluation, self.headline, progress
        )
        kept = held_out.to_keep(bench, jobs, fitted, self.estimator, progress)
        behaviour = shipped_behaviour(kept, progress) if tested else None
        progress.step("checks")
        result = Result(predictions, evaluation, self.headline, floors, target_test)
        checks = check_run(self, jobs, result, ledger, quick=not contrasts)
        errors = analyse_errors(bench, jobs, models, predictions, progress) if self.plots else None
        return Outcome(
            predictions=predictions,
            evaluation=evaluation,
            model=kept,
            headline=self.headline,
            floors=floors,
            target_test=target_test,
            certainty=held_out.certainty(bench, jobs, fitted, predictions, self.evaluation),
            transfer=self._transfer(jobs, predictions),
            behaviour=behaviour,
            errors=errors,
            checks=checks.found,
            test_rows=checks.test_rows,
            learning_curve=tuple(points),
            notes=tuple(notes_on_run(self, predictions)),
            n_splits=len(jobs),
            n_dev=n_dev(jobs),
            n_unused=n_unused(self.corpus, self.task, jobs),
        )

    def _transfer(self, jobs: Sequence[Job], predictions: Predictions) -> TransferMatrix | None:
        """Return the train-by-test matrix, where every split is a pair."""
        if not all(read_pair(split.name) for _, split in jobs):
            return None
        evaluator = self.evaluation
        return TransferMatrix.of(
            predictions,
            evaluator.metrics[self.headline],
            n_resamples=evaluator.n_resamples,
            confidence=evaluator.confidence,
            seed=evaluator.seed,
        )

    def _contrasts(
        self,
        bench: Bench,
        jobs: Sequence[Job],
        fitted: Sequence[Fitted],
        predictions: Predictions,
        progress: Progress,
    ) -> tuple[Contrasts, Contrasts]:
        """Hold the model against the floors, and against itself with other targets."""
        floors, no_floor = floor_predictions(bench, jobs, progress)
        models = [one.model for one in fitted]

        def without_target(job: Job, blank: pd.DataFrame) -> StanceModel:
            return self.held_out.fitted(bench, self.pipeline(job[0]), job, blank).model

        targets, no_target = target_predictions(bench, jobs, models, without_target, progress)
        if targets:
            targets["target_only"] = (TITLES["target_only"], floors["majority_per_target"][1])
        metric, evaluator = self.headline, self.evaluation
        return (
            Contrasts.of(predictions, floors, no_floor, metric=metric, evaluator=evaluator),
            Contrasts.of(predictions, targets, no_target, metric=metric, evaluator=evaluator),
        )
