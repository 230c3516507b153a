"""The Wilson interval against Newcombe's numbers and its own properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.evaluation.proportion import wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_values(hits: int, n: int, low: float, high: float) -> None:
    interval = wilson(hits, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert interval.value == hits / n


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0.5, 0.999))
def test_it_lies_within_0_and_1_around_the_share(n: int, share: float, confidence: float) -> None:
    hits = round(share * n)
    interval = wilson(hits, n, confidence)
    assert 0 <= interval.low <= interval.value <= interval.high <= 1
    mirrored = wilson(n - hits, n, confidence)
    assert mirrored.low == pytest.approx(1 - interval.high)


def test_of_nothing_there_is_no_share() -> None:
    interval = wilson(0, 0)
    assert all(math.isnan(end) for end in (interval.low, interval.value, interval.high))
