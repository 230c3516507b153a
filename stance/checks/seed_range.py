"""ST012: whether scores depend on the seed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean
from typing import ClassVar

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Result


@dataclass(frozen=True)
class SeedRange:
    """The scores under several seeds lie close together.

    Parameters
    ----------
    max_range
        How far the best and the worst may be apart, by the metric that names the result, of
        each seed the mean over its splits.
    """

    code: ClassVar[str] = "ST012"
    title: ClassVar[str] = "Wide range over seeds"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "A single run of this experiment can be much luckier than the next; Reimers & Gurevych "
        "(2017, EMNLP) found differences between published systems smaller than that."
    )
    remedy: ClassVar[str] = "Report the mean over seeds with its spread, never the best of them."
    is_costly: ClassVar[bool] = False

    max_range: float = 0.05

    def look(self, subject: Result) -> Finding:
        """Compare the best with the worst seed."""
        by_seed: dict[int, list[float]] = defaultdict(list)
        if (folds := subject.evaluation.folds) is not None:
            for (_, seed), value in zip(
                folds.splits, folds.metrics[subject.headline].values, strict=True
            ):
                by_seed[seed].append(value)
        if len(by_seed) < 2:
            return Finding.not_applicable("the experiment was done with one seed (n_seeds=5: five)")
        scores = {seed: mean(values) for seed, values in by_seed.items()}
        low, high = min(scores.values()), max(scores.values())
        if low == high:
            return Finding.not_applicable("every seed gives the same score")
        title = subject.evaluation.titles[subject.headline]
        told = (
            f"{title} is {low:.3f} to {high:.3f} over {len(scores)} seeds, {high - low:.3f} apart; "
            f"{self.max_range} is allowed"
        )
        evidence = Evidence(("seed", title), [(str(seed), score) for seed, score in scores.items()])
        return (Finding.issue if high - low > self.max_range else Finding.passed)(told, evidence)
