"""How systems stand, as tables, sentences and a record of all numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations, groupby
from typing import Any, Final

from stance.evaluation.intervals import Interval
from stance.evaluation.metrics import Metric
from stance.evaluation.significance import holm, paired_seed_test
from stance.evaluation.slices import Slice
from stance.evaluation.standings import (
    FEW_CLUSTERS,
    MOST_SLICES,
    Standings,
    enough_resamples,
)
from stance.reports.tables import Cell, Table

_MOST_TARGETS: Final = 8  # that have columns of their own
_MOST_PAIRS: Final = 15  # that are listed
_TESTS: Final = {
    "bootstrap": "paired bootstrap test, {n:,} resamples",
    "randomization": "approximate randomization, {n:,} permutations",
}


def standings_table(standings: Standings, corpus: str) -> Table:
    """Return the table of systems, best first: metrics, letters, the headline by target."""
    comparison, names = standings.comparison, list(standings.predictions)
    columns: dict[str, list[Cell]] = {"system": [*names]}
    signs = {}
    for name, metric in comparison.metrics.items():
        columns[metric.title] = list(comparison.intervals(name).values())
        signs[metric.title] = _sign(metric)
        if name == standings.headline and len(names) > 1:
            columns["letter"] = list(standings.letters.values())
            columns["better than"] = [_letters(standings, system) for system in names]
    columns["n"] = [comparison.n_examples for _ in names]
    if standings.seeds:
        columns["seeds"] = [standings.seeds[n].n if n in standings.seeds else 1 for n in names]
    title = f"{_count(len(names), 'system')} on {comparison.n_examples:,} examples of {corpus}"
    targets = standings.by_target()
    if 1 < len(targets) <= _MOST_TARGETS:
        title += f"; by target: {standings.metric.title}"
        for target, of in targets.items():
            columns[target] = [of.scores[name].value for name in names]
            signs[target] = _sign(standings.metric)
    return Table(title, list(columns), _rows(columns), best=_best(columns, signs))


def pairs_table(standings: Standings) -> list[Table]:
    """Return the table of all pairs by the headline metric; none of no pair, or of very many."""
    if not 0 < len(standings.pairs) <= _MOST_PAIRS:
        return []
    letter = standings.letters
    rows = [
        (
            f"{letter[pair.first]} - {letter[pair.second]}",
            pair.interval,
            _p(pair.p_value),
            _p(pair.p_holm),
            pair.detectable,
        )
        for pair in standings.pairs
    ]
    title = f"Differences in {standings.metric.title}"
    return [Table(title, ("pair", "difference", "p", "p (Holm)", "detectable"), rows)]


def seeds_table(standings: Standings) -> list[Table]:
    """Return the table of the headline metric over seeds; none where each system has one."""
    if not standings.seeds:
        return []
    rows = [
        (name, summary.n, summary.mean, summary.sd, *summary.range)
        for name, summary in standings.seeds.items()
    ]
    columns = ("system", "seeds", "mean", "standard deviation", "lowest", "highest")
    return [Table(f"{standings.metric.title} over seeds", columns, rows)]


def seed_tests_table(standings: Standings) -> list[Table]:
    """Return the table of paired t tests of systems with the same seeds, where there are some."""
    letter, seeds = standings.letters, standings.seeds
    pairs = [
        (first, second)
        for first, second in combinations(seeds, 2)
        if seeds[first].seeds == seeds[second].seeds
    ]
    if not 0 < len(pairs) <= _MOST_PAIRS:
        return []
    tests = [paired_seed_test(seeds[first], seeds[second]) for first, second in pairs]
    rows = [
        (f"{letter[first]} - {letter[second]}", test.n, test.difference, _p(test.p_value), _p(p))
        for (first, second), test, p in zip(
            pairs, tests, holm([test.p_value for test in tests]).tolist(), strict=True
        )
    ]
    title = f"Would training again give the same order? {standings.metric.title}, paired t test"
    return [Table(title, ("pair", "seeds", "difference", "p", "p (Holm)"), rows)]


def slices_table(standings: Standings, what: str, slices: Mapping[str, Slice]) -> Table:
    """Return the table of one score on parts of the examples, with the size of each part."""
    score = "F1" if what == "class" else standings.metric.title
    sign = 1 if what == "class" else _sign(standings.metric)
    title = f"{score} by {what}"
    if len(slices) == MOST_SLICES:
        title += f" (of the {MOST_SLICES} most frequent)"
    names = list(standings.predictions)
    rows: list[list[Cell]] = [
        [value, of.n, *(of.scores[name] for name in names)] for value, of in slices.items()
    ]
    best = {
        (r, c + 2)
        for r, of in enumerate(slices.values())
        for c in _highest([of.scores[name] for name in names], sign)
    }
    return Table(title, [what, "n", *names], rows, best=best)


def method_notes(standings: Standings) -> list[str]:
    """Return the sentences on intervals, letters and the smallest difference that can be told."""
    comparison, title = standings.comparison, standings.metric.title
    n, level = comparison.n_examples, f"{standings.alpha:.2g}"
    drawn = f"the {n:,} examples"
    if standings.cluster:
        drawn = f"the {comparison.n_units:,} clusters of examples by {standings.cluster}"
    notes = [
        f"Brackets: {comparison.confidence:.0%} percentile bootstrap intervals, "
        f"{standings.n_resamples:,} resamples of {drawn}."
    ]
    if not standings.pairs:
        return notes
    pairs = _count(len(standings.pairs), "pair")
    test = _TESTS[standings.test].format(n=standings.n_resamples)
    notes.append(
        f"Letters: a system is significantly better by {title} than those whose letters stand "
        f"under 'better than' (two-sided {test}, p < {level} after Holm's correction over {pairs})."
    )
    enough = enough_resamples(len(standings.predictions), standings.alpha)
    if standings.n_resamples < enough:
        notes.append(
            f"No p value is below 1 in {standings.n_resamples + 1:,}, so that none of {pairs} can "
            f"be significant after Holm's correction; give --resamples {enough} or more."
        )
    if standings.cluster and standings.test == "bootstrap" and comparison.n_units < FEW_CLUSTERS:
        notes.append(
            f"With so few clusters ({comparison.n_units:,}) the bootstrap test finds differences "
            "that are none more often than it should; take --test randomization."
        )
    middle, largest = standings.detectable
    if not math.isnan(middle):
        by_pair = f" (the median over {pairs}; {largest:.3f} for the hardest)"
        notes.append(
            f"Differences in {title} below {middle:.3f}{by_pair * (len(standings.pairs) > 1)} "
            f"cannot be told with these {n:,} examples: a test at {level}, before Holm's "
            "correction, finds them less than four times in five (80% power)."
        )
    return notes


def record(standings: Standings) -> dict[str, Any]:
    """Return every number of the standings, the pairs by each metric among them."""
    comparison = standings.comparison
    intervals = {name: comparison.intervals(name) for name in comparison.metrics}
    targets = standings.by_target()
    return {
        "n_examples": comparison.n_examples,
        "n_units": comparison.n_units,
        "cluster": standings.cluster,
        "confidence": comparison.confidence,
        "test": standings.test,
        "n_resamples": standings.n_resamples,
        "headline": standings.headline,
        "detectable": dict(zip(("median", "largest"), standings.detectable, strict=True)),
        "systems": [
            {
                "name": name,
                "letter": standings.letters[name],
                "metrics": {metric: asdict(of[name]) for metric, of in intervals.items()},
                "better_than": standings.beaten[name],
                "by_target": {
                    t: {"n": of.n, "value": of.scores[name].value} for t, of in targets.items()
                },
                "seeds": (name in standings.seeds and asdict(standings.seeds[name])) or None,
            }
            for name in standings.predictions
        ],
        "pairs": {
            name: [asdict(pair) for pair in standings.differences(name)]
            for name in comparison.metrics
        },
    }


def _letters(standings: Standings, name: str) -> str:
    """Return the letters of the systems that one is better than, three in a row as a range."""
    place = {other: number for number, other in enumerate(standings.predictions)}
    numbers = [place[other] for other in standings.beaten[name]]
    letters = list(standings.letters.values())
    parts = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run_letters = [letters[number] for _, number in run]
        if len(run_letters) > 2:
            run_letters = [f"{run_letters[0]}-{run_letters[-1]}"]
        parts += run_letters
    return " ".join(parts)


def _best(columns: Mapping[str, Sequence[Cell]], signs: Mapping[str, int]) -> set[tuple[int, int]]:
    """Return row and column of the best cells of each column in which one is best."""
    return {
        (row, number)
        for number, (name, cells) in enumerate(columns.items())
        if name in signs
        for row in _highest(cells, signs[name])
    }


def _highest(cells: Sequence[Cell], sign: int) -> Collection[int]:
    """Return the numbers of the highest of several cells (sign 1), or the lowest (-1)."""
    values = [cell.value if isinstance(cell, Interval) else float(cell) for cell in cells]
    defined = [sign * value for value in values if not math.isnan(value)]
    if len(values) < 2 or not defined:
        return []
    return [row for row, value in enumerate(values) if sign * value == max(defined)]


def _rows(columns: Mapping[str, Sequence[Cell]]) -> list[list[Cell]]:
    return [list(row) for row in zip(*columns.values(), strict=True)]


def _sign(metric: Metric) -> int:
    return 1 if metric.greater_is_better else -1


def _p(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
