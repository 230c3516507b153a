"""A model whose answers can be read off the text it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from stance.labels import LABELS, Task
from stance.model import StanceModel


class _Reader(ClassifierMixin, BaseEstimator):
    """Answers with the label a text names, as surely as it says: ``favor 0.7``."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        self.labels = labels
        self.classes_ = np.array(labels, dtype=object)

    def fit(self, X: Any, y: Any) -> _Reader:
        return self

    def predict(self, X: pd.DataFrame) -> Any:
        return self.classes_[self._table(X).argmax(axis=1)]

    def _table(self, X: pd.DataFrame) -> Any:
        return np.array([self._row(text) for text in X["text"]])

    def _row(self, text: str) -> list[float]:
        found = re.search(rf"({'|'.join(self.labels)}) (0\.\d+)", text)
        label, sure = (found[1], float(found[2])) if found else (self.labels[-1], 0.5)
        rest = (1 - sure) / (len(self.labels) - 1)
        return [sure if one == label else rest for one in self.labels]


class _Probabilities(_Reader):
    def predict_proba(self, X: pd.DataFrame) -> Any:
        return self._table(X)


class _Margins(_Reader):
    def decision_function(self, X: pd.DataFrame) -> Any:
        return self._table(X) * 10


_GIVING = {"probabilities": _Probabilities, "margins": _Margins, "labels": _Reader}


@pytest.fixture
def reader() -> Callable[..., StanceModel]:
    """Return what makes such a model, giving probabilities, margins or labels alone."""

    def make(
        giving: str = "probabilities",
        task: Task = "stance",
        targets: tuple[str, ...] = ("NATO", "Russia"),
    ) -> StanceModel:
        return StanceModel.of(_GIVING[giving](tuple(map(str, LABELS[task]))), task, targets)

    return make
