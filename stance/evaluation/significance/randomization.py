"""Approximate randomization: whether it matters which prediction is whose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import isnan, lcm, nan
from typing import TypeAlias

import numpy as np

from stance.errors import RunError
from stance.evaluation.intervals import chunks
from stance.evaluation.metrics.base import CountMetric, Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import Confusion, Sample
from stance.evaluation.significance.systems import Systems, tables
from stance.evaluation.undefined import Floats, mean_of_defined

# Two ways of adding up the same numbers differ by less.
_ROUNDING = 1e-12

SeedPairs: TypeAlias = list[tuple[int, int]]
Difference: TypeAlias = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Randomization:
    """The difference of two scores, and how often random swaps give one as large.

    Attributes
    ----------
    difference
        The first system's score less the second one's.
    p_value
        Two-sided.
    n_permutations
        How many times predictions were swapped at random.
    """

    difference: float
    p_value: float
    n_permutations: int


def approximate_randomization(
    first: Predictions,
    second: Predictions,
    metric: Metric,
    *,
    n_permutations: int = 10_000,
    seed: int = 0,
    cluster: Mapping[str, str] | None = None,
) -> Randomization:
    """Return the test that swaps the two systems' predictions, each with probability 1/2.

    Were the systems alike, the swaps would change nothing. The p value is the share of the
    permutations whose difference is at least as large as the one observed, which itself counts
    as one of them. Noreen (1989), Computer-intensive methods for testing hypotheses, chapter 2;
    Yeh (2000), More accurate tests for the statistical significance of result differences
    (COLING), for F scores; Phipson & Smyth (2010) on why the one counts.

    Parameters
    ----------
    first, second
        Predictions of the same examples. All seeds of an example are swapped together: seed by
        seed in their order, those of the system with fewer seeds repeated.
    metric
        One of confusion counts is by far the fastest.
    n_permutations, seed
        How many permutations, and what draws them.
    cluster
        A label for each example id: the examples of one label are swapped together.

    Raises
    ------
    RunError
        Where the two did not score the same examples, seed by seed.
    """
    systems = Systems.of({"the first system": first, "the second system": second}, cluster)
    pairs = _seed_pairs(systems)
    if isinstance(metric, CountMetric):
        difference = _by_counts(systems, pairs, metric)
    else:
        difference = _by_rows(systems, pairs, metric)
    observed = float(difference(np.zeros((1, systems.n_units), dtype=np.float32))[0])
    rng = np.random.default_rng(seed)
    as_large = 0
    for start, stop in chunks(n_permutations, max(systems.n_units, 2 * systems.n_columns)):
        swaps = rng.integers(2, size=(stop - start, systems.n_units), dtype=np.uint8)
        found = np.abs(difference(swaps.astype(np.float32)))
        as_large += int(np.count_nonzero(found >= abs(observed) - _ROUNDING))
    p_value = nan if isnan(observed) else (1 + as_large) / (1 + n_permutations)
    return Randomization(observed, p_value, n_permutations)


def _seed_pairs(systems: Systems) -> SeedPairs:
    """Return which table of the second system each table of the first is swapped with."""
    ours, theirs = (np.flatnonzero(systems.owner == s).tolist() for s in (0, 1))
    # As many pairs as give every seed of a system the same weight.
    rounds = range(lcm(len(ours), len(theirs)))
    pairs = [(ours[i % len(ours)], theirs[i % len(theirs)]) for i in rounds]
    gold = systems.votes.sum(axis=-1)
    if any(not np.array_equal(gold[:, a], gold[:, b]) for a, b in pairs):
        raise RunError(
            "under some seed the two systems scored different examples, so that their predictions "
            "cannot be swapped; compare runs whose seeds have the same test rows"
        )
    return pairs


def _by_counts(systems: Systems, pairs: SeedPairs, metric: CountMetric) -> Difference:
    """Return the difference after swaps (R, U), from confusion counts alone."""
    labels = systems.labels
    ours = systems.votes[:, [a for a, _ in pairs]]
    theirs = systems.votes[:, [b for _, b in pairs]]
    everything = np.ones((1, systems.n_units), dtype=np.float32)
    our_counts, their_counts = (
        tables(everything, votes, labels).by_target for votes in (ours, theirs)
    )

    def difference(swaps: Floats) -> Floats:
        gained = tables(swaps, theirs - ours, labels).by_target
        first = metric.of_counts(Confusion(our_counts + gained, labels))
        second = metric.of_counts(Confusion(their_counts - gained, labels))
        return mean_of_defined(first) - mean_of_defined(second)

    return difference


def _by_rows(systems: Systems, pairs: SeedPairs, metric: Metric) -> Difference:
    """Return the difference after swaps (R, U), for any metric: a row swapped weighs nothing."""
    seeds = [seed for seeds in systems.parts for seed in seeds]
    both = [
        (
            # Two seeds: the rows of one example are no double of each other.
            Predictions.concatenate(
                [
                    replace(seeds[j][0], seed=np.full(len(seeds[j][0]), s))
                    for s, j in enumerate(pair)
                ]
            ),
            [seeds[j][1] for j in pair],
        )
        for pair in pairs
    ]

    def score(swaps: Floats) -> Floats:
        swaps = swaps.astype(float)  # means of losses need the digits
        scores = [
            metric.score(Sample(rows, np.hstack([1 - swaps[:, ours], swaps[:, theirs]])))
            for rows, (ours, theirs) in both
        ]
        return mean_of_defined(np.stack(scores, axis=-1))

    return lambda swaps: score(swaps) - score(1 - swaps)
