"""`not_told_apart`: the bars that join systems in a plot after Demšar."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

Pair = tuple[int, int]


def not_told_apart(n_systems: int, alike: Collection[Pair]) -> tuple[tuple[int, ...], ...]:
    """Return groups of systems of which no two differ significantly.

    Two systems share a group where they do not differ, and only there. That need not be a
    stretch of the ranking, as it is with the one critical difference of Demšar (2006, JMLR 7):
    each pair has its own standard error. To every pair that no group holds yet,
    all systems that fit are added, the best first; few such groups hold all pairs, although
    not always the fewest, which are hard to find (Gramm et al. 2007, Computational Statistics
    and Data Analysis 52, on letter displays).

    Parameters
    ----------
    n_systems
        Systems are numbered from the best, 0.
    alike
        The pairs that do not differ significantly.

    >>> not_told_apart(4, [(0, 1), (0, 2), (1, 2), (2, 3)])
    ((0, 1, 2), (2, 3))
    """
    alike = {_pair(*pair) for pair in alike}
    covered: set[Pair] = set()
    groups: list[tuple[int, ...]] = []
    for pair in _widest_first(n_systems):
        if pair in alike and pair not in covered:
            group = set(pair)
            for other in range(n_systems):
                if all(_pair(other, member) in alike for member in group - {other}):
                    group.add(other)
            groups.append(tuple(sorted(group)))
            covered |= set(combinations(groups[-1], 2))
    return tuple(groups)


def side_by_side(groups: Collection[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """Return groups in columns, so that no two in a column reach over the same row.

    >>> side_by_side([(0, 2), (1, 3), (3, 4)])
    [[(0, 2), (3, 4)], [(1, 3)]]
    """
    columns: list[list[tuple[int, ...]]] = []
    for group in sorted(groups):
        free = [column for column in columns if column[-1][-1] < group[0]]
        if free:
            free[0].append(group)
        else:
            columns.append([group])
    return columns


def _widest_first(n: int) -> Iterator[Pair]:
    """Yield all pairs, those of the best first, and of them the pair furthest apart first."""
    for better in range(n):
        for worse in range(n - 1, better, -1):
            yield better, worse


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)
