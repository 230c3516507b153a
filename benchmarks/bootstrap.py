"""How long scores with intervals take, and how much longer a plain loop over scikit-learn would.

Made-up predictions of 1,249 examples of five targets (the size of SemEval-2016's test set), in
this process, the best of several rounds of ours:

- one model: the whole of `Evaluator.evaluate` with the standard metrics and 1,000 resamples,
  against one `sklearn.metrics.f1_score` for each resample;
- twenty models: `compare_systems` with macro-F1 and F_avg and 10,000 resamples, then intervals
  and p values of all pairs, against the 400,000 calls of `f1_score` that the scores alone would
  take. Of those, 400 are timed.

    python benchmarks/bootstrap.py
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate

from stance.evaluation import Evaluator, Predictions
from stance.evaluation.intervals import resample_weights
from stance.evaluation.metrics import FAvg, MacroF1
from stance.evaluation.significance import compare_systems

CONFIGS = Path(__file__).parent.parent / "configs"
N, TARGETS, RESAMPLES = 1249, 5, 1000
SYSTEMS, SHARED_RESAMPLES = 20, 10_000


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


def plain_loop(predictions: Predictions, n_resamples: int) -> list[float]:
    """Return the macro-F1 of each resample, as one writes it with scikit-learn."""
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    scores = []
    for _ in range(n_resamples):
        rows = rng.integers(N, size=N)
        scores.append(
            f1_score(predictions.gold[rows], predictions.predicted[rows], average="macro")
        )
    return scores


def made_up_systems(rng: np.random.Generator) -> dict[str, Predictions]:
    """Return systems that differ in three rows of ten from one another's model."""
    model = made_up_predictions(rng)
    systems = {}
    for number in range(SYSTEMS):
        other = np.where(rng.random(N) < 0.3, rng.integers(3, size=N), model.predicted)
        systems[f"system {number}"] = replace(model, predicted=other)
    return systems


def peak_mb() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def twenty_systems() -> None:
    """Print the times of a comparison."""
    systems, metrics = made_up_systems(np.random.default_rng(0)), {"f1": MacroF1(), "f": FAvg()}
    before = peak_mb()
    drawn = compare_systems(systems, metrics, n_resamples=SHARED_RESAMPLES)
    peak = peak_mb()

    def compare(method: str) -> float:
        return seconds(
            lambda: compare_systems(systems, metrics, n_resamples=SHARED_RESAMPLES, method=method),
            rounds=5,
        )

    ours, bca = compare("percentile"), compare("bca")
    pairs = seconds(lambda: [drawn.differences(name) for name in metrics], rounds=5)
    calls, timed = SYSTEMS * len(metrics) * SHARED_RESAMPLES, 400
    loop = seconds(lambda: plain_loop(systems["system 0"], timed), rounds=1) * calls / timed
    print(f"{SYSTEMS} systems, macro-F1 and F_avg, {SHARED_RESAMPLES:,} resamples")
    print(f"compare_systems: {ours:.2f} s; with the jackknife of BCa: {bca:.2f} s")
    print(f"  intervals and p values of all pairs by both metrics: {pairs:.2f} s")
    print(f"  peak memory of the process: {peak:.0f} MB, {before:.0f} MB before")
    print(f"{calls:,} calls of sklearn's f1_score: {loop:.0f} s, {loop / ours:.0f} times")


def one_system() -> None:
    """Print the times of an evaluation."""
    with initialize_config_dir(version_base="1.3", config_dir=str(CONFIGS)):
        config = compose("evaluation/standard", overrides=[f"evaluation.n_resamples={RESAMPLES}"])
    evaluator: Evaluator = instantiate(config.evaluation, _convert_="all")
    predictions = made_up_predictions(np.random.default_rng(0))
    ours = seconds(lambda: evaluator.evaluate(predictions), rounds=5)
    bca = seconds(lambda: replace(evaluator, method="bca").evaluate(predictions), rounds=5)
    drawing = seconds(lambda: resample_weights(N, RESAMPLES, np.random.default_rng(0)), rounds=5)
    loop = seconds(lambda: plain_loop(predictions, RESAMPLES), rounds=1)
    print(f"one system, {N:,} examples, {TARGETS} targets, {RESAMPLES:,} resamples")
    print(f"Evaluator, {len(evaluator.metrics)} metrics and F1 by target: {ours:.3f} s")
    print(f"  of it drawing the resamples: {drawing:.3f} s; with BCa intervals: {bca:.3f} s")
    print(f"loop over sklearn's f1_score, macro-F1 alone: {loop:.3f} s, {loop / ours:.1f} times")


if __name__ == "__main__":
    twenty_systems()
    one_system()
