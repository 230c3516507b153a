"""`stance report` as its users meet it: real runs, real processes."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stance.reports.html.page import render
from stance.run_report import report_page

SPLITS = {"1": "dev", "2": "test"}  # by the copy of a sentence, as its id has it
QUICK = ["vectorizer=hashing", "evaluation=quick", "plots=false", "save_model=false"]


def stance(*words, folder):
    return subprocess.run(
        [sys.executable, "-m", "stance", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def kinds(section):
    return [block.kind for block in section.blocks]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, rows):
    """Return a folder with a run that has everything, two seeds of another, and a third task."""
    folder = tmp_path_factory.mktemp("report")
    with (folder / "corpus.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "split": SPLITS.get(row["id"][-3], "train")} for row in rows)
    for words in (
        ["name=whole", "vectorizer=word_ngrams", "learning_curve=true", "calibration=temperature"],
        ["name=seeds", *QUICK, "classifier=sgd", "-m", "seed=1,2"],
        ["name=tone", *QUICK, "task=sentiment"],
    ):
        done = stance("train", "-q", "corpus=corpus.csv", *words, folder=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def whole(folder):
    """Return the sections on the run that has everything, by title."""
    page, unreadable = report_page(["whole"], folder / "runs")
    assert unreadable == []
    (group,) = page.groups
    return {section.title: section for section in group.sections}


def test_a_report_is_one_file_that_says_where_it_is(folder):
    done = stance("report", "whole", "-o", "report.html", folder=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "report report.html\n", "")
    first = (folder / "report.html").read_bytes()
    assert first.startswith(b"<!doctype html>")
    stance("report", "whole", "-o", "again.html", folder=folder)
    assert (folder / "again.html").read_bytes() == first


def test_a_whole_run_has_every_section_filled(whole):
    assert list(whole) == [
        *("At a glance", "Scores", "Floors", "Target test", "Checks", "Calibration"),
        *("Behaviour", "Errors", "Plots", "Data", "How to reproduce"),
    ]
    assert [title for title, section in whole.items() if not section.blocks] == []
    plots = [*whole["Calibration"].blocks, *whole["Plots"].blocks]
    shown = [label for block in plots if block.kind == "plots" for label in block.svgs]
    assert len(shown) == 5


def test_how_to_reproduce_has_command_config_versions_commit_and_data(folder, whole):
    command, about, config, versions = whole["How to reproduce"].blocks
    assert command.text.startswith("stance train corpus=file")
    assert {"git commit", "data fingerprint", "fingerprint"} <= dict(about.pairs).keys()
    assert "_target_: stance.experiment.Experiment" in config.blocks[0].text
    assert "scikit-learn" in versions.blocks[0].text


def test_the_data_are_counted_by_target_and_split(whole):
    beside = next(block for block in whole["Data"].blocks if block.kind == "beside")
    titles = [block.table.title for block in beside.tables]
    assert titles[:2] == ["Stance by target", "Sentiment by target"]


def test_runs_are_grouped_by_task_and_seeds_are_one_system(folder):
    page, _ = report_page(["whole", "seeds", "tone"], folder / "runs")
    assert page.title == "3 systems, 4 runs"
    assert [group.title for group in page.groups] == ["Stance on corpus", "Sentiment on corpus"]
    assert "2 different sets of examples" in page.notes[0]
    stances, _ = page.groups
    assert {run.title for run in stances.runs} == {"whole", "seeds, seed 1", "seeds, seed 2"}
    leaderboard = stances.sections[0].blocks[0]
    assert {row[0] for row in leaderboard.table.rows} == set(leaderboard.links) - {
        "seeds, seed 1",
        "seeds, seed 2",
    }


def test_side_by_side_tells_which_runs_lack_something(folder):
    page, _ = report_page(["whole", "seeds"], folder / "runs")
    html = render(page)
    assert html.count("seeds, seed 1, seeds, seed 2.") >= 3


def test_runs_that_read_other_targets_on_the_same_examples_stand_side_by_side(folder, tmp_path):
    words = ["corpus=corpus.csv", *QUICK, "--runs", str(tmp_path)]
    for more in (["name=with"], ["name=without", "corpus.columns.target="]):
        done = stance("train", "-q", *words, *more, folder=folder)
        assert done.returncode == 0, done.stderr
    page, unreadable = report_page(["with", "without"], tmp_path)
    assert unreadable == []
    assert "Leaderboard" in render(page)


def test_a_damaged_run_is_left_out_named_on_the_page_and_exit_code_1(folder, tmp_path):
    runs = shutil.copytree(folder / "runs", tmp_path / "runs")
    (damaged,) = runs.glob("tone/*/predictions.parquet")
    damaged.write_bytes(damaged.read_bytes()[:100])
    done = stance("report", "*", "-o", "report.html", folder=tmp_path)
    assert done.returncode == 1
    assert "left out" in done.stderr
    assert "was cut or altered" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [None, "", "garbage"])
@pytest.mark.parametrize("name", ["errors.csv", "error_rates.csv", "corpus.json"])
def test_a_run_with_a_damaged_table_is_left_out_and_the_others_are_shown(
    folder, tmp_path, name, content
):
    runs = shutil.copytree(folder / "runs", tmp_path / "runs")
    (damaged,) = runs.glob(f"whole/*/{name}")
    damaged.unlink()
    if content is not None:
        damaged.write_text(content)
    page, unreadable = report_page(["whole", "tone"], runs)
    if name == "corpus.json" and content is None:  # as of older code, which is told on the page
        assert unreadable == []
        return
    (sentence,) = unreadable
    assert "cannot be read" in sentence
    assert page.title == "tone"
    assert f"Left out: {sentence}" in page.notes


@pytest.mark.parametrize("content", ["{}", "5"])
def test_a_run_whose_corpus_numbers_are_others_is_left_out(folder, tmp_path, content):
    runs = shutil.copytree(folder / "runs", tmp_path / "runs")
    (damaged,) = runs.glob("whole/*/corpus.json")
    damaged.write_text(content)
    page, unreadable = report_page(["whole", "tone"], runs)
    assert (page.title, len(unreadable)) == ("tone", 1)


def test_a_plot_that_was_altered_is_not_shown_and_the_rest_is(folder, tmp_path):
    runs = shutil.copytree(folder / "runs", tmp_path / "runs")
    (plot,) = runs.glob("whole/*/plots/precision_recall.svg")
    plot.write_bytes(b"<svg \xff")
    done = stance("report", "whole", "-o", "report.html", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.count("is no SVG as it was drawn") == 1
    assert html.count('<svg viewBox="0 0 ') > 3


def test_a_run_of_older_code_is_reported_without_what_it_did_not_keep(folder, tmp_path):
    runs = shutil.copytree(folder / "runs", tmp_path / "runs")
    for path in runs.glob("whole/*/corpus.json"):
        path.unlink()
    page, _ = report_page(["whole"], Path(runs))
    assert "was not counted: the run is of older code" in render(page)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "-o", "report.html"], "no run 'nowhere' in runs"),
        (["whole", "-o", "no/such/folder.html"], "cannot be written"),
        (["whole"], "Missing option '-o'"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(folder, words, sentence):
    done = stance("report", *words, folder=folder)
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
