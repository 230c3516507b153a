"""``stance predict`` as its users meet it: real processes, pipes and terminals."""

import bz2
import csv
import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from stance.model.folder import read_folder, write_folder
from stance.prediction import Columns, Request, predict_file

from .conftest import Told

STANCE = [sys.executable, "-m", "stance"]
HEADER = "label,p_against,p_favor,p_neutral,margin,abstained,near_tie,unseen_target"


def stance(*words, folder, stdin=None):
    return subprocess.run(
        [*STANCE, *map(str, words)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_lines_go_from_standard_input_to_standard_output(model, tmp_path):
    done = stance("predict", model, "--target", "NATO", folder=tmp_path, stdin=b"We trust them.\n")
    assert done.returncode == 0, done.stderr
    header, row = done.stdout.decode().splitlines()
    assert header == f"text,{HEADER}"
    assert row.startswith("We trust them.,favor,")
    guess, last = done.stderr.decode().splitlines()
    assert guess.startswith("stance: standard input is read as lines of text; say what else it is")
    assert last == "stance: 1 row: 1 predicted, 0 rejected"
    assert list(tmp_path.iterdir()) == []


def test_standard_input_may_be_zipped(model, tmp_path):
    zipped = gzip.compress(b'{"text": "yes", "target": "NATO"}\n')
    done = stance("predict", model, folder=tmp_path, stdin=zipped)
    assert json.loads(done.stdout)["text"] == "yes"
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("id,tweet", "the first, 'id,tweet', looks like a header: --format csv reads a table"),
        ("id;tweet", 'looks like a header: --format csv --delimiter ";" reads a table'),
        ("id\ttweet", "looks like a header: --format tsv reads a table"),
        ('[{"text": "x"}]', "looks like JSON: --format jsonl reads one object a line"),
        ("Yes, we trust them", "say what else it is with --format csv, tsv, jsonl"),
    ],
)
def test_what_looks_like_a_table_is_told_to_be_read_as_lines(
    model, tmp_path, monkeypatch, first, told
):
    (tmp_path / "in").write_text(f"{first}\n1,x\n")
    watcher = Told()
    with (tmp_path / "in").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        output = tmp_path / "out.csv"
        predict_file(Request(model=model, output=output, columns=Columns(target="NATO")), watcher)
    (guess,) = watcher.sentences
    assert guess.startswith("standard input is read as lines of text")
    assert told in guess


def test_why_a_table_has_no_target_is_told(model, tmp_path):
    done = stance("predict", model, folder=tmp_path, stdin=b"text,target\na,NATO\n")
    guess, error = done.stderr.decode().splitlines()
    assert "looks like a header: --format csv" in guess
    assert "has no column 'target'" in error
    assert done.returncode == 2


@pytest.mark.parametrize("content", [bz2.compress(b"yes\n"), b"PAR1\x15\x04\0"])
def test_what_standard_input_cannot_be_is_one_sentence(model, tmp_path, content):
    done = stance("predict", model, "--target", "NATO", folder=tmp_path, stdin=content)
    assert done.returncode == 2
    (sentence,) = done.stderr.decode().splitlines()
    assert "bzip2 -dc FILE | stance predict MODEL -" in sentence or "name a file" in sentence


def test_closed_standard_input_is_one_sentence(model, tmp_path):
    command = f'"{sys.executable}" -m stance predict "{model}" <&-'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "stance: standard input is closed; name a file, or send rows to it\n"


def test_closed_outputs_are_no_fault(model, tmp_path):
    (tmp_path / "a.csv").write_text("text\nyes\n \n")
    command = f'"{sys.executable}" -m stance predict "{model}" a.csv --target NATO'
    pipes = {"shell": True, "capture_output": True, "text": True, "cwd": tmp_path}
    done = subprocess.run(f"{command} >&-", **pipes)
    assert done.returncode == 2
    assert done.stderr == "stance: standard output is closed; name a file with -o FILE\n"
    done = subprocess.run(f"{command} 2>&-", **pipes)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


def test_a_model_of_another_version_is_told_once_and_not_when_quiet(model, tmp_path):
    about, files = read_folder(model)
    kept = {k: v for k, v in about.items() if k not in ("format_version", "files", "sha256")}
    versions = {**kept["versions"], "scikit-learn": "1.0"}
    write_folder(tmp_path / "model", {**kept, "versions": versions}, files)
    words = ["predict", "model", "a.csv", "--target", "NATO", "-o", "out.csv"]
    (tmp_path / "a.csv").write_text("text\nyes\n")
    loud = stance(*words, "-j", "2", folder=tmp_path).stderr.decode()
    assert loud.count("scikit-learn 1.0") == 1
    assert all(line.startswith("stance: ") for line in loud.splitlines())
    assert stance(*words, "-q", folder=tmp_path).stderr == b""


