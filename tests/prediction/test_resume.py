"""An interrupted output is continued, and ends with the bytes of one whole run."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.errors import ConfigError, CorpusError
from stance.prediction import Columns, Request, predict_file
from stance.prediction import partial as partial_module
from stance.prediction import source as source_module

STANCE = [sys.executable, "-m", "stance"]
FORMATS = ["csv", "tsv", "jsonl", "txt", "parquet", "csv.gz", "jsonl.gz"]


class StopError(Exception):
    """Stands for whatever ends a process."""


class Until:
    """Goes along with so many batches."""

    def __init__(self, n):
        self.n = n

    def tell(self, sentence):
        pass

    def watch(self, written, position, size):
        self.n -= 1
        if self.n < 0:
            raise StopError


@pytest.fixture
def asked(model, tmp_path, monkeypatch):
    """Return what makes a request for 300 rows, some of them bad, in batches of few."""
    monkeypatch.setattr(source_module, "BLOCK", 700)
    monkeypatch.setattr("stance.prediction.parquet.BLOCK", 700)
    monkeypatch.setattr(partial_module, "_EVERY", -1.0)  # a place to continue from a batch

    def request(kind, output="out", **more):
        path = tmp_path / f"in.{kind}"
        if not path.exists():
            path.write_bytes(content_of(kind, tmp_path))
        suffix = {"txt": "csv"}.get(kind, kind)
        return Request(
            model=model,
            path=path,
            output=tmp_path / f"{output}.{suffix}",
            **{"columns": Columns(target="NATO"), **more},
        )

    return request


def content_of(kind, folder):
    texts = [" " if n % 50 == 7 else f"We trust NATO, sentence {n}" for n in range(300)]
    if kind == "parquet":
        pq.write_table(pa.table({"text": texts}), folder / "made")
        return (folder / "made").read_bytes()
    if kind.startswith("jsonl"):
        text = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    elif kind.startswith("csv"):
        text = "text\n" + "".join(f'"{text}"\n' for text in texts)
    else:
        text = ("text\n" if kind == "tsv" else "") + "".join(f"{text}\n" for text in texts)
    return gzip.compress(text.encode()) if kind.endswith("gz") else text.encode()


def lines_of(path):
    return len(path.read_bytes().splitlines()) if path.exists() else 0


def files_of(request):
    beside = request.rejected
    return request.output.read_bytes(), beside.read_bytes() if beside.exists() else b""


@pytest.mark.parametrize("kind", FORMATS)
def test_it_ends_with_the_bytes_of_one_whole_run(asked, kind):
    whole = asked(kind, "whole")
    n_rows = predict_file(whole, Until(1000))
    request = asked(kind)
    for n in (1, 3, 2):
        with pytest.raises(StopError):
            predict_file(asked(kind, resume=True), Until(n))
        assert not request.output.exists()
        assert request.partial.is_dir()
    written = predict_file(asked(kind, resume=True), Until(1000))
    assert files_of(request) == files_of(whole)
    assert written == n_rows
    assert not request.partial.exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_behind_the_last_place_is_cut_off(asked, kind):
    whole, request = asked(kind, "whole"), asked(kind)
    predict_file(whole, Until(1000))
    with pytest.raises(StopError):
        predict_file(request, Until(3))
    for name in ("output", "rejected.jsonl", "journal.jsonl"):
        with (request.partial / name).open("ab") as file:
            file.write(b'{"torn')
    predict_file(asked(kind, resume=True), Until(1000))
    assert files_of(request) == files_of(whole)


def test_rows_are_not_done_twice(asked):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(5))
    seen = []

    class Watch(Until):
        def watch(self, written, position, size):
            seen.append(written.n_batches)

    predict_file(asked("csv", resume=True), Watch(0))
    assert seen == list(range(7, max(seen) + 1))


def test_an_interrupted_output_is_neither_overwritten_nor_continued_unasked(asked):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(2))
    with pytest.raises(ConfigError, match=r"--resume goes on with it, --no-resume starts anew"):
        predict_file(asked("csv"), Until(1000))
    predict_file(asked("csv", resume=False), Until(1000))
    assert len(asked("csv").output.read_bytes().splitlines()) == 295


def test_an_output_that_cannot_be_written_is_one_sentence(asked):
    with pytest.raises(ConfigError, match=r"no/out.csv cannot be written: No such file"):
        predict_file(asked("csv", "no/out"), Until(1000))


class Hears(Until):
    """Keeps what is told."""

    def __init__(self):
        super().__init__(1000)
        self.told = []

    def tell(self, sentence):
        self.told.append(sentence)


def test_to_resume_where_nothing_was_begun_is_to_begin_and_is_told(asked):
    watcher = Hears()
    assert predict_file(asked("csv", resume=True), watcher).n_predicted == 294
    assert watcher.told == ["nothing was begun that could be gone on with; starting anew"]


def test_it_is_told_where_it_goes_on(asked):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(5))
    watcher = Hears()
    predict_file(asked("csv", resume=True), watcher)
    (told,) = watcher.told
    assert told.startswith("going on behind ")
    assert told.endswith(" rows that were done")


def test_nothing_is_kept_of_a_run_that_wrote_nothing(asked):
    with pytest.raises(ConfigError, match="--text names the column"):
        predict_file(asked("csv", columns=Columns(text="tweet")), Until(1000))
    assert not asked("csv").partial.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"columns": Columns(target="Russia")}, "was begun with another columns"),
        ({"prefix": "my_"}, "another names of new columns"),
    ],
)
def test_other_settings_are_refused(asked, change, sentence):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(2))
    with pytest.raises(ConfigError, match=sentence):
        predict_file(asked("csv", resume=True, **change), Until(1000))


def test_another_model_is_refused(asked, strict_model):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(2))
    request = asked("csv", resume=True)
    other = Request(**{**vars(request), "model": strict_model})
    with pytest.raises(ConfigError, match="was begun with another model"):
        predict_file(other, Until(1000))


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
@pytest.mark.parametrize("is_shorter", [True, False])
def test_another_input_is_refused(asked, kind, is_shorter, tmp_path):
    with pytest.raises(StopError):
        predict_file(asked(kind), Until(2))
    request = asked(kind)
    if kind == "parquet":
        pq.write_table(pa.table({"text": ["x"] * (1 if is_shorter else 300)}), request.path)
    else:
        text = content_of("csv", tmp_path).replace(b"sentence 3", b"sentence 9")
        text = text[:50] if is_shorter else text
        request.path.write_bytes(gzip.compress(text) if kind.endswith("gz") else text)
    with pytest.raises(CorpusError, match="is not what it was when the output was interrupted"):
        predict_file(asked(kind, resume=True), Until(1000))


@pytest.mark.parametrize("step", ["the rejected rows", "the folder"])
def test_a_kill_after_the_file_got_its_name_loses_nothing(asked, monkeypatch, step):
    whole, request = asked("csv", "whole"), asked("csv")
    predict_file(whole, Until(1000))

    def killed(*arguments):
        raise StopError

    with monkeypatch.context() as patch:
        if step == "the folder":
            patch.setattr(partial_module, "_remove", killed)
        else:
            patch.setattr(partial_module, "_named_beside", killed)
        with pytest.raises(StopError):
            predict_file(request, Until(1000))
    predict_file(asked("csv", resume=True), Until(1000))
    assert files_of(request) == files_of(whole)
    assert not request.partial.exists()


def test_a_broken_journal_is_told_and_can_be_begun_anew(asked):
    with pytest.raises(StopError):
        predict_file(asked("csv"), Until(2))
    (asked("csv").partial / "journal.jsonl").write_text("{}\nnot json\n")
    for resume in (None, True):
        with pytest.raises(ConfigError, match="was cut or altered.*--no-resume starts anew"):
            predict_file(asked("csv", resume=resume), Until(1000))
    assert predict_file(asked("csv", resume=False), Until(1000)).n_predicted == 294


def test_a_folder_of_somebody_elses_is_left_alone(asked):
    asked("csv").partial.mkdir()
    (asked("csv").partial / "thesis.tex").write_text("dear to me")
    with pytest.raises(ConfigError, match="has a file thesis.tex of somebody else's"):
        predict_file(asked("csv"), Until(1000))
    assert [path.name for path in asked("csv").partial.iterdir()] == ["thesis.tex"]


def test_two_processes_do_not_write_one_output(asked):
    pytest.importorskip("fcntl")

    class Meanwhile(Until):
        def watch(self, written, position, size):
            with pytest.raises(ConfigError, match="another process is writing"):
                predict_file(asked("csv", resume=True), Until(1000))

    predict_file(asked("csv"), Meanwhile(0))


@pytest.mark.parametrize(
    ("kind", "jobs", "kills"), [("csv", "1", 2), ("csv", "2", 1), ("jsonl", "1", 1)]
)
def test_killed_at_any_moment_it_ends_with_the_same_bytes(model, tmp_path, kind, jobs, kills):
    texts = [f"We trust NATO more than ever, said number {n}" for n in range(60_000)]
    if kind == "csv":
        rows = ["id,text", *(f'{n},"{text}"' for n, text in enumerate(texts))]
    else:
        rows = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    rows[1000] = "ragged"
    (tmp_path / f"in.{kind}").write_text("\n".join(rows))
    out, whole = f"out.{kind}", f"whole.{kind}"
    words = [*STANCE, "predict", str(model), f"in.{kind}", "--target", "NATO", "--jobs", jobs]
    # Without coverage, whose data a killed process would leave half written.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    done = subprocess.run([*words, "-o", whole], cwd=tmp_path, check=False, env=plain)
    assert done.returncode == 1
    for _ in range(kills):
        command = [*words, "-o", out, "--resume"]
        with subprocess.Popen(command, cwd=tmp_path, env=plain, stderr=subprocess.DEVNULL) as going:
            journal = tmp_path / f"{out}.partial" / "journal.jsonl"
            before = lines_of(journal)
            # The first line has the settings, each one more is a place to go on from.
            while going.poll() is None and lines_of(journal) <= max(before, 1):
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.2))
            going.send_signal(signal.SIGKILL)
    done = subprocess.run([*words, "-o", out, "--resume"], cwd=tmp_path, check=False, env=plain)
    assert done.returncode == 1
    assert (tmp_path / out).read_bytes() == (tmp_path / whole).read_bytes()
    rejected, expected = (tmp_path / f"{of}.rejected.jsonl" for of in (out, whole))
    assert rejected.read_bytes() == expected.read_bytes()
