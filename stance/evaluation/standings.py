"""`Standings`: systems from best to worst, and which are significantly better than which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, comb, isnan, nan
from statistics import median
from typing import Final, Literal, Self

from stance.errors import ConfigError, nearest
from stance.evaluation.evaluator import Cluster
from stance.evaluation.intervals import Interval
from stance.evaluation.metrics.base import Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.scores import clusters
from stance.evaluation.significance import (
    Comparison,
    Difference,
    SeedSummary,
    approximate_randomization,
    compare_systems,
    holm,
)
from stance.evaluation.slices import ClassF1, Slice, only, values_of

FEW_CLUSTERS: Final = 200
Test = Literal["bootstrap", "randomization"]

RESAMPLES: Final = 10_000
MOST_SLICES: Final = 50


def enough_resamples(n_systems: int, alpha: float = 0.05) -> int:
    """Return with how many resamples the smallest p value of all pairs can be below alpha.

    With B of them none is below 1 / (B + 1), which Holm's correction multiplies by the pairs.

    >>> enough_resamples(5), enough_resamples(50)
    (200, 24500)
    """
    return ceil(comb(n_systems, 2) / alpha)


@dataclass(frozen=True, eq=False)
class Standings:
    """Systems on the same examples, best first by the headline metric.

    Attributes
    ----------
    predictions
        Of each system, by name; one with several seeds counts by its mean over them.
    comparison
        Their scores by every metric, and those of shared resamples.
    headline
        The metric that orders the systems and by which they are tested.
    test, n_resamples, cluster
        How: by the paired bootstrap or by approximate randomization, with how many resamples or
        permutations, and by which column examples are drawn, None for each by itself.
    """

    predictions: Mapping[str, Predictions]
    comparison: Comparison
    headline: str
    test: Test
    n_resamples: int
    cluster: Cluster | None

    @classmethod
    def of(
        cls,
        systems: Mapping[str, Predictions],
        metrics: Mapping[str, Metric],
        *,
        headline: str,
        test: Test | None = None,
        n_resamples: int | None = None,
        cluster: Cluster | None = None,
    ) -> Self:
        """Return the standings of systems by name.

        There are 10,000 resamples by default, or as many as it takes for Holm's correction. The
        test is the bootstrap by default; of fewer than 200 clusters it is the randomization,
        since the bootstrap then errs in more than 6 of 100 tests (``benchmarks/coverage.py``).

        Raises
        ------
        RunError
            Where two systems did not score the same examples with the same gold labels.
        ConfigError
            Where the headline has no value for a system, or examples are to be drawn by a column
            that the predictions do not hold, or that is the same for all.
        """
        first = compare_systems(systems, {headline: metrics[headline]}, n_resamples=0)
        sign = 1 if metrics[headline].greater_is_better else -1
        value = dict(zip(first.names, (sign * first.values[headline]).tolist(), strict=True))
        if without := [name for name in systems if isnan(value[name])]:
            raise ConfigError(
                f"{metrics[headline].title} has no value for {', '.join(without)}, so that it can "
                "order nothing; name another metric first"
            )
        order = sorted(systems, key=lambda name: -value[name])
        ordered = {name: systems[name] for name in order}
        n_resamples = n_resamples or max(RESAMPLES, enough_resamples(len(systems)))
        comparison = compare_systems(
            ordered,
            metrics,
            n_resamples=n_resamples,
            cluster=cluster and clusters(ordered[order[0]], cluster),
        )
        if comparison.n_units == 1:
            raise ConfigError(
                f"all {comparison.n_examples:,} examples would be drawn together: they have one "
                f"{cluster or 'id'}; choose another cluster, or none"
            )
        few = cluster is not None and comparison.n_units < FEW_CLUSTERS
        chosen: Test = test or ("randomization" if few else "bootstrap")
        return cls(ordered, comparison, headline, chosen, n_resamples, cluster)

    @property
    def alpha(self) -> float:
        """The level of the tests."""
        return 1 - self.comparison.confidence

    @property
    def metric(self) -> Metric:
        """The headline metric."""
        return self.comparison.metrics[self.headline]

    @cached_property
    def letters(self) -> dict[str, str]:
        """A letter for each system: a for the best, after z comes aa."""
        return {name: _letter(number) for number, name in enumerate(self.predictions)}

    @cached_property
    def pairs(self) -> tuple[Difference, ...]:
        """The differences of every two systems by the headline metric, the better one first."""
        return self.differences(self.headline)

    def differences(self, metric: str) -> tuple[Difference, ...]:
        """Return the differences of every two systems, with the p values of the chosen test."""
        pairs = self.comparison.differences(metric)
        if self.test == "bootstrap":
            return pairs
        label = self.cluster and clusters(next(iter(self.predictions.values())), self.cluster)
        p_values = [
            approximate_randomization(
                self.predictions[pair.first],
                self.predictions[pair.second],
                self.comparison.metrics[metric],
                n_permutations=self.n_resamples,
                cluster=label,
            ).p_value
            for pair in pairs
        ]
        return tuple(
            replace(pair, p_value=p_value, p_holm=p_holm)
            for pair, p_value, p_holm in zip(pairs, p_values, holm(p_values).tolist(), strict=True)
        )

    @cached_property
    def beaten(self) -> dict[str, tuple[str, ...]]:
        """The systems each system is significantly better than, after Holm's correction."""
        found: dict[str, list[str]] = {name: [] for name in self.predictions}
        for pair in self.pairs:
            if pair.p_holm < self.alpha:
                found[pair.first].append(pair.second)
        return {name: tuple(worse) for name, worse in found.items()}

    @property
    def detectable(self) -> tuple[float, float]:
        """The median and the largest of the pairs' minimum detectable differences; nan of none."""
        known = [pair.detectable for pair in self.pairs if not isnan(pair.detectable)]
        return (median(known), max(known)) if known else (nan, nan)

    @cached_property
    def seeds(self) -> dict[str, SeedSummary]:
        """The headline metric under each seed, of the systems that have several."""
        summaries = {
            name: SeedSummary.of(rows, self.metric) for name, rows in self.predictions.items()
        }
        return {name: summary for name, summary in summaries.items() if summary.n > 1}

    def by_target(self) -> dict[str, Slice]:
        """Return the headline metric on each target, without intervals."""
        return self._slices(self._examples("target"), 0)

    def by(self, what: str) -> dict[str, Slice]:
        """Return the headline metric on the examples of each value of a facet; F1 of each class.

        An example with several values, such as phenomena, counts under each. The `MOST_SLICES`
        values with the most examples are kept, in sorted order.

        Parameters
        ----------
        what
            ``target``, ``class``, or a facet that the predictions hold.
        """
        if what == "class":
            return self._classes()
        examples = self._examples(what)
        largest = sorted(examples, key=lambda value: (-len(examples[value]), value))[:MOST_SLICES]
        return self._slices({value: examples[value] for value in sorted(largest)}, self.n_resamples)

    def _examples(self, what: str) -> dict[str, set[str]]:
        """Return the ids of the examples that have each value of a facet."""
        rows = next(iter(self.predictions.values()))
        held = {"target": rows.target, **rows.facets}
        if what not in held:
            raise ConfigError(
                f"the predictions hold no {what} to tell scores apart by; they hold "
                f"{', '.join((*held, 'class'))}{nearest(what, held)}"
            )
        found: dict[str, set[str]] = {}
        for example, value in zip(rows.id, held[what], strict=True):
            for one in values_of(value):
                found.setdefault(one, set()).add(example)
        return dict(sorted(found.items()))

    def _slices(self, examples: Mapping[str, set[str]], n: int) -> dict[str, Slice]:
        return {
            value: Slice(len(ids), self._scores(only(self.predictions, ids), self.metric, n))
            for value, ids in examples.items()
        }

    def _classes(self) -> dict[str, Slice]:
        rows = next(iter(self.predictions.values()))
        return {
            str(label): Slice(
                len(set(rows.id[rows.gold == k])),
                self._scores(self.predictions, ClassF1(k), self.n_resamples),
            )
            for k, label in enumerate(rows.labels)
        }

    def _scores(
        self, systems: Mapping[str, Predictions], metric: Metric, n_resamples: int
    ) -> dict[str, Interval]:
        first = next(iter(systems.values()))
        comparison = compare_systems(
            systems,
            {"score": metric},
            n_resamples=n_resamples,
            cluster=self.cluster and clusters(first, self.cluster),
        )
        if n_resamples and comparison.n_units > 1:
            return comparison.intervals("score")
        values = zip(comparison.names, comparison.values["score"].tolist(), strict=True)
        return {name: Interval(nan, value, nan) for name, value in values}


def _letter(number: int) -> str:
    """Return the name of a spreadsheet's column, in small letters.

    >>> _letter(0), _letter(25), _letter(26), _letter(51), _letter(52)
    ('a', 'z', 'aa', 'az', 'ba')
    """
    letters = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
