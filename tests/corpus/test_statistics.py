"""A corpus is counted as one would by hand."""

import json
import math
from pathlib import Path

import numpy as np

from stance.corpus import Corpus, CorpusStatistics, load_corpus

ROWS = [
    {"text": "one two three", "target": "NATO", "stance": "favor", "split": "train", "group": "g"},
    {"text": "one two three", "target": "NATO", "stance": "against", "split": "test"},
    {"text": "one two three", "target": "NATO", "speaker": "an aide", "stance": "against"},
    {"text": "one two three", "target": "Russia", "stance": "against", "split": "train"},
    {"text": "five", "target": "Russia", "stance": None, "speaker": "a clerk", "split": "train"},
]


def statistics() -> CorpusStatistics:
    return CorpusStatistics.of(Corpus.from_rows(ROWS, name="tiny"))


def test_rows_texts_speakers_and_groups_are_counted() -> None:
    found = statistics()
    assert (found.name, found.n_examples, found.n_texts) == ("tiny", 5, 2)
    assert (found.n_speakers, found.n_groups, found.n_skipped) == (2, 1, 0)
    assert found.fingerprint == Corpus.from_rows(ROWS, name="other").fingerprint


def test_labels_are_counted_by_target_and_by_split_only_for_tasks_that_have_any() -> None:
    found = statistics()
    assert found.by["target"] == {
        "stance": {
            "NATO": {"against": 2, "favor": 1, "neutral": 0, "": 0},
            "Russia": {"against": 1, "favor": 0, "neutral": 0, "": 1},
        }
    }
    assert found.by["split"]["stance"] == {
        "": {"against": 1, "favor": 0, "neutral": 0, "": 0},
        "test": {"against": 1, "favor": 0, "neutral": 0, "": 0},
        "train": {"against": 1, "favor": 1, "neutral": 0, "": 1},
    }


def test_a_row_counts_for_each_of_its_phenomena() -> None:
    rows = [
        {"text": "a", "stance": "favor", "phenomena": ["sarcasm", "negation"]},
        {"text": "b", "stance": "favor", "phenomena": ["negation"]},
        {"text": "c", "stance": "against", "phenomena": []},
    ]
    found = CorpusStatistics.of(Corpus.from_rows(rows, name="tiny")).by["phenomena"]["stance"]
    assert {name: counts["favor"] for name, counts in found.items()} == {
        "negation": 2,
        "sarcasm": 1,
    }
    assert "genre" not in statistics().by


def test_another_speaker_or_target_makes_neither_a_duplicate_nor_a_conflict() -> None:
    found = statistics()
    assert found.n_duplicates == 1
    assert found.n_conflicts == {"stance": 1}


def test_words_are_told_by_quantiles() -> None:
    assert statistics().words == {0.0: 1.0, 0.25: 3.0, 0.5: 3.0, 0.75: 3.0, 1.0: 3.0}


def test_a_corpus_without_rows_has_no_quantiles() -> None:
    nothing = Corpus.from_rows(ROWS, name="tiny").take(np.array([], dtype=np.int64))
    found = CorpusStatistics.of(nothing)
    assert found.n_examples == 0
    assert all(math.isnan(words) for words in found.words.values())


def test_the_numbers_go_into_json_and_skipped_rows_among_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,stance\na b,favor\n,favor\n")
    numbers = CorpusStatistics.of(load_corpus(tmp_path / "a.csv", on_bad_row="skip")).to_dict()
    assert json.loads(json.dumps(numbers)) == numbers
    assert numbers["n_skipped"] == 1
    assert numbers["words"]["0.5"] == 2.0


def test_numbers_are_read_back_from_json_with_what_is_not_defined_as_null() -> None:
    record = json.loads(json.dumps(statistics().to_dict()).replace("NaN", "null"))
    assert CorpusStatistics.from_dict(record) == statistics()
