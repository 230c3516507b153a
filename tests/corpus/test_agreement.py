"""Krippendorff's alpha is the published one, with an interval that says how sure it is."""

from __future__ import annotations

import math
import warnings
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import Corpus
from stance.corpus.agreement import Agreement, agreements

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: four observers,
# twelve units, five values, and nominal alpha 0.743.
EXAMPLE_C = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def counts_of(units: list[list[int]], n_labels: int) -> Any:
    return np.array([np.bincount(unit, minlength=n_labels) for unit in units], dtype=np.int64)


def test_the_published_example_has_its_published_alpha() -> None:
    columns = zip(*(row.split() for row in EXAMPLE_C), strict=True)
    units = [[int(value) - 1 for value in column if value != "."] for column in columns]
    found = Agreement.of(counts_of(units, 5))
    assert found is not None
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.n_items == 11  # one unit has a single value
    assert found.low < found.alpha < found.high


@given(st.lists(st.lists(st.integers(0, 2), max_size=4), min_size=1, max_size=30))
def test_alpha_is_that_of_the_library(units: list[list[int]]) -> None:
    counts = counts_of(units, 3)
    found = Agreement.of(counts)
    pairable = counts[counts.sum(axis=1) >= 2]
    if found is None:
        assert len(pairable) == 0
    elif np.count_nonzero(pairable.sum(axis=0)) == 1:
        assert math.isnan(found.alpha)
        assert math.isnan(found.low)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            expected = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
        assert found.alpha == pytest.approx(expected)
        assert found.low <= found.high <= 1


def test_each_target_and_task_has_its_own_agreement() -> None:
    def row(target: str, *labels: str | None) -> dict[str, Any]:
        several = [{"stance": label, "sentiment": "neutral"} for label in labels]
        return {"text": "a", "target": target, "stance": "favor", "annotations": several}

    rows = [
        row("NATO", "favor", "favor"),
        row("NATO", "against", "against"),
        row("Russia", "favor", "against"),
        row("Russia", "against", "favor"),
        row("Ukraine", "favor", None),
    ]
    found = agreements(Corpus.from_rows(rows, name="tiny"), "stance")
    assert list(found) == ["NATO", "Russia"]
    assert (found["NATO"].alpha, found["NATO"].same) == (1.0, 1.0)
    assert (found["Russia"].alpha, found["Russia"].same) == (-0.5, 0.0)
    tone = agreements(Corpus.from_rows(rows, name="tiny"), "sentiment")
    assert tone["NATO"].same == 1.0
    assert math.isnan(tone["NATO"].alpha)


def test_a_corpus_without_annotations_has_none() -> None:
    plain = Corpus.from_rows([{"text": "a", "stance": "favor"}], name="tiny")
    assert agreements(plain, "stance") == {}
