"""ST008: whether labels are as frequent among scored rows as among those learned from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Border, Subject
from stance.corpus.splits import Split
from stance.evaluation.significance import holm
from stance.labels import LABELS

_ALL: Final = "all targets"
_MIN_ROWS: Final = 30  # of a target on each side, to be looked at by itself
_SHOWN: Final = 20
_MOST_SPLITS: Final = 3  # of which targets are looked at, too

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Drift:
    """How far the label counts of two samples are apart: Cramér's V, and a p value."""

    effect: float
    p_value: float

    @classmethod
    def of(cls, counts: Counts, *, n_draws: int, rng: np.random.Generator) -> Drift:
        """Return the drift between two samples, by label counts of shape (2, K).

        The p value is that of the chi-squared statistic among random divisions of the same
        rows, exact but for the draws, so that small counts do it no harm. V is the root of
        chi-squared by the number of rows (Cramér 1946, section 21.9).
        """
        totals = counts.sum(axis=0)
        drawn = rng.multivariate_hypergeometric(totals, int(counts[1].sum()), size=n_draws)
        observed = _chi_squared(counts[1], totals)
        n_as_far = int((_chi_squared(drawn, totals) >= observed - 1e-9).sum())
        effect = float(np.sqrt(observed / totals.sum()))
        return cls(effect, (n_as_far + 1) / (n_draws + 1))


@dataclass(frozen=True)
class LabelDrift:
    """Labels fall alike on both sides of a split, overall and for each target.

    Parameters
    ----------
    min_effect
        The least Cramér's V to be told: 0.1 is small, 0.3 medium (Cohen 1988).
    alpha
        The level of significance, all comparisons together (Holm).
    n_draws
        Random divisions for the p values.
    """

    code: ClassVar[str] = "ST008"
    title: ClassVar[str] = "Label drift between splits"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "A model learns how frequent each label is; where that is otherwise, accuracy and "
        "probabilities suffer, and the score is not that of rows like those learned from."
    )
    remedy: ClassVar[str] = (
        "Divide with splitter=stratified or splitter=group_kfold, or say that labels drift, as "
        "they do over time."
    )
    is_costly: ClassVar[bool] = False

    min_effect: float = 0.1
    alpha: float = 0.05
    n_draws: int = 20_000

    def look(self, subject: Subject) -> Finding:
        """Compare the label counts of both sides."""
        if not subject.is_divided:
            return Finding.not_applicable("the corpus has no splits of its own")
        rng = np.random.default_rng(0)
        found = [
            (where, target, counts, Drift.of(counts, n_draws=self.n_draws, rng=rng))
            for border in subject.borders
            for where, target, counts in _compared(subject, border)
        ]
        p_values = holm([drift.p_value for _, _, _, drift in found])
        shown = sorted(zip(found, p_values, strict=True), key=lambda item: -item[0][3].effect)
        far = [
            f"{where}: {target} (V = {drift.effect:.2f}, p = {p:.4f})"
            for (where, target, _, drift), p in shown
            if drift.effect >= self.min_effect and p < self.alpha
        ]
        labels = LABELS[subject.task]
        evidence = Evidence(
            ("sides", "target", *labels, "Cramér's V", "p (Holm)"),
            [
                (where, target, *map(_shares, counts.T, [counts.sum(axis=1)] * 3), drift.effect, p)
                for (where, target, counts, drift), p in shown[:_SHOWN]
            ],
        )
        if far:
            return Finding.issue(f"labels fall otherwise between {'; '.join(far[:3])}", evidence)
        return Finding.passed(
            f"no labels fall otherwise by V = {self.min_effect} or more and significantly "
            f"({len(found)} comparisons)",
            evidence,
        )


def _compared(subject: Subject, border: Border) -> Iterator[tuple[str, str, Counts]]:
    """Yield the label counts of both sides: of each split, and of each target with enough rows."""
    corpus = subject.corpus
    for split in border.splits:
        where = f"{border.learned} and {border.scored}"
        if len(border.splits) > 1:
            where += f" of {split.name}"
        yield where, _ALL, _counts(subject, split)
        if len(border.splits) <= _MOST_SPLITS and len(corpus.targets) > 1:
            yield from ((where, *of) for of in _by_target(subject, split))


def _by_target(subject: Subject, split: Split) -> Iterator[tuple[str, Counts]]:
    targets = subject.corpus["target"]
    sides = [
        np.unique(targets[rows].astype(str), return_counts=True)
        for rows in (split.train, split.test)
    ]
    large = [set(names[times >= _MIN_ROWS]) for names, times in sides]
    for name in sorted(large[0] & large[1]):
        part = Split(
            split.name, *(rows[targets[rows] == name] for rows in (split.train, split.test))
        )
        yield name or "(none)", _counts(subject, part)


def _counts(subject: Subject, split: Split) -> Counts:
    labels = subject.corpus[subject.task]
    return np.array(
        [
            [np.count_nonzero(labels[rows] == label) for label in LABELS[subject.task]]
            for rows in (split.train, split.test)
        ]
    )


def _chi_squared(scored: Counts, totals: Counts) -> npt.NDArray[np.float64]:
    """Return the statistic of scored counts (..., K), given those of both sides together (K,)."""
    n, n_scored = totals.sum(), scored.sum(axis=-1, keepdims=True)
    expected = n_scored * totals / n
    # Both rows of the table are as far from what is expected, and weigh by what that is.
    gaps = (scored - expected) ** 2 * n / (n - n_scored)
    return np.asarray(
        np.divide(gaps, expected, out=np.zeros_like(gaps), where=expected > 0).sum(-1)
    )


def _shares(of_label: Counts, totals: Counts) -> str:
    return " / ".join(f"{n / total:.0%}" for n, total in zip(of_label, totals, strict=True))
