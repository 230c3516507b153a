"""Trained models: predict with them, keep them in a folder, load them without trusting it."""

from __future__ import annotations

from stance.model.explain import Explanation
from stance.model.prediction import NEAR_TIE, Prediction, Scores
from stance.model.skops_file import untrusted_types
from stance.model.stance_model import StanceModel

__all__ = [
    "NEAR_TIE",
    "Explanation",
    "Prediction",
    "Scores",
    "StanceModel",
    "load",
    "untrusted_types",
]

load = StanceModel.load
