"""A corpus in which no check finds anything, and what a run of it gave, to plant faults in."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stance.checks import Result, Subject
from stance.corpus import Corpus
from stance.corpus.splits import Split
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.metrics import MacroF1

LABELS = ("favor", "against", "neutral")
N, N_TRAIN = 300, 180


@pytest.fixture(scope="session")
def clean() -> list[dict[str, Any]]:
    """Return rows: 180 train, 120 test; texts of random letters; a third of each class."""
    letters = random.Random(0)
    return [
        {
            "id": f"r{n}",
            "text": "".join(letters.choice("abcdefgh ") for _ in range(60)),
            "target": ("NATO", "Russia")[n % 2],
            "speaker": f"speaker {n}",
            "group": f"group {n // 6}",
            "source": f"paper {n}",
            "stance": LABELS[n % 3],
            "split": "train" if n < N_TRAIN else "test",
        }
        for n in range(N)
    ]


@pytest.fixture
def subject(clean: list[dict[str, Any]]) -> Callable[..., Subject]:
    """Return a maker of subjects: each column as `column=function of row number and old value`."""

    def make(splits: list[Split] | None = None, **columns: Callable[[int, Any], Any]) -> Subject:
        rows = [
            {**row, **{name: of(n, row[name]) for name, of in columns.items()}}
            for n, row in enumerate(clean)
        ]
        return Subject(Corpus.from_rows(rows, name="planted"), "stance", splits)

    return make


@pytest.fixture
def predictions() -> Callable[..., Predictions]:
    """Return a maker of predictions of 300 rows, right in a share of them."""

    def make(share_right: float, *, seed: int = 0, confidence: float | None = None) -> Predictions:
        rng = np.random.default_rng(round(1000 * share_right) + seed)
        gold = np.arange(N) % 3
        right = rng.random(N) < share_right
        predicted = np.where(right, gold, (gold + 1 + rng.integers(2, size=N)) % 3)
        probabilities = None
        if confidence is not None:
            probabilities = np.full((N, 3), (1 - confidence) / 2)
            probabilities[np.arange(N), predicted] = confidence
        return Predictions(
            "stance",
            np.array([f"r{n}" for n in range(N)], dtype=object),
            np.array([("NATO", "Russia")[n % 2] for n in range(N)], dtype=object),
            gold,
            predicted,
            np.full(N, "test", dtype=object),
            np.full(N, seed),
            probabilities,
        )

    return make


@pytest.fixture
def result() -> Callable[..., Result]:
    """Return a maker of what a run gave, from its predictions."""

    def make(rows: Predictions, n_resamples: int = 0, **more: Any) -> Result:
        evaluator = Evaluator({"macro_f1": MacroF1()}, n_resamples=n_resamples)
        return Result(rows, evaluator.evaluate(rows), "macro_f1", **more)

    return make
