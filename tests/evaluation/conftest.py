"""Predictions made up for a test."""

from collections.abc import Callable

import numpy as np
import pytest

from stance.evaluation import Predictions

MakePredictions = Callable[..., Predictions]


def _column(values, n: int) -> np.ndarray:
    column = np.empty(n, dtype=object)
    column[:] = values
    return column


def _make(
    gold,
    predicted,
    *,
    task="stance",
    id=None,  # noqa: A002 - the field's name
    target="NATO",
    fold="test",
    seed=0,
    probabilities=None,
    margins=None,
) -> Predictions:
    n = len(gold)
    return Predictions(
        task,
        _column([f"row {i:04}" for i in range(n)] if id is None else id, n),
        _column(target, n),
        np.asarray(gold, dtype=np.int64),
        np.asarray(predicted, dtype=np.int64),
        _column(fold, n),
        np.broadcast_to(np.asarray(seed, dtype=np.int64), n).copy(),
        probabilities,
        margins,
    )


@pytest.fixture(scope="session")
def make_predictions() -> MakePredictions:
    """Return a maker of predictions: label positions, and columns as one value or many."""
    return _make


@pytest.fixture(scope="session")
def random_predictions() -> MakePredictions:
    """Return a maker of n random predictions, better than chance, whose scores have ties."""

    def make(number: int, /, n: int = 200, n_targets: int = 3, **columns) -> Predictions:
        rng = np.random.default_rng(number)
        gold = np.concatenate([[0, 1, 2], rng.integers(3, size=n - 3)])
        odds = np.exp((rng.normal(size=(n, 3)) + np.eye(3)[gold]).round(1))
        probabilities = odds / odds.sum(axis=1, keepdims=True)
        targets = [f"target {t}" for t in rng.integers(n_targets, size=n)]
        given = {"target": targets, "probabilities": probabilities} | columns
        return _make(gold, probabilities.argmax(axis=1), **given)

    return make
