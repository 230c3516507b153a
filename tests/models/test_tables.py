"""Arrow tables of sentences give Arrow tables of answers."""

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import ModelError

SENTENCE = "we condemn the alliance"


class ThroughArrow:
    """A table of another library, of which Arrow's interface is all that is known."""

    def __init__(self, table):
        self.__arrow_c_stream__ = table.__arrow_c_stream__


@pytest.mark.parametrize("strings", [pa.string(), pa.large_string(), pa.string_view()])
@pytest.mark.parametrize("given", [lambda table: table, pa.Table.to_reader, ThroughArrow])
def test_an_arrow_table_gives_an_arrow_table(fitted, frame, strings, given):
    model = fitted()
    several = [list(frame["text"][:5]), [], list(frame["text"][5:])]
    columns = {
        "id": range(12),
        "when": pa.array([2**62] * 12, pa.timestamp("s")),  # of which Python knows none
        "text": pa.chunked_array(several, strings),
        "target": pa.array(frame["target"]).dictionary_encode(),
        "speaker": pa.nulls(12),
    }
    answers = model.predict_table(given(pa.table(columns)))
    assert answers.to_pandas().equals(model.predict_frame(frame))
    assert answers.schema.types == [pa.string(), *[pa.float64()] * 4, *[pa.bool_()] * 3]


def test_an_arrow_table_may_be_one_batch_and_have_no_rows_and_no_targets(fitted, frame):
    model = fitted()
    batch = pa.RecordBatch.from_pandas(frame, preserve_index=False)
    whole = model.predict_table(batch)
    assert whole.num_rows == 12
    none = model.predict_table(pa.table(batch).slice(0, 0))
    assert none.num_rows == 0
    assert none.schema == whole.schema
    nobody = pa.table({"text": [SENTENCE], "target": pa.nulls(1, pa.string())})
    assert model.predict_table(nobody)["unseen_target"].to_pylist() == [True]


def no_utf8():
    offsets = np.array([0, 2], dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(offsets), pa.py_buffer(b"\xff\xfe")]
    )


TABLE = pa.table({"text": ["a"], "target": ["NATO"]})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"text": ["a"]}, "got a dict, wanted a pyarrow.Table"),
        (pa.array(["a"]), "makes no table"),
        (pa.table({"tekst": ["a"]}), "the column text, got 'tekst'; did you mean 'tekst'"),
        (pa.table({}), "the column text, got none"),
        (TABLE.append_column("text", [["b"]]), "wants one column text, the table has several"),
        (TABLE.append_column("target", [["b"]]), "wants one column target, the table has several"),
        (pa.table({"text": ["a", None], "target": ["", ""]}), "row 1 of the column text is None"),
        (pa.table({"text": [1]}), "the column text of type int64, wanted strings"),
        (pa.table({"text": [b"a"]}), "the column text of type binary, wanted strings"),
        (
            pa.table({"text": pa.array([1]).dictionary_encode()}),
            "text of type dictionary<.* wanted",
        ),
        (TABLE.set_column(1, "target", [[7]]), "the column target of type int64, wanted strings"),
        (pa.table({"text": no_utf8()}), "got a column text that is no UTF-8"),
    ],
)
def test_a_table_that_cannot_be_answered_is_refused(fitted, table, message):
    with pytest.raises(ModelError, match=message):
        fitted().predict_table(table)


def test_who_asks_for_a_frame_of_an_arrow_table_is_told_where_to(fitted):
    for ask in (fitted().predict_frame, fitted().predict):
        with pytest.raises(ModelError, match="a pandas frame, got a Table; ask predict_table"):
            ask(TABLE)
