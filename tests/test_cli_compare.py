"""`stance compare` as its users meet it: real runs, real processes."""

import json
import os
import subprocess
import sys

import pytest

QUICK = ["vectorizer=hashing", "evaluation=quick", "plots=false", "save_model=false"]


def stance(*words, folder, **environment):
    return subprocess.run(
        [sys.executable, "-m", "stance", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a sweep of two classifiers on the shipped corpus."""
    folder = tmp_path_factory.mktemp("compare")
    words = ["train", "-q", "-m", "classifier=ridge,majority", *QUICK]
    done = stance(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_sweep_is_compared_by_its_name(folder):
    done = stance("compare", "nato_russia_baseline", "--by", "class", folder=folder, COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 systems on" in done.stdout
    assert "classifier=majority" in done.stdout
    assert "Differences in Macro-F1 below" in done.stdout
    assert "F1 by class" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_file_gets_the_form_of_its_ending(folder):
    done = stance("compare", "nato*", "-o", "table.tex", "--plots", "plots", folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert r"\toprule" in (folder / "table.tex").read_text()
    assert (folder / "plots" / "ranking.png").is_file()


def test_an_altered_run_is_named_and_left_out_with_exit_code_1(folder):
    runs = sorted((folder / "runs" / "nato_russia_baseline").iterdir())
    path = runs[0] / "predictions.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        done = stance("compare", *map(str, runs), "--format", "json", folder=folder)
    finally:
        path.write_bytes(whole)
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["systems"]) == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"stance: left out: {path} was cut or altered")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "no run 'nowhere' in runs"),
        (["latest", "--metric", "f1"], "--metric f1 is none of"),
        (["latest", "--by", "irony"], "hold no irony"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(folder, words, sentence):
    done = stance("compare", *words, folder=folder)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
