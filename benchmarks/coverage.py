"""How often 95 % intervals hold the truth, and how often a test sees a difference where none is.

Draws test sets from a population whose scores are known, and prints the share of intervals that
hold the true score (wanted: 93 to 97 %) and of tests with p <= 0.05 between systems of equal
skill (wanted: at most 6 %). In the clustered sets, examples come in clusters of 10 on average,
which are easy or hard for a system as a whole and lean to one label. Two things are expected to
fail there: methods that overlook the clusters, and the bootstrap of only 30 of them.

    python benchmarks/coverage.py [--repeats 2000] [--resamples 1000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from stance.evaluation import Confusion, Predictions
from stance.evaluation.metrics import Accuracy, CountMetric, FAvg, MacroF1
from stance.evaluation.significance import (
    SeedSummary,
    approximate_randomization,
    clustered_mcnemar,
    compare_systems,
    mcnemar,
    paired_seed_test,
)

METRICS: Mapping[str, CountMetric] = {
    "accuracy": Accuracy(),
    "macro_f1": MacroF1(),
    "f_avg": FAvg(),
}
LABELS = ("against", "favor", "neutral")
# The gold labels of clusters of two kinds, and what a system says of each label where it is good
# and where it is bad.
PRIOR = np.array([[0.7, 0.15, 0.15], [0.35, 0.4, 0.25]])
SAYS = np.array(
    [
        [[0.85, 0.07, 0.08], [0.15, 0.75, 0.1], [0.2, 0.1, 0.7]],
        [[0.6, 0.25, 0.15], [0.35, 0.45, 0.2], [0.4, 0.25, 0.35]],
    ]
)
# How often a system is good where the cluster is of the first kind, and bad where of the second.
AGREES = 0.75

Codes = npt.NDArray[np.int64]


def truth(noise: float) -> dict[str, float]:
    """Return the scores of a system that says a random label with probability `noise`."""
    skill = np.array([[AGREES, 1 - AGREES], [1 - AGREES, AGREES]])
    says = (1 - noise) * SAYS + noise / 3
    table = np.einsum("tg,tk,kgp->gp", PRIOR / 2, skill, says)
    counts = Confusion(table[np.newaxis], LABELS)
    return {name: float(metric.of_counts(counts)) for name, metric in METRICS.items()}


def drawn(rng: np.random.Generator, probabilities: npt.NDArray[np.float64]) -> Codes:
    """Return one label a row, drawn by the row's probabilities."""
    return (rng.random(len(probabilities))[:, np.newaxis] > probabilities.cumsum(axis=1)).sum(
        axis=1
    )


def clusters_of_ten(rng: np.random.Generator, n_clusters: int) -> Codes:
    """Return the cluster of each example; sizes are geometric, with mean 10."""
    return np.repeat(np.arange(n_clusters), rng.geometric(0.1, size=n_clusters))


def made_up_set(
    rng: np.random.Generator, cluster: Codes, noise: tuple[float, ...], n_seeds: int = 1
) -> dict[str, Predictions]:
    """Return what systems, one for each `noise`, predict for examples in clusters."""
    n, n_clusters = len(cluster), cluster.max() + 1
    kind = rng.integers(2, size=n_clusters)
    gold = drawn(rng, PRIOR[kind[cluster]])
    names = np.array([f"{row:05}" for row in range(n)], dtype=object)
    systems = {}
    for number, share in enumerate(noise):
        bad = np.where(rng.random(n_clusters) < AGREES, kind, 1 - kind)
        says = (1 - share) * SAYS[bad[cluster], gold] + share / 3
        seeds = [
            Predictions(
                "stance",
                names,
                np.full(n, "target", dtype=object),
                gold,
                drawn(rng, says),
                np.full(n, "test", dtype=object),
                np.full(n, seed),
            )
            for seed in range(n_seeds)
        ]
        systems[f"system {number}"] = Predictions.concatenate(seeds)
    return systems


