"""`ModelEvaluation`: a saved model scored on a labelled corpus, most often not its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from math import nan
from pathlib import Path
from typing import ClassVar

from stance.bench import Bench, Job
from stance.checks import Checks, Result, Scoring
from stance.corpus import Corpus
from stance.error_analysis import analyse_errors, shipped_behaviour
from stance.errors import ConfigError, first_of, listed
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.abstention import Threshold, with_abstained
from stance.evaluation.certainty import Certainty
from stance.evaluation.contrast import Contrasts
from stance.floors import floor_predictions, unlearned_predictions
from stance.labels import Task
from stance.ledger import rows_key
from stance.model import StanceModel
from stance.model_origin import Origin
from stance.new_run import RunLedger, new_run
from stance.outcome import Outcome
from stance.reports.progress import Progress
from stance.run_notes import notes_on_run
from stance.runs import Run
from stance.scored_rows import ScoredRows
from stance.target_test import TITLES, target_predictions


@dataclass(frozen=True, kw_only=True, eq=False)
class ModelEvaluation:
    """Everything that the scores of a saved model depend on; running it makes a run.

    Nothing is learned but floors, and those from rows of the corpus that are not scored.

    Attributes
    ----------
    model, origin
        What is scored, and where it comes from.
    corpus
        What it is scored on, by the labels of its task.
    evaluation, checks
        As in an `Experiment`; of the checks those of a run are made.
    split
        ``train``, ``dev``, ``test`` or ``all``. None is the corpus's test split where it has one
        with labels, else all.
    name
        Of the run; by default those of the model and of the corpus.
    plots, behaviour
        What to make beside the scores.
    seed
        Of the floors and of targets at random.
    """

    model: StanceModel
    origin: Origin
    corpus: Corpus
    evaluation: Evaluator
    checks: Checks
    split: str | None = None
    name: str | None = None
    plots: bool = True
    behaviour: bool = True
    seed: int = 0

    # What `notes_on_run` asks of an experiment.
    n_seeds: ClassVar[int] = 1
    per_target: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not self.corpus.labelled(self.task).any():
            raise ConfigError(
                f"corpus {self.corpus.name} has no {self.task} labels, which the model predicts; "
                f"map them with corpus.columns.{self.task}=COLUMN"
            )
        if not any(self.corpus.targets) and len(known := [*filter(None, self.model.targets)]) > 1:
            raise ConfigError(
                f"corpus {self.corpus.name} names no targets, and the model answers for "
                f"{listed(known)}; say which column has them with corpus.columns.target=COLUMN, or "
                f"name one for all rows with corpus.fill.target={known[0]}"
            )

    @property
    def task(self) -> Task:
        """The model's."""
        return self.model.task

    @property
    def title(self) -> str:
        """The name; without one those of the model and of the corpus, as a folder name."""
        return re.sub(
            r"[^\w.-]+", "_", self.name or f"{self.origin.name}_on_{self.corpus.name}"
        ).lstrip(".")

    @cached_property
    def scored(self) -> ScoredRows:
        """Which rows are scored."""
        return ScoredRows.of(self.model, self.corpus, self.split)

    @property
    def headline(self) -> str:
        """The metric that names the result: the corpus's official one, else macro-F1."""
        return self.evaluation.headline(self.corpus.official_metric)

    @property
    def fingerprint(self) -> str:
        """A SHA-256 of all that the scores depend on: model, corpus, the toolkit's version."""
        content = (
            version("stance-toolkit"),
            self.origin.sha256,
            self.corpus.fingerprint,
            self.scored.split.name,
            self.seed,
            self.evaluation,
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()

    def run(
        self,
        runs: Path,
        *,
        config: str = "",
        command: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Run:
        """Score, draw and save; return the finished run in its folder below `runs`.

        `config` (YAML text) and `command` (the words after ``stance evaluate``) are kept in the
        folder.
        """
        return new_run(
            self,
            self.outcome,
            runs,
            config=config,
            command=command,
            progress=progress,
            save_model=False,
            # Nothing was learned from this corpus; the model's own number is in its origin.
            more={"kind": "evaluation", "model": self.origin.to_dict(), "n_train": 0},
        )

    def outcome(self, progress: Progress, ledger: RunLedger | None = None) -> Outcome:
        """Return what the model gives, computed in memory.

        `ledger` takes note of it where a test split is scored.
        """
        bench, job = Bench(self.corpus, self.task), (self.seed, self.scored.split)
        contrasts = self._is_contrasted
        progress.expect(5 + 9 * contrasts)
        progress.step(f"{job[1].name}: {len(job[1].test):,} to score")
        predictions = self._predictions(bench, job)
        progress.step("scores and intervals")
        evaluation = self.evaluation.evaluate(predictions)
        floors = target_test = behaviour = errors = None
        if contrasts:
            floors, target_test = self._contrasts(bench, job, predictions, progress)
        if contrasts and self.behaviour:
            behaviour = shipped_behaviour(self.model, progress)
        if self.plots:
            errors = analyse_errors(bench, [job], [self.model], predictions, progress)
        progress.step("checks")
        key, scorings = self._test_rows(ledger)
        result = Result(predictions, evaluation, self.headline, floors, target_test, scorings)
        return Outcome(
            predictions=predictions,
            evaluation=evaluation,
            model=self.model,
            headline=self.headline,
            floors=floors,
            target_test=target_test,
            certainty=Certainty.of(predictions, self.evaluation, method=self._scaling),
            behaviour=behaviour,
            errors=errors,
            checks=tuple(self.checks.of_run(result, quick=not contrasts)),
            test_rows=key,
            notes=tuple(self._notes(predictions)),
            n_unused=int(self.corpus.labelled(self.task).sum()) - len(job[1].test),
        )

    @property
    def _scaling(self) -> str | None:
        """How the model's probabilities were scaled when it was trained."""
        method: str | None = self.model.details.get("calibration", {}).get("method")
        return method

    @property
    def _is_contrasted(self) -> bool:
        return self.evaluation.contrasts and self.evaluation.n_resamples > 0

    def _predictions(self, bench: Bench, job: Job) -> Predictions:
        """Return what the model says, and where it abstains."""
        seed, split = job
        predictions = bench.predict(self.model, split, seed)
        least = (self.model.thresholds or {}).get("probability")
        if least is None or predictions.probabilities is None:
            return predictions
        return with_abstained(predictions, Threshold(least, 0, 0, 0, nan))

    def _contrasts(
        self, bench: Bench, job: Job, predictions: Predictions, progress: Progress
    ) -> tuple[Contrasts, Contrasts]:
        """Hold the model against floors, and against itself with other targets."""
        if len(job[1].train):
            floors, no_floor = floor_predictions(bench, [job], progress)
        else:
            floors, no_floor = unlearned_predictions(bench, job, predictions, progress)
        targets, no_target = target_predictions(bench, [job], [self.model], None, progress)
        if targets and "majority_per_target" in floors:
            targets["target_only"] = (TITLES["target_only"], floors["majority_per_target"][1])
        metric, evaluator = self.headline, self.evaluation
        return (
            Contrasts.of(predictions, floors, no_floor, metric=metric, evaluator=evaluator),
            Contrasts.of(predictions, targets, no_target, metric=metric, evaluator=evaluator),
        )

    def _test_rows(self, ledger: RunLedger | None) -> tuple[str, Sequence[Scoring] | None]:
        """Return the name of the test rows that are scored, and when they were."""
        rows = self.scored.split.test
        test = rows[self.corpus["split"][rows] == "test"]
        key = rows_key(self.corpus, self.task, test) if len(test) else ""
        if not key or ledger is None:
            return key, None
        ledger.ledger.add(key, Scoring(ledger.run, self.origin.sha256, ledger.started))
        return key, ledger.ledger.scorings(key)

    def _notes(self, predictions: Predictions) -> Iterator[str]:
        """Yield what a reader should know of the model, the rows and the floors."""
        scored, name = self.scored, self.corpus.name
        n, n_train = len(scored.split.test), len(scored.split.train)
        yield f"The model comes from elsewhere: {self.origin}."
        if scored.is_chosen:
            rows = f"the test rows of {name}"
            if scored.split.name != "test":
                rows = f"all rows of {name}, which has no test split"
            yield f"Scored are {rows}; --split chooses others."
        if self._is_contrasted and n_train:
            yield (
                f"The floors that learn have learned from the {n_train:,} train rows of {name}, "
                "which the model need not have seen."
            )
        elif self._is_contrasted:
            yield f"No row of {name} is left for floors to learn from: they guess, or go by tone."
        if scored.n_refused:
            yield (
                f"Left out: {scored.n_refused:,} rows about targets that the model gives no answer "
                f"for: {first_of(map(repr, scored.refused), most=10)}."
            )
        targets = self.corpus["target"][scored.split.test]
        unseen = sorted({*targets} - {*self.model.targets})
        if unseen:
            n_unseen = sum(target in unseen for target in targets)
            yield (
                f"{n_unseen:,} of the {n:,} scored rows are about targets the model never learned: "
                f"{first_of(map(repr, unseen), most=10)}."
            )
        if leak := self.origin.leaks(self.corpus, scored.split.test):
            yield leak
        yield from notes_on_run(self, predictions)
