"""A corpus is a table that answers questions."""

import datetime

import numpy as np
import pyarrow as pa
import pytest

from stance.corpus import BadRow, Corpus
from stance.corpus.schema import COLUMNS
from stance.errors import CorpusError

ROWS = [
    {"text": "Good.", "target": "NATO", "stance": "favor", "likes": 3},
    {"text": "Bad.", "target": "Russia", "stance": "against", "id": "own"},
    {"text": "Hm."},
]


def corpus() -> Corpus:
    return Corpus.from_rows(ROWS, name="tiny", skipped=[BadRow("tiny.csv:4", "text is empty")])


def test_rows_are_filled_to_the_schema_and_keep_what_else_they_have() -> None:
    made = corpus()
    assert made.table.column_names == [*COLUMNS.names, "likes"]
    assert made["id"].tolist() == ["1", "own", "3"]
    assert made["target"].tolist() == ["NATO", "Russia", ""]
    assert made["likes"].tolist() == [3, None, None]
    assert len(made) == 3


def test_a_table_without_the_schema_is_refused() -> None:
    with pytest.raises(CorpusError, match=r"corpus x: the table has columns \['text'\], wanted"):
        Corpus("x", pa.table({"text": ["a"]}))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"stance": "FAVOR"}, "corpus tiny: stance 'FAVOR' of id 4 is none of against, favor, neu"),
        ({"sentiment": "favor"}, "sentiment 'favor' of id 4 is none of negative, neutral, positiv"),
        ({"split": "validation"}, "split 'validation' of id 4 is none of train, dev, test; stance"),
        ({"id": "own"}, "corpus tiny: 2 rows have the id 'own', wanted one each"),
        ({"text": None}, "corpus tiny: row 4 has no text"),
        ({"target": None}, "corpus tiny: row 4 has no target"),
    ],
)
def test_a_row_that_no_corpus_may_have_is_refused(row: dict[str, str], reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        Corpus.from_rows([*ROWS, {"text": "a", **row}], name="tiny")


def test_features_are_what_a_model_may_see() -> None:
    assert corpus().features.columns.tolist() == ["text", "target", "speaker"]
    assert corpus().features["speaker"].tolist() == ["", "", ""]


def test_labels_are_counted_zeros_included() -> None:
    assert corpus().class_counts("stance") == {"against": 1, "favor": 1, "neutral": 0}
    assert corpus().labelled("stance").tolist() == [True, True, False]
    assert corpus().targets == ("", "NATO", "Russia")


def test_rows_are_taken_by_number_and_by_mask() -> None:
    assert corpus().take(np.array([2, 0]))["text"].tolist() == ["Hm.", "Good."]
    assert corpus().take(np.array([False, True, False]))["id"].tolist() == ["own"]
    assert len(corpus().take(np.array([], dtype=np.int64))) == 0


def test_the_fingerprint_is_of_content_and_order_and_not_of_the_name() -> None:
    one = corpus()
    assert one.fingerprint == Corpus.from_rows(ROWS, name="other").fingerprint
    assert one.fingerprint != one.take(np.array([1, 0, 2])).fingerprint
    assert one.fingerprint != one.take(np.array([0, 1])).fingerprint
    # Written down, so that no platform and no release changes it unseen.
    assert one.fingerprint.startswith("425039ae871c5ccbb20c91e7a4f93e0e")


def test_a_corpus_with_dates_and_bytes_has_a_fingerprint() -> None:
    rows = [{"text": "a", "stance": "favor", "seen": datetime.date(2022, 2, 24), "raw": b"\xff"}]
    assert len(Corpus.from_rows(rows, name="typed").fingerprint) == 64


def test_a_corpus_is_a_dataset_without_copying() -> None:
    assert corpus().to_dataset()["text"][:] == ["Good.", "Bad.", "Hm."]


def test_a_bad_row_reads_as_place_and_reason() -> None:
    assert str(corpus().skipped[0]) == "tiny.csv:4: text is empty"