def coverage(
    n: int, clustered: bool, repeats: int, n_resamples: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield, for each way of making intervals, how often they hold the true score."""
    rng = np.random.default_rng(0)
    noise = (0.0, 0.15)
    true, other = (truth(share) for share in noise)
    wanted = {**true, "macro_f1 difference": true["macro_f1"] - other["macro_f1"]}
    ways = [
        (m, c) for m in ("percentile", "bca") for c in ((False, True) if clustered else (False,))
    ]
    held = {way: dict.fromkeys(wanted, 0) for way in ways}
    for repeat in range(repeats):
        cluster = clusters_of_ten(rng, n // 10) if clustered else np.arange(n)
        systems = made_up_set(rng, cluster, noise)
        labels = cluster_labels(systems, cluster)
        for method, by_cluster in ways:
            found = compare_systems(
                systems,
                METRICS,
                n_resamples=n_resamples,
                seed=repeat,
                cluster=labels if by_cluster else None,
                method=method,
            )
            intervals = {name: found.intervals(name)["system 0"] for name in METRICS}
            intervals["macro_f1 difference"] = found.differences("macro_f1")[0].interval
            for name, interval in intervals.items():
                held[method, by_cluster][name] += interval.low <= wanted[name] <= interval.high
    for (method, by_cluster), counts in held.items():
        name = f"{method}{' by cluster' if by_cluster else ''}"
        yield name, {score: count / repeats for score, count in counts.items()}


def false_positives(
    n: int, clustered: bool, repeats: int, n_resamples: int
) -> Iterator[tuple[str, float]]:
    """Yield, for each test, how often it sees a difference between systems of equal skill."""
    rng = np.random.default_rng(1)
    seen: dict[str, int] = {}
    for repeat in range(repeats):
        cluster = clusters_of_ten(rng, n // 10) if clustered else np.arange(n)
        systems = made_up_set(rng, cluster, (0.0, 0.0))
        labels = cluster_labels(systems, cluster)
        first, second = systems.values()
        p_values = {"exact McNemar": mcnemar(first, second).p_value}
        for by, where in ((None, ""), (labels, " by cluster"))[: 1 + clustered]:
            found = compare_systems(
                systems, METRICS, n_resamples=n_resamples, seed=repeat, cluster=by
            )
            for name in ("accuracy", "macro_f1"):
                p_values[f"paired bootstrap, {name}{where}"] = found.differences(name)[0].p_value
                p_values[f"approximate randomization, {name}{where}"] = approximate_randomization(
                    first,
                    second,
                    METRICS[name],
                    n_permutations=n_resamples,
                    seed=repeat,
                    cluster=by,
                ).p_value
            p_values[f"Obuchowski's McNemar{where}"] = clustered_mcnemar(first, second, by).p_value
        for name, p in p_values.items():
            seen[name] = seen.get(name, 0) + (p <= 0.05)
    yield from ((name, count / repeats) for name, count in seen.items())


def family_wise(n: int, n_systems: int, repeats: int, n_resamples: int) -> float:
    """Return how often any of all pairs of systems of equal skill differs after Holm."""
    rng = np.random.default_rng(2)
    seen = 0
    for repeat in range(repeats):
        systems = made_up_set(rng, np.arange(n), (0.0,) * n_systems)
        found = compare_systems(systems, METRICS, n_resamples=n_resamples, seed=repeat)
        seen += any(pair.p_holm <= 0.05 for pair in found.differences("macro_f1"))
    return seen / repeats


def over_seeds(n: int, n_seeds: int, repeats: int) -> float:
    """Return how often the paired test over seeds tells two systems of equal training apart."""
    rng = np.random.default_rng(3)
    metric, seen = MacroF1(), 0
    for _ in range(repeats):
        rows = made_up_set(rng, np.arange(n), (0.0,), n_seeds=2 * n_seeds)["system 0"]
        halves = (rows.where(rows.seed % 2 == half) for half in (0, 1))
        first, second = (SeedSummary.of(half, metric) for half in halves)
        seen += paired_seed_test(first, SeedSummary(first.seeds, second.values)).p_value <= 0.05
    return seen / repeats


def cluster_labels(systems: Mapping[str, Predictions], cluster: Codes) -> dict[str, str]:
    """Return the cluster of each example id."""
    return dict(zip(systems["system 0"].id, map(str, cluster), strict=True))


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=2000)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    repeats, n_resamples = options.repeats, options.resamples
    start = time.perf_counter()
    error = 100 * (0.05 * 0.95 / repeats) ** 0.5
    print(
        f"{repeats:,} test sets each, {n_resamples:,} resamples; standard error {error:.1f} points"
    )
    print("% of 95 % intervals that hold the true score")
    for n, clustered in ((250, False), (1249, False), (1000, True)):
        where = f"{n // 10} clusters of about 10" if clustered else f"{n:,} examples"
        for way, shares in coverage(n, clustered, repeats, n_resamples):
            scores = "  ".join(f"{name} {100 * share:.1f}" for name, share in shares.items())
            print(f"  {where:26} {way:22} {scores}", flush=True)
    print("% of tests with p <= 0.05 between systems of equal skill")
    for n, clustered in ((250, False), (1249, False), (2000, True), (300, True)):
        where = f"{n // 10} clusters of about 10" if clustered else f"{n:,} examples"
        shares = dict(false_positives(n, clustered, repeats, n_resamples))
        if n == 250:
            any_pair = "Holm over 10 pairs, macro_f1, any"
            shares[any_pair] = family_wise(n, 5, repeats, n_resamples)
            for n_seeds in (3, 5):
                shares[f"paired over {n_seeds} seeds, macro_f1"] = over_seeds(n, n_seeds, repeats)
        for test, share in shares.items():
            print(f"  {where:26} {test:48} {100 * share:.1f}", flush=True)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    # Products of matrices this small take longer on several threads.
    with threadpool_limits(1):
        main()
