"""`RankingDisplay` and `ForestDisplay`: which systems are better than which, and by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from stance.evaluation import Interval
from stance.evaluation.significance import Comparison, Difference
from stance.reports.plots.groups import not_told_apart, side_by_side
from stance.reports.plots.lettering import width
from stance.reports.plots.names import both_ends
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.rows import ACROSS, NAME, ROW, SIZE, Rows, titled, written, written_p
from stance.reports.plots.style import INK, MARGIN, PAGE, heading

MOST_SYSTEMS = 30

_TOP, _BOTTOM = 0.95, 0.5  # inches
_COLUMNS = 0.2  # for the names of columns
_BAR = 0.15
_TOO_FEW = "not tested: too few resamples, p cannot be below {:.2g}"
_GAP = 0.15


@dataclass(frozen=True)
class RankingDisplay:
    """Scores on a common axis, the best at the top, and bars that join what may be equally good.

    After the critical-difference diagram of Demšar (2006, JMLR 7), with scores on the
    same examples in place of mean ranks over data sets.

    Attributes
    ----------
    title
        What is compared.
    metric
        What is drawn, as it is titled in tables.
    n, n_units
        How many examples were scored, and how many units they were drawn by.
    scores
        The `MOST_SYSTEMS` best systems.
    groups
        Of these, counted from the best, the ones of which no two differ significantly after
        Holm's correction for all pairs, those of left out systems too.
    left_out
        How many systems are worse.
    confidence
        Of the intervals; 1 less this is the level of the tests.
    least_p
        The least p value after Holm that so many resamples of so many pairs can give. Where that
        is no less than the level, no test was possible, and the plot says so.
    """

    title: str
    metric: str
    n: int
    n_units: int
    scores: tuple[tuple[str, Interval], ...]
    groups: tuple[tuple[int, ...], ...]
    left_out: int
    confidence: float
    least_p: float

    @classmethod
    def of(cls, comparison: Comparison, metric: str, title: str) -> RankingDisplay | NotDrawn:
        """Return the display of one metric of a comparison of two or more systems."""
        reason = _missing(comparison, metric)
        if reason is not None:
            return reason
        names = _best_first(comparison, metric)
        place = {name: k for k, name in enumerate(names[:MOST_SYSTEMS])}
        alike = [
            (place[pair.first], place[pair.second])
            for pair in comparison.differences(metric)
            if pair.p_holm >= 1 - comparison.confidence
            and pair.first in place
            and pair.second in place
        ]
        intervals = comparison.intervals(metric)
        least_p = _least_p(comparison, metric)
        return cls(
            title,
            comparison.metrics[metric].title,
            comparison.n_examples,
            comparison.n_units,
            tuple((name, intervals[name]) for name in place),
            not_told_apart(len(place), alike) if least_p < 1 - comparison.confidence else (),
            len(names) - len(place),
            comparison.confidence,
            least_p,
        )

    @property
    def _rows(self) -> Rows:
        names, intervals = zip(*self.scores, strict=True)
        return Rows(names, intervals, 1)

    @property
    def _values(self) -> list[str]:
        return [written(interval) for _, interval in self.scores]

    @property
    def _subtitle(self) -> str:
        joined = (
            "dots on one bar: systems that do not differ" if self.groups else "all scores differ"
        )
        joined += f" significantly ({1 - self.confidence:.2g}, paired bootstrap, Holm)"
        if self.least_p >= 1 - self.confidence:
            joined = _TOO_FEW.format(self.least_p)
        left_out = _left_out(len(self.scores), self.left_out)
        return f"points with {self.confidence:.0%} intervals{left_out}\n{joined}"

    @property
    def _bars(self) -> float:
        """Where the first bar stands, in inches right of the plot."""
        return _GAP + width(self._values, SIZE) + 2 * _GAP

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches: a system more makes it higher, a bar more wider."""
        bars = self._bars + len(side_by_side(self.groups)) * _BAR
        across = self._rows.left + ACROSS + bars + MARGIN
        across = max(PAGE, across, 2 * MARGIN + width([self._subtitle], SIZE))
        return across, _TOP + len(self.scores) * ROW + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the scores, their numbers, and the bars."""
        heading(figure, titled(figure, self.title, self.n, self.n_units), self._subtitle)
        axes = self._rows.draw(figure, _TOP, filled=[True] * len(self.scores))
        axes.set_xlabel(self.metric)
        self._rows.write(axes, self._values, _GAP)
        for column, groups in enumerate(side_by_side(self.groups)):
            place = 1 + (self._bars + column * _BAR) / ACROSS
            for group in groups:
                axes.plot(
                    [place] * len(group),
                    group,
                    color=INK,
                    marker="o",
                    markersize=3.5,
                    transform=axes.get_yaxis_transform(),
                    clip_on=False,
                )


@dataclass(frozen=True)
class ForestDisplay:
    """By how much each system differs from the best one, beside what the test could have seen.

    Attributes
    ----------
    title
        What is compared.
    metric
        What is drawn, as it is titled in tables.
    n, n_units
        How many examples were scored, and how many units they were drawn by.
    best
        The best system, and its score.
    differences
        Of the next best systems, so many that they are `MOST_SYSTEMS` with the best one; `first`
        is the system and `second` the best one.
    left_out
        How many systems are worse.
    confidence
        Of the intervals; 1 less this is the level of the tests.
    least_p
        The least p value after Holm that so many resamples of so many pairs can give. Where that
        is no less than the level, no test was possible, and the plot says so.
    """

    title: str
    metric: str
    n: int
    n_units: int
    best: tuple[str, float]
    differences: tuple[Difference, ...]
    left_out: int
    confidence: float
    least_p: float

    @classmethod
    def of(cls, comparison: Comparison, metric: str, title: str) -> ForestDisplay | NotDrawn:
        """Return the display of one metric of a comparison of two or more systems."""
        reason = _missing(comparison, metric)
        if reason is not None:
            return reason
        best, *others = _best_first(comparison, metric)
        from_best: dict[str, Difference] = {}
        for pair in comparison.differences(metric):
            if pair.second == best:
                from_best[pair.first] = pair
            elif pair.first == best:
                from_best[pair.second] = _turned(pair)
        return cls(
            title,
            comparison.metrics[metric].title,
            comparison.n_examples,
            comparison.n_units,
            (best, comparison.intervals(metric)[best].value),
            tuple(from_best[name] for name in others[: MOST_SYSTEMS - 1]),
            len(others[MOST_SYSTEMS - 1 :]),
            comparison.confidence,
            _least_p(comparison, metric),
        )

    @property
    def _rows(self) -> Rows:
        names = tuple(difference.first for difference in self.differences)
        return Rows(names, tuple(difference.interval for difference in self.differences), 2)

    @property
    def _values(self) -> list[str]:
        return [written(difference.interval, "+") for difference in self.differences]

    @property
    def _subtitle(self) -> str:
        level = 1 - self.confidence
        name, score = self.best
        best = f"{both_ends(name or '(no name)', NAME, SIZE)}, {score:.3f}"
        tested = f"filled: differs significantly ({level:.2g}, paired bootstrap, Holm)"
        if self.least_p >= level:
            tested = _TOO_FEW.format(self.least_p)
        return (
            f"{self.metric} less that of the best system: {best}"
            f"{_left_out(len(self.differences) + 1, self.left_out)}\n"
            f"{tested}; shaded: below the minimum detectable difference"
        )

    @property
    def _p_values(self) -> float:
        """Where the column of p values stands, in inches right of the plot."""
        return _GAP + width([*self._values, "difference"], SIZE) + 2 * _GAP

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches: a system more makes it higher."""
        values = self._p_values + width(["p (Holm)"], SIZE)
        across = self._rows.left + ACROSS + values + MARGIN
        across = max(PAGE, across, 2 * MARGIN + width([self._subtitle], SIZE))
        return across, _TOP + _COLUMNS + len(self.differences) * ROW + _BOTTOM

    def draw(self, figure: Figure) -> None:
        """Draw the differences over the bands, and their numbers."""
        level = 1 - self.confidence
        heading(figure, titled(figure, self.title, self.n, self.n_units), self._subtitle)
        p_values = [difference.p_holm for difference in self.differences]
        bands = np.array([difference.detectable for difference in self.differences])
        axes = self._rows.draw(figure, _TOP + _COLUMNS, [p < level for p in p_values], bands)
        axes.set_xlabel(f"difference in {self.metric}, with its {self.confidence:.0%} interval")
        self._rows.write(axes, self._values, _GAP, "difference")
        self._rows.write(axes, [written_p(p) for p in p_values], self._p_values, "p (Holm)")


