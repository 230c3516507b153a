"""`Outcome`: what an experiment gave, and the files it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stance.evaluation import Evaluation, Interval, Predictions
from stance.model import StanceModel
from stance.reports.card import model_card
from stance.reports.progress import Progress
from stance.runs import write_json


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an experiment gave, before it is written.

    `model` is the one that was scored, or after cross-validation one fitted on all rows that
    took part; `n_train` is how many rows it saw. `learning_curve` has (rows, score) pairs.
    """

    predictions: Predictions
    evaluation: Evaluation
    model: StanceModel
    n_train: int
    learning_curve: tuple[tuple[int, Interval], ...] = ()

    def write(self, folder: Path, progress: Progress, *, plots: bool, model: bool) -> None:
        """Write predictions, metrics, and if wanted the plots and the model."""
        self.predictions.save(folder / "predictions.parquet")
        write_json(folder / "metrics.json", self.evaluation.to_dict())
        if model:
            progress.step("model")
            self.model.save(folder / "model")
            card = model_card(self.model, self.evaluation)
            (folder / "model" / "README.md").write_text(card, encoding="utf-8")
        if plots:
            from stance.reports.plots import draw_all, linear_weights

            progress.step("plots")
            weights = linear_weights(self.model.estimator)
            draw_all(
                self.predictions,
                self.evaluation,
                weights,
                folder / "plots",
                learning_curve=self.learning_curve or None,
            )
