"""Trained models: predict with them, keep them in a folder, load them without trusting it."""

from __future__ import annotations

from stance.model.prediction import NEAR_TIE, Prediction, Scores
from stance.model.stance_model import StanceModel
from stance.model.trust import untrusted_types

__all__ = ["NEAR_TIE", "Prediction", "Scores", "StanceModel", "load", "untrusted_types"]

load = StanceModel.load
