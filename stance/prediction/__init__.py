"""What a model says of the rows of a file or a stream, however large."""

from __future__ import annotations

from stance.prediction.columns import Columns
from stance.prediction.meter import watching
from stance.prediction.output import Written
from stance.prediction.predict import Watcher, predict_file
from stance.prediction.request import Request

__all__ = ["Columns", "Request", "Watcher", "Written", "predict_file", "watching"]
