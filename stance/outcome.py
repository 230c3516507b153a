"""`Outcome`: what an experiment gave, and the files it becomes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from stance.behaviour import Behaviour
from stance.checks import Checked
from stance.evaluation import Evaluation, Interval, Predictions
from stance.evaluation.certainty import Certainty
from stance.evaluation.contrast import Contrasts
from stance.evaluation.errors import ErrorAnalysis
from stance.evaluation.tone_table import ToneTable
from stance.evaluation.transfer import TransferMatrix
from stance.model import StanceModel, untrusted_types
from stance.reports.calibration import abstention_warnings, certainty_tables
from stance.reports.card import model_card
from stance.reports.checks import summary_table
from stance.reports.contrasts import contrast_tables
from stance.reports.progress import Progress
from stance.runs import write_json


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an experiment gave, before it is written.

    `model` is the one that was scored, or after cross-validation one fitted on all rows that
    took part. `learning_curve` has pairs of rows learned from
    and score by the metric `headline`; `test_rows` names the rows of a test split that were scored
    (`stance.ledger.rows_key`).
    """

    predictions: Predictions
    evaluation: Evaluation
    model: StanceModel
    headline: str
    floors: Contrasts | None = None
    target_test: Contrasts | None = None
    certainty: Certainty = field(default_factory=Certainty)
    transfer: TransferMatrix | None = None
    behaviour: Behaviour | None = None
    errors: ErrorAnalysis | None = None
    checks: tuple[Checked, ...] = ()
    test_rows: str = ""
    learning_curve: tuple[tuple[int, Interval], ...] = ()
    notes: tuple[str, ...] = ()
    n_splits: int = 1
    n_dev: int = 0
    n_unused: int = 0

    def about(self) -> dict[str, Any]:
        """Return the outcome's part of ``run.json``."""
        return {
            "n_train": self.model.details["n_train"],
            "n_test": self.evaluation.n,
            "n_dev": self.n_dev,
            "n_unused": self.n_unused,
            "n_splits": self.n_splits,
            "notes": list(self.notes),
            "test_rows": self.test_rows,
        }

    def write(self, folder: Path, progress: Progress, *, plots: bool, model: bool) -> None:
        """Write predictions, metrics, and if wanted the plots and the model."""
        self.predictions.save(folder / "predictions.parquet")
        write_json(
            folder / "metrics.json",
            {
                "evaluation": self.evaluation.to_dict(),
                "floors": self.floors and self.floors.to_dict(),
                "target_test": self.target_test and self.target_test.to_dict(),
                "tone": self.tone and asdict(self.tone),
                "transfer": self.transfer and self.transfer.to_dict(),
                **self.certainty.to_dict(),
                "behaviour": self.behaviour and self.behaviour.to_dict(),
                "checks": [checked.to_dict() for checked in self.checks],
            },
        )
        if self.errors is not None:
            self.errors.save(folder)
        if model:
            progress.step("model")
            self._save_model(folder / "model", progress)
        if plots:
            progress.step("plots")
            self._draw(folder / "plots", progress)

    @cached_property
    def tone(self) -> ToneTable | None:
        """Stance by sentiment, where the corpus has both."""
        return ToneTable.of(self.predictions)

    def _save_model(self, folder: Path, progress: Progress) -> None:
        """Save the model with its scores and its card."""
        model, evaluation = self.model, self.evaluation
        details = {
            **model.details,
            "headline": self.headline,
            "n_test": evaluation.n,
            "confidence": evaluation.confidence,
            "metrics": evaluation.to_dict()["metrics"],
        }
        scored = StanceModel.of(
            model.estimator_, model.task, model.targets, details, model.thresholds
        )
        scored.card_ = self._card()
        scored.save(folder)
        if foreign := untrusted_types(folder / "model.skops"):
            progress.step(f"to load the model, trust {', '.join(foreign)}")

    def _card(self) -> str:
        tables = contrast_tables(
            self.floors, self.target_test, self.tone, self.transfer, self.evaluation.titles
        )
        tables += certainty_tables(self.certainty.calibration, self.certainty.abstentions)
        tables.append(summary_table(self.checks))
        warnings = [*abstention_warnings(self.certainty.abstentions)]
        warnings += [*map(str, filter(Checked.is_issue, self.checks)), *self.notes]
        checked = self.floors is not None
        return model_card(self.model, self.evaluation, tables, warnings, checked=checked)

    def _draw(self, folder: Path, progress: Progress) -> None:
        """Draw what the model allows; tell what it does not."""
        from stance.reports.plots.certainty import certainty_displays
        from stance.reports.plots.display import Display
        from stance.reports.plots.drawing import draw_all
        from stance.reports.plots.learning_curve import LearningCurveDisplay
        from stance.reports.plots.linear_weights import linear_weights
        from stance.reports.plots.not_drawn import NotDrawn
        from stance.reports.plots.transfer import TransferDisplay

        more: dict[str, Display | NotDrawn] = certainty_displays(self.predictions, self.certainty)
        if self.learning_curve:
            title, confidence = self.evaluation.titles[self.headline], self.evaluation.confidence
            more["learning_curve"] = LearningCurveDisplay.of(
                self.learning_curve, metric=title, confidence=confidence
            )
        if (of := self.transfer) is not None:
            more["transfer"] = TransferDisplay.of(
                of.names_train, of.names_test, of.scores, of.ns, of.metric
            )
        weights = linear_weights(self.model.estimator_)
        drawn = draw_all(self.predictions, self.evaluation, weights, folder, more)
        for name, reason in drawn.not_drawn.items():
            progress.step(f"no plot {name}: {reason}")
