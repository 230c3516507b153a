import json

import pytest

import stance
from stance.errors import ModelError, RunError
from stance.model import StanceModel
from stance.model_reference import model_folder


@pytest.fixture
def run(tmp_path):
    """Return the folder of a run with a model."""
    folder = tmp_path / "runs" / "mine" / "20260101T000000-abcdef12"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "model.json").write_text("{}")
    about = dict.fromkeys(("id", "name", "task", "command", "headline", "corpus", "n_test"), "")
    (folder / "run.json").write_text(json.dumps(about))
    return folder


def test_a_model_is_named_by_its_folder_or_by_its_run(run, tmp_path):
    for name in (run / "model", run, run.name, "mine", "latest"):
        assert model_folder(str(name), tmp_path / "runs") == run / "model"


def test_a_run_without_a_model_is_told(run, tmp_path):
    (run / "model" / "model.json").unlink()
    (run / "model").rmdir()
    with pytest.raises(ModelError, match="has kept no model"):
        model_folder("latest", tmp_path / "runs")


def test_a_run_that_only_scored_a_model_is_passed_over(run, tmp_path):
    scored = run.with_name("20260102T000000-abcdef12")
    scored.mkdir()
    about = json.loads((run / "run.json").read_text())
    (scored / "run.json").write_text(json.dumps({**about, "kind": "evaluation"}))
    assert model_folder("latest", tmp_path / "runs") == run / "model"
    with pytest.raises(ModelError, match="scored a model that was saved elsewhere"):
        model_folder(scored.name, tmp_path / "runs")


def test_what_is_no_model_is_told_with_what_could_be_meant(run, tmp_path):
    with pytest.raises(RunError, match=r"did you mean 'mine'.*or by the word default"):
        model_folder("mime", tmp_path / "runs")


def test_the_default_model_is_trained_once_and_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = model_folder("default", tmp_path / "runs")
    assert "training the default model, to be kept in" in capsys.readouterr().err
    assert model_folder("default", tmp_path / "runs") == folder
    assert capsys.readouterr().err == ""
    answer = StanceModel.load(folder).predict("NATO must go.", target="NATO")
    assert stance.load("default").predict("NATO must go.", target="NATO") == answer
    assert stance.load(folder.parent).predict("NATO must go.", target="NATO") == answer
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="set STANCE_CACHE to a folder of yours"):
        model_folder("default", tmp_path)
