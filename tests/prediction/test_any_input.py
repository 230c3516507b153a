"""Whatever comes in, every row comes out: predicted, or rejected with a reason."""

import contextlib
import csv
import functools
import io
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance.errors import StanceError
from stance.prediction import Columns, Request, predict_file
from stance.prediction import source as source_module
from stance.prediction import workers as workers_module
from stance.prediction.predictor import Predictor

from .conftest import Told

LINE_END = re.compile(r"\r\n|\r|\n")
# What readers stumble over: quotes, delimiters, line ends of all kinds, what only looks like a
# line end, NUL, both directions, emoji of several characters, combining marks.
CHARACTERS = st.sampled_from(
    '",;\t\n\r ab{}[]\\\x00\x0b\x0c\x1c\x85\u2028é\u0301א\u202e👩‍👩‍👧\ufeff'
)
LINES = st.lists(st.text(CHARACTERS, max_size=12), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
JSON_TEXT = st.text(st.characters(), max_size=20).map(json.dumps)  # lone surrogates as escapes
JSON_LINES = st.lists(
    st.one_of(
        JSON_TEXT.map(lambda text: f'{{"text": {text}}}'),
        st.text(CHARACTERS, max_size=12),
        st.sampled_from(['{"text": "x"', '"y": 1}', '{"text": "x"}],[{}', "{}, {}", "[1]", "NaN"]),
    ),
    max_size=8,
)


loaded = functools.cache(Predictor)  # once for all examples


def predicted(model, name, content, block=1 << 20, **columns):
    """Return the bytes of the output, the rejected rows and the counts."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "BLOCK", block)
        patch.setattr(workers_module, "Predictor", loaded)
        path = Path(folder) / name
        path.write_bytes(content)
        output = Path(folder) / ("out.csv" if name.endswith("txt") else f"out{path.suffix}")
        request = Request(
            model=model, path=path, output=output, columns=Columns(target="NATO", **columns)
        )
        written = predict_file(request, Told())
        beside = output.with_name(f"{output.name}.rejected.jsonl")
        rejected = beside.read_text().splitlines() if beside.exists() else []
        return output.read_bytes(), [json.loads(line) for line in rejected], written


def n_rows(content):
    """Return how many lines are not blank."""
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return sum(bool(line) and not line.isspace() for line in LINE_END.split(text))


@given(lines=LINES, end=ENDS, junk=st.binary(max_size=6))
@settings(max_examples=15, deadline=None)
def test_every_line_of_text_comes_out(model, lines, end, junk):
    content = end.join(lines).encode() + junk
    output, rejected, written = predicted(model, "a.txt", content)
    assert written.n_predicted + written.n_rejected == n_rows(content)
    rows = list(csv.DictReader(io.StringIO(output.decode(), newline="")))
    assert (len(rows), len(rejected)) == (written.n_predicted, written.n_rejected)
    assert predicted(model, "a.txt", content, block=5)[:2] == (output, rejected)


@given(lines=JSON_LINES, end=ENDS, junk=st.binary(max_size=6))
@settings(max_examples=25, deadline=None)
def test_every_line_of_json_comes_out(model, lines, end, junk):
    content = end.join(lines).encode() + junk
    output, rejected, written = predicted(model, "a.jsonl", content)
    assert written.n_predicted + written.n_rejected == n_rows(content)
    rows = [json.loads(line) for line in output.decode().split("\n")[:-1]]
    assert (len(rows), len(rejected)) == (written.n_predicted, written.n_rejected)
    assert all(row["label"] in ("against", "favor", "neutral") for row in rows)
    assert predicted(model, "a.jsonl", content, block=5)[:2] == (output, rejected)


@given(lines=LINES, end=ENDS, junk=st.binary(max_size=6), width=st.integers(1, 3))
@example(lines=['"', "a", '"b', 'c"'], end="\n", junk=b"", width=1)
@example(lines=['5" a', '"b', 'c"', '"'], end="\r\n", junk=b"", width=1)
@settings(max_examples=40, deadline=None)
def test_every_line_of_csv_comes_out(model, lines, end, junk, width):
    header = ",".join(["text", "b", "c"][:width])
    content = (header + end + end.join(lines)).encode() + junk
    output, rejected, written = predicted(model, "a.csv", content)
    reader = csv.reader(io.StringIO(output.decode(), newline=""), strict=True)
    next(reader)
    rows = list(reader)
    assert (len(rows), len(rejected)) == (written.n_predicted, written.n_rejected)
    n_lines = len(LINE_END.findall(content.decode("utf-8", "surrogateescape"))) - 1
    n_lines += not content.endswith((b"\n", b"\r"))
    spanned = reader.line_num - 1
    spanned += sum(1 + len(LINE_END.findall(row["row"])) for row in rejected)
    assert spanned + written.n_blank == n_lines
    assert predicted(model, "a.csv", content, block=5)[:2] == (output, rejected)


@given(content=st.binary(max_size=60))
@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.txt", "a.parquet", "a.csv.gz"])
def test_any_bytes_are_predicted_or_refused_with_a_sentence(model, name, content):
    with contextlib.suppress(StanceError):
        predicted(model, name, content)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.txt"])
def test_a_line_of_10_mb_is_a_row(model, name):
    long = "We trust them. " * 700_000
    rows = [f'{{"text": "{text}"}}' if name == "a.jsonl" else text for text in ("a", long, "b")]
    header = "" if name in ("a.jsonl", "a.txt") else "text\n"
    output, _, written = predicted(model, name, (header + "\n".join(rows)).encode())
    assert (written.n_predicted, written.n_rejected) == (3, 0)
    assert long in output.decode()


def test_a_quote_left_open_for_too_long_is_given_up(model, monkeypatch):
    monkeypatch.setattr("stance.prediction.lines.LONGEST_OPEN", 1000)
    rows = ['"open', *(f"row {n}" for n in range(1000))]
    _, rejected, written = predicted(model, "a.csv", "\n".join(["text", *rows]).encode(), block=100)
    assert (written.n_predicted, written.n_rejected) == (1000, 1)
    assert rejected[0]["line"] == 2
