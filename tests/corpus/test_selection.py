"""Rows of a corpus are chosen by target and split, and nothing else about them changes."""

from __future__ import annotations

import pytest

from stance.corpus import Corpus
from stance.corpus.selection import select
from stance.errors import ConfigError, CorpusError

ROWS = [
    {"id": "a", "text": "1", "target": "Kremlin", "stance": "favor", "split": "train"},
    {"id": "b", "text": "2", "target": "russia", "stance": "against", "split": "dev"},
    {"id": "c", "text": "3", "target": "NATO", "stance": "neutral", "split": "train"},
    {"id": "d", "text": "4", "target": "Ohio", "stance": "neutral"},
]


def corpus() -> Corpus:
    return Corpus.from_rows(ROWS, name="news", citation="Us (2026)")


def test_names_become_targets_in_any_case_and_the_rest_is_left_out() -> None:
    found = select(corpus(), targets={"Russia": ["Russia", "the kremlin", "KREMLIN"]})
    assert list(zip(found["id"], found["target"], strict=True)) == [
        ("a", "Russia"),
        ("b", "Russia"),
    ]
    assert (found.name, found.citation) == ("news", "Us (2026)")
    assert found["split"].tolist() == ["train", "dev"]


def test_splits_are_chosen_and_renamed() -> None:
    found = select(corpus(), splits=["train"], as_split="test")
    assert list(zip(found["id"], found["split"], strict=True)) == [("a", "test"), ("c", "test")]


def test_all_rows_stay_where_nothing_is_asked() -> None:
    assert select(corpus()).fingerprint == corpus().fingerprint


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"targets": {"EU": ["EU"]}}, "has no row about EU in any split; its commonest targets"),
        ({"splits": ["test"]}, "has no row about any target in test"),
        ({"targets": {"NATO": ["NATO"]}, "splits": ["dev"]}, "no row about NATO in dev"),
    ],
)
def test_a_choice_that_leaves_nothing_is_refused(options: dict, complaint: str) -> None:
    with pytest.raises(CorpusError, match=complaint):
        select(corpus(), **options)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"splits": ["trian"]}, "split 'trian' is none of .*; did you mean 'train'"),
        ({"as_split": "all"}, "split 'all' is none of"),
        ({"targets": {"A": ["x"], "B": ["X"]}}, "the name 'X' is given to 'A' and to 'B'"),
    ],
)
def test_an_impossible_choice_is_refused(options: dict, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        select(corpus(), **options)
