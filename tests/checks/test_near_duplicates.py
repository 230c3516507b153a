"""A planted near-duplicate is found, wherever it stands; different texts pass."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from stance.checks import NearDuplicates, Outcome
from stance.corpus.splits import Split
from stance.errors import ConfigError


def test_different_texts_pass(subject):
    found = NearDuplicates().look(subject())
    assert found.outcome is Outcome.PASSED
    assert found.sentence == "0 of 120 test rows are nearly the same as train rows"
    assert found.evidence is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: f"  {text.upper()}\n",
        lambda text: text[:-6],
        lambda text: text.replace(" ", " , ", 1),
    ],
    ids=["copy", "case and blanks", "cut", "comma"],
)
def test_one_text_of_the_test_split_that_is_nearly_one_of_train_is_found(subject, clean, change):
    planted = subject(text=lambda n, text: change(clean[7]["text"]) if n == 200 else text)
    found = NearDuplicates().look(planted)
    assert found.outcome is Outcome.ISSUE
    assert found.sentence == "1 of 120 test rows are nearly the same as train rows"
    assert [row[:2] for row in found.evidence.rows] == [("r200", "r7")]
    assert found.evidence.rows[0][2] >= 0.6


def test_evidence_has_ids_and_no_texts(subject, clean):
    planted = subject(text=lambda n, text: clean[7]["text"] if n in (200, 201) else text)
    words = {str(cell) for row in NearDuplicates().look(planted).evidence.rows for cell in row}
    assert words == {"r200", "r7", "1.0"}


def test_near_duplicates_on_one_side_are_none_of_this_checks_business(subject, clean):
    planted = subject(text=lambda n, text: clean[0]["text"] if n < 50 else text)
    assert NearDuplicates().look(planted).outcome is Outcome.PASSED


def test_every_pair_of_splits_is_looked_at(subject, clean):
    def split(n, old):
        return "dev" if 100 <= n < 180 else old

    planted = subject(split=split, text=lambda n, t: clean[120]["text"] if n == 250 else t)
    assert NearDuplicates().look(planted).sentence == (
        "0 of 80 dev rows are nearly the same as train rows; "
        "0 of 120 test rows are nearly the same as train rows; "
        "1 of 120 test rows are nearly the same as dev rows"
    )


def test_a_run_is_looked_at_by_its_own_splits(subject, clean):
    folds = [
        Split("fold 1", np.arange(150), np.arange(150, 300)),
        Split("fold 2", np.arange(150, 300), np.arange(150)),
    ]
    planted = subject(folds, text=lambda n, t: clean[7]["text"] if n == 160 else t)
    sentence = NearDuplicates().look(planted).sentence
    assert sentence == "2 of 300 scored rows are nearly the same as rows learned from"


def test_a_corpus_without_splits_is_searched_as_a_whole_but_for_rows_of_one_group(subject, clean):
    def twin(n, text):
        return clean[0]["text"] if n in (1, 99) else text  # row 1 is in the group of row 0

    found = NearDuplicates().look(subject(split=lambda n, old: None, text=twin))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence.startswith("3 of 300 rows are nearly the same as rows that are in no")
    assert found.evidence.rows == [("r99", "r0", 1.0)]
    alone = subject(split=lambda n, old: None, text=lambda n, t: clean[0]["text"] if n == 1 else t)
    assert NearDuplicates().look(alone).outcome is Outcome.PASSED


def test_thresholds_are_arguments(subject, clean):
    planted = subject(text=lambda n, text: clean[7]["text"][:-12] if n == 200 else text)
    assert NearDuplicates(threshold=0.95).look(planted).outcome is Outcome.PASSED
    assert NearDuplicates(max_share=0.02).look(planted).outcome is Outcome.PASSED


def test_settings_that_make_no_sense_are_refused_before_anything_is_trained():
    with pytest.raises(ConfigError, match="cannot have the similarity 60"):
        NearDuplicates(threshold=60)
    with pytest.raises(ConfigError, match="n-grams cannot have n=0"):
        NearDuplicates(n=0)


def test_without_the_package_that_a_large_corpus_takes_it_says_what_to_install(
    subject, monkeypatch
):
    monkeypatch.setitem(sys.modules, "rensa", None)
    found = NearDuplicates(exact_up_to=100).look(subject())
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert "stance-toolkit[dedup]" in found.sentence