def test_a_fault_of_the_toolkit_has_an_exit_code_of_its_own(model, tmp_path):
    code = (
        "import sys; from stance import cli, model_commands; import stance.prediction as of\n"
        "def broken(*_): raise ZeroDivisionError('a bug')\n"
        "of.predict_file = broken\n"
        f"sys.argv = ['stance', 'predict', {str(model)!r}, 'a.csv']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 70
    assert "ZeroDivisionError: a bug" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("stance: this is a fault of the toolkit")


def test_bad_rows_are_told_last_and_by_the_exit_code(model, tmp_path):
    (tmp_path / "tweets.csv").write_text("id,tweet\n1,We trust NATO\n2\n\n3,no\n")
    words = ["tweets.csv", "--text", "tweet", "--target", "NATO"]
    done = stance("predict", model, *words, "-o", "out.csv", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().splitlines()[-1] == (
        "stance: 3 rows: 2 predicted to out.csv, 1 rejected to out.csv.rejected.jsonl; "
        "1 blank line left out"
    )
    names = {"tweets.csv", "out.csv", "out.csv.rejected.jsonl"}
    assert {path.name for path in tmp_path.iterdir()} == names
    piped = stance("predict", model, *words, "-q", folder=tmp_path)
    assert (piped.returncode, piped.stderr) == (1, b"")
    assert piped.stdout == (tmp_path / "out.csv").read_bytes()
    beside = tmp_path / "tweets.csv.rejected.jsonl"
    assert beside.read_bytes() == (tmp_path / "out.csv.rejected.jsonl").read_bytes()


def test_bad_rows_of_a_pipe_go_to_standard_error(model, tmp_path):
    stdin = b'{"text": "yes"}\n{"text": 5}\n'
    done = stance("predict", model, "-", "--target", "NATO", folder=tmp_path, stdin=stdin)
    assert done.returncode == 1
    assert json.loads(done.stdout)["text"] == "yes"
    rejected, last = done.stderr.decode().splitlines()
    assert json.loads(rejected)["line"] == 2
    assert last == "stance: 2 rows: 1 predicted, 1 rejected"
    assert list(tmp_path.iterdir()) == []


def test_two_jobs_write_what_one_writes(model, tmp_path):
    rows = "".join(f'{n},"We trust NATO, said number {n}"\n' for n in range(40_000))
    (tmp_path / "in.csv").write_text(f"id,text\n{rows}oops\n")
    words = ["in.csv", "--target", "NATO"]
    one = stance("predict", model, *words, "-o", "one.csv", folder=tmp_path)
    two = stance("predict", model, *words, "-o", "two.csv", "-j", "2", folder=tmp_path)
    assert (one.returncode, two.returncode) == (1, 1), two.stderr
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    with (tmp_path / "two.csv").open(newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [str(n) for n in range(40_000)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "in.csv"], "there are no runs in runs"),
        (["model", "inn.csv"], "inn.csv cannot be read: No such file or directory; did you mean"),
        (["model", "in.csv", "--format", "xml"], "--format 'xml' is none of csv, tsv"),
        (["model", "in.csv", "--resume"], "--resume is for a file; name the output with -o FILE"),
        (["model", "in.csv", "-o", "."], "-o . is a folder; name a file in it"),
        (["model", "."], "stance: . is a folder; name a file in it"),
        (["broken", "in.csv", "-j", "2"], "broken/model.json"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(model, tmp_path, words, sentence):
    (tmp_path / "in.csv").write_text("text,target\nx,NATO\n")
    (tmp_path / "model").symlink_to(model)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "model.json").write_text("{}")
    done = stance("predict", *words, folder=tmp_path)
    last = done.stderr.decode().splitlines()[-1]
    assert done.returncode == 2
    assert last.startswith("stance: ")
    assert sentence in last
    assert "Traceback" not in done.stderr.decode()
    assert not list(tmp_path.glob("*.partial"))


def test_a_stream_is_answered_as_it_comes(model, tmp_path):
    words = [*STANCE, "predict", str(model), "--target", "NATO", "--to", "jsonl"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, cwd=tmp_path, **pipes) as going:
        for text in ("We trust NATO.", "We condemn NATO."):
            going.stdin.write(text.encode() + b"\n")
            going.stdin.flush()
            assert json.loads(going.stdout.readline())["text"] == text
        going.stdin.close()
        assert going.wait() == 0


def test_an_interrupt_says_how_to_go_on(model, tmp_path):
    rows = "".join(f"We trust NATO, said number {n}\n" for n in range(1_000_000))
    (tmp_path / "in.txt").write_text(rows)
    words = [*STANCE, "predict", str(model), "in.txt", "--target", "NATO", "-o", "out.csv"]
    journal = tmp_path / "out.csv.partial" / "journal.jsonl"
    # A shell makes what runs in its background deaf to interrupts, and so would these tests be.
    hearing = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, **hearing) as going:
        while going.poll() is None and not (
            journal.exists() and journal.read_bytes().count(b"\n") > 1
        ):
            time.sleep(0.02)
        going.send_signal(signal.SIGINT)
        told = going.stderr.read().decode()
    assert going.returncode == 130
    assert told == "stance: interrupted; --resume goes on with it\n"
    assert not (tmp_path / "out.csv").exists()


def test_a_pipe_that_is_closed_early_is_no_crash(model, tmp_path):
    (tmp_path / "in.txt").write_text("We trust NATO.\n" * 100_000)
    words = [*STANCE, "predict", str(model), "in.txt", "--target", "NATO", "-q"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=tmp_path, **pipes) as going:
        going.stdout.readline()
        going.stdout.close()
        assert going.stderr.read() == b""
    assert going.returncode == 1


def test_a_terminal_shows_rows_rate_and_time_left(model, tmp_path):
    rows = "".join(f"We trust NATO, said number {n}\n" for n in range(50_000))
    (tmp_path / "in.txt").write_text(rows)
    words = [*STANCE, "predict", str(model), "in.txt", "--target", "NATO", "-o", "out.csv"]
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(words, cwd=tmp_path, stderr=theirs, env=environment) as going:
        os.close(theirs)
        shown = b""
        with open(ours, "rb", buffering=0) as screen:  # noqa: PTH123 - a descriptor
            while going.poll() is None or shown[-1:] != b"\n":
                try:
                    shown += screen.read(1 << 16)
                except OSError:  # the other end is closed
                    break
    text = shown.decode()
    assert " a second, 0:0" in text
    assert " left" in text
    assert "50,000 rows: 50,000 predicted to out.csv, 0 rejected" in text