def _missing(comparison: Comparison, metric: str) -> NotDrawn | None:
    """Return why a comparison cannot be drawn by a metric."""
    if metric not in comparison.metrics:
        return NotDrawn(f"the comparison has no {metric}; it has {', '.join(comparison.metrics)}")
    if len(comparison.names) == 1:
        return NotDrawn("there is one system, and none to compare it with")
    if np.isnan(comparison.values[metric]).all():
        return NotDrawn(f"no system has a {metric}")
    return None


def _best_first(comparison: Comparison, metric: str) -> list[str]:
    """Return the names of systems from good to bad, those without a score last."""
    sign = -1 if comparison.metrics[metric].greater_is_better else 1
    values = dict(zip(comparison.names, comparison.values[metric].tolist(), strict=True))

    def key(name: str) -> tuple[bool, float, str]:
        return math.isnan(values[name]), sign * values[name], name

    return sorted(comparison.names, key=key)


def _least_p(comparison: Comparison, metric: str) -> float:
    """Return the p value of a difference that no resample reaches, after Holm's correction."""
    n_pairs = math.comb(len(comparison.names), 2)
    n_resamples: int = np.shape(comparison.resampled[metric])[1]
    return n_pairs / (n_resamples + 1)


def _turned(pair: Difference) -> Difference:
    """Return the same difference, of the second system to the first."""
    low, value, high = pair.interval.low, pair.interval.value, pair.interval.high
    turned = Interval(-high, -value, -low)
    return replace(pair, first=pair.second, second=pair.first, interval=turned)


def _left_out(n: int, left_out: int) -> str:
    return f"; the best {n}, {left_out:,} left out" if left_out else ""
