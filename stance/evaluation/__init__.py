"""How good predictions are: metrics, intervals, and what an evaluator finds."""

from stance.evaluation.evaluation import ClassScores, Evaluation, Folds, Spread, TargetScores
from stance.evaluation.evaluator import Evaluator
from stance.evaluation.intervals import Interval
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Confusion, NoScoreError, Sample

__all__ = [
    "ClassScores",
    "Confusion",
    "Evaluation",
    "Evaluator",
    "Folds",
    "Interval",
    "NoScoreError",
    "Predictions",
    "Sample",
    "Spread",
    "TargetScores",
]
