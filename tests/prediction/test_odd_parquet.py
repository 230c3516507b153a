"""Parquet may hold what Python has no value for: such rows are told, the others go on."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

N = 3
FAR_DATE = pa.array([2**30] * N, pa.date32())
FAR_TIME = pa.array([2**60] * N, pa.timestamp("us"))
MARS = pa.array([1] * N, pa.timestamp("us", tz="Mars/Olympus"))
# Of three strings the second is no UTF-8.
BROKEN = pa.StringArray.from_buffers(
    N, pa.array([0, 1, 2, 3], pa.int32()).buffers()[1], pa.py_buffer(b"a\xe9b")
)


def listed(values):
    return pa.ListArray.from_arrays(pa.array(range(N + 1), pa.int32()), values)


@pytest.fixture
def asked(predict, tmp_path):
    def predicted(columns, output):
        path = tmp_path / "in.parquet"
        pq.write_table(pa.table(columns), path)
        more = {} if "target" in columns else {"target": "NATO"}
        return predict("in.parquet", path.read_bytes(), output, **more)

    return predicted


@pytest.mark.parametrize("output", ["out.jsonl", "out.csv", "out.parquet"])
@pytest.mark.parametrize(
    "column", [FAR_DATE, FAR_TIME, MARS], ids=["date", "time", "unknown time zone"]
)
def test_dates_that_python_has_not_are_kept(asked, column, output):
    done = asked({"text": ["We trust NATO."] * N, "odd": column}, output)
    assert done.counts == (N, 0)
    if output == "out.parquet":
        assert pq.read_table(done.output)["odd"].combine_chunks().equals(column)


@pytest.mark.parametrize("column", [FAR_DATE, FAR_TIME, MARS], ids=["date", "time", "zone"])
def test_dates_within_lists_become_json(asked, column):
    nested = pa.StructArray.from_arrays([listed(column)], ["days"])
    done = asked({"text": ["We trust NATO."] * N, "odd": nested}, "out.jsonl")
    assert done.counts == (N, 0)
    assert all(isinstance(json.loads(line)["odd"]["days"][0], str) for line in done.lines)


def test_the_time_of_an_unknown_zone_is_that_of_utc(asked):
    done = asked({"text": ["We trust NATO."] * N, "odd": MARS}, "out.jsonl")
    assert json.loads(done.lines[0])["odd"] == "1970-01-01 00:00:00.000001Z"


@pytest.mark.parametrize("name", ["text", "target"])
@pytest.mark.parametrize("column", [FAR_DATE, listed(FAR_DATE)], ids=["date", "list"])
def test_a_text_or_target_that_is_a_date_is_rejected(asked, name, column):
    done = asked({"text": ["We trust NATO."] * N, name: column}, "out.parquet")
    assert done.counts == (0, N)
    assert f"{name} is a " in done.rejected[0]["reason"]


@pytest.mark.parametrize("odd", [FAR_DATE, listed(FAR_TIME), MARS], ids=["date", "list", "zone"])
def test_a_rejected_row_is_shown_with_all_that_is_in_it(asked, odd):
    done = asked({"text": ["We trust NATO.", None, "No."], "odd": odd}, "out.parquet")
    assert done.counts == (2, 1)
    assert set(done.rejected[0]["row"]) == {"text", "odd"}


@pytest.mark.parametrize(
    "column",
    [
        BROKEN,
        BROKEN.dictionary_encode(),
        listed(BROKEN),
        pa.StructArray.from_arrays([BROKEN], ["part"]),
        listed(BROKEN.dictionary_encode()),
        BROKEN.cast(pa.binary()).cast(pa.large_binary()).view(pa.large_string()),
    ],
    ids=["string", "dictionary", "list", "struct", "list of a dictionary", "large"],
)
def test_bytes_that_are_no_text_cost_their_row_alone_wherever_they_are(asked, column):
    done = asked({"text": ["We trust NATO."] * N, "odd": column}, "out.jsonl")
    assert done.counts == (2, 1)
    assert done.rejected[0]["line"] == 2
    assert done.rejected[0]["reason"] == "a string in 'odd' is no UTF-8"
    assert r"\xe9" in json.dumps(done.rejected[0]["row"]["odd"]).replace("\\\\", "\\")


def test_bytes_that_are_no_text_do_not_stay_in_a_dictionary(asked):
    columns = {"text": ["We trust NATO."] * N, "odd": BROKEN.dictionary_encode()}
    done = asked(columns, "out.parquet")
    written = pq.read_table(done.output)
    written.validate(full=True)
    assert written["odd"].to_pylist() == ["a", "b"]
    assert written.schema.field("odd").type == columns["odd"].type


def test_a_time_of_25_o_clock_is_no_bad_text(asked):
    late = pa.array([0, 25 * 3600, 1], pa.int32()).cast(pa.time32("s"))
    done = asked({"text": ["We trust NATO."] * N, "odd": late}, "out.jsonl")
    assert done.counts == (N, 0)


def test_dates_within_lists_look_alike_whatever_is_beside_them(asked):
    texts = ["We trust NATO."] * N
    near = pa.array([0, 1, 2], pa.timestamp("us"))
    far = pa.array([0, 2**60, 2], pa.timestamp("us"))
    for column in (near, far):
        first = json.loads(asked({"text": texts, "odd": listed(column)}, "out.jsonl").lines[0])
        assert first["odd"] == ["1970-01-01 00:00:00.000000"]


def test_bytes_become_text_and_fields_of_one_name_pairs(asked):
    raw = pa.array([b"yes", b"\xe9", None])
    odd = pa.StructArray.from_arrays([raw, raw], ["a", "a"])
    columns = {"text": ["We trust NATO."] * N, "raw": raw, "inner": listed(raw), "odd": odd}
    rows = [json.loads(line) for line in asked(columns, "out.jsonl").lines]
    assert [row["raw"] for row in rows] == ["yes", r"\xe9", None]
    assert [row["inner"] for row in rows] == [["yes"], [r"\xe9"], [None]]
    assert rows[0]["odd"] == [["a", "yes"], ["a", "yes"]]
    done = asked({"text": columns["text"], "raw": raw}, "out.csv")
    assert [row["raw"] for row in done.table] == ["yes", r"\xe9", ""]


def test_rejected_rows_are_strict_json(asked):
    nan = listed(pa.array([float("nan")] * N))
    done = asked({"text": ["We trust NATO.", None, "No."], "odd": nan}, "out.parquet")
    assert done.rejected[0]["row"] == {"text": None, "odd": [None]}
