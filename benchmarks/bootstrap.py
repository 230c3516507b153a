"""How long an evaluation takes, and how much longer a plain loop over scikit-learn would.

Prints seconds for 1,249 examples of five targets (the size of SemEval-2016's test set) and 1,000
resamples: the whole of `Evaluator.evaluate` with the standard metrics, and one
`sklearn.metrics.f1_score` for each resample. Both in this process, in turn; the best of several
rounds of ours, one round of the loop.

    python benchmarks/bootstrap.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate

from stance.evaluation import Evaluator, Predictions
from stance.evaluation.intervals import resample_weights

CONFIGS = Path(__file__).parent.parent / "configs"
N, TARGETS, RESAMPLES = 1249, 5, 1000


def made_up_predictions(rng: np.random.Generator) -> Predictions:
    """Return predictions that are right more often than not, with probabilities."""
    gold = rng.choice(3, size=N, p=[0.57, 0.24, 0.19])
    odds = rng.normal(size=(N, 3)) + 1.2 * np.eye(3)[gold]
    probabilities = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    return Predictions(
        "stance",
        np.array([str(row) for row in range(N)], dtype=object),
        np.array([f"target {t}" for t in rng.integers(TARGETS, size=N)], dtype=object),
        gold,
        probabilities.argmax(axis=1),
        np.full(N, "test", dtype=object),
        np.zeros(N, dtype=np.int64),
        probabilities,
    )


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the shortest of several rounds."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(rounds))


def plain_loop(predictions: Predictions) -> list[float]:
    """Return the macro-F1 of each resample, as one writes it with scikit-learn."""
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    scores = []
    for _ in range(RESAMPLES):
        rows = rng.integers(N, size=N)
        scores.append(
            f1_score(predictions.gold[rows], predictions.predicted[rows], average="macro")
        )
    return scores


def main() -> None:
    """Print the times and their ratio."""
    with initialize_config_dir(version_base="1.3", config_dir=str(CONFIGS)):
        config = compose("evaluation/standard", overrides=[f"evaluation.n_resamples={RESAMPLES}"])
    evaluator: Evaluator = instantiate(config.evaluation, _convert_="all")
    predictions = made_up_predictions(np.random.default_rng(0))
    ours = seconds(lambda: evaluator.evaluate(predictions), rounds=5)
    drawing = seconds(lambda: resample_weights(N, RESAMPLES, np.random.default_rng(0)), rounds=5)
    loop = seconds(lambda: plain_loop(predictions), rounds=1)
    print(f"{N:,} examples, {TARGETS} targets, {RESAMPLES:,} resamples")
    print(f"Evaluator, {len(evaluator.metrics)} metrics and F1 by target: {ours:.3f} s")
    print(f"  of it drawing the resamples: {drawing:.3f} s")
    print(f"loop over sklearn's f1_score, macro-F1 alone: {loop:.3f} s, {loop / ours:.1f} times")


if __name__ == "__main__":
    main()
