"""Predict what a speaker thinks of a target, and compare models honestly."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stance.corpus import Corpus, load_corpus
    from stance.errors import StanceError
    from stance.evaluation import Evaluation, Evaluator, Interval, Predictions
    from stance.experiment import Experiment
    from stance.model import Prediction, StanceModel
    from stance.model_reference import load
    from stance.runs import Run

__version__ = version("stance-toolkit")

# Public names are imported when they are asked for: `import stance` stays light.
_HOMES = {
    "Corpus": "stance.corpus",
    "Evaluation": "stance.evaluation",
    "Evaluator": "stance.evaluation",
    "Experiment": "stance.experiment",
    "Interval": "stance.evaluation",
    "Prediction": "stance.model",
    "Predictions": "stance.evaluation",
    "Run": "stance.runs",
    "StanceError": "stance.errors",
    "StanceModel": "stance.model",
    "load": "stance.model_reference",
    "load_corpus": "stance.corpus",
}

__all__ = [
    "Corpus",
    "Evaluation",
    "Evaluator",
    "Experiment",
    "Interval",
    "Prediction",
    "Predictions",
    "Run",
    "StanceError",
    "StanceModel",
    "__version__",
    "load",
    "load_corpus",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'stance' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
