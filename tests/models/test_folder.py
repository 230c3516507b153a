"""A model folder is read only as it was written, and nothing in it is executed."""

import json
import os
import shutil
import warnings
import zipfile

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

import stance
from stance.errors import ModelError, ModelWarning
from stance.model import StanceModel
from stance.model.canaries import SENTENCES


def about(folder):
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("classifier", [LogisticRegression(), LinearSVC(), DummyClassifier()])
def test_a_saved_model_answers_the_same(fitted, frame, tmp_path, classifier):
    model = fitted(classifier).set_params(thresholds={"probability": 0.7})
    model.card_ = "# A card with an ü\n"
    model.save(tmp_path / "model")
    loaded = stance.load(tmp_path / "model")
    assert loaded.predict_frame(frame).equals(model.predict_frame(frame))
    assert loaded.targets == ("NATO", "Russia")
    assert loaded.details == model.details
    assert loaded.thresholds == {"probability": 0.7}
    assert loaded.card_ == model.card_
    loaded.save(tmp_path / "again")
    for name in ("model.skops", "README.md"):
        assert (tmp_path / "again" / name).is_file()
    assert about(tmp_path / "again")["canaries"] == about(tmp_path / "model")["canaries"]


def test_model_json_says_all_that_the_format_has(saved):
    kept = about(saved)
    assert kept["format_version"] == 1
    assert kept["task"] == "stance"
    assert kept["labels"] == ["against", "favor", "neutral"]
    assert kept["targets"] == ["NATO", "Russia"]
    assert kept["thresholds"] == {}
    assert kept["details"]["corpus"]["n"] == 12
    assert {"python", "scikit-learn", "numpy", "scipy"} <= set(kept["versions"])
    assert {name: of["size"] for name, of in kept["files"].items()} == {
        name: (saved / name).stat().st_size for name in ("model.skops", "README.md")
    }
    rows = kept["canaries"]["rows"]
    assert len(rows) == len(SENTENCES) >= 8
    assert {row["target"] for row in rows} == {"NATO", "Russia"}
    assert all(sum(row["expected"]) == pytest.approx(1) for row in rows)


def test_no_text_of_the_training_rows_is_in_the_folder(saved, frame):
    # Nor could it be: words alone are kept, in sorted order.
    with zipfile.ZipFile(saved / "model.skops") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    content += (saved / "model.json").read_bytes()
    assert not any(text.encode() in content for text in frame["text"])


def test_the_model_file_is_a_compressed_zip_without_pickles(saved):
    with zipfile.ZipFile(saved / "model.skops") as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert not any(name.endswith((".pkl", ".pickle")) for name in archive.namelist())


def test_a_folder_is_written_over_but_what_else_is_in_it_stays(fitted, saved):
    (saved / "notes.txt").write_text("mine")
    model = fitted(LinearSVC())
    model.save(saved)
    assert (saved / "notes.txt").read_text() == "mine"
    assert stance.load(saved).score is not None
    assert about(saved)["canaries"]["values"] == "margins"
    assert not list(saved.glob(".*"))


def test_a_model_that_answers_at_random_cannot_be_saved(fitted, tmp_path):
    coin = DummyClassifier(strategy="stratified")
    with pytest.raises(ModelError, match="give its random_state a number"):
        fitted(coin).save(tmp_path)
    fitted(coin.set_params(random_state=1)).save(tmp_path)
    stance.load(tmp_path)


def test_each_of_a_hundred_random_byte_changes_is_refused(saved, tmp_path):
    rng = np.random.default_rng(20260728)
    files = sorted(path for path in saved.iterdir())
    assert len(files) == 3
    for number in range(100):
        path = files[number % 3]
        whole = path.read_bytes()
        place = int(rng.integers(len(whole)))
        changed = bytearray(whole)
        changed[place] ^= int(rng.integers(1, 256))
        path.write_bytes(bytes(changed))
        with pytest.raises(ModelError, match=path.name if path.suffix != ".json" else "model"):
            stance.load(saved)
        path.write_bytes(whole)
    stance.load(saved)


@pytest.mark.parametrize("name", ["model.json", "model.skops", "README.md"])
def test_a_missing_cut_or_longer_file_is_named(saved, name):
    whole = (saved / name).read_bytes()
    for content in (whole[: len(whole) // 2], b"", whole + b"\n"):
        (saved / name).write_bytes(content)
        with pytest.raises(ModelError, match=rf"{name}.*cut or altered"):
            stance.load(saved)
    (saved / name).unlink()
    with pytest.raises(ModelError, match=f"is no model folder: {name} is missing"):
        stance.load(saved)


def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match=r"is no model folder: model\.json is missing"):
        stance.load(tmp_path)
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(ModelError, match="is no model folder: there is no such folder"):
            stance.load(path)


@pytest.mark.parametrize("name", ["model.json", "model.skops", "README.md"])
def test_a_link_out_of_the_folder_is_refused(saved, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    (saved / name).rename(elsewhere)
    (saved / name).symlink_to(elsewhere)
    with pytest.raises(ModelError, match=f"{name} is a link out of its folder"):
        stance.load(saved)


def test_a_link_to_itself_and_a_pipe_are_refused(saved):
    (saved / "model.skops").unlink()
    (saved / "model.skops").symlink_to(saved / "model.skops")
    with pytest.raises(ModelError, match=r"model\.skops cannot be read"):
        stance.load(saved)
    (saved / "model.skops").unlink()
    os.mkfifo(saved / "model.skops")
    with pytest.raises(ModelError, match=r"model\.skops is no file"):
        stance.load(saved)


def test_saving_over_a_link_leaves_alone_what_it_leads_to(fitted, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.skops").symlink_to(precious)
    fitted().save(tmp_path / "model")
    assert precious.read_text() == "mine"
    stance.load(tmp_path / "model")


def test_the_version_that_is_warned_of_cannot_write_to_the_terminal(saved, forge):
    forge(saved, **versions(saved, **{"scikit-learn": "1\n\x1b[2J"}))
    with pytest.warns(ModelWarning, match=r"saved with scikit-learn 1\\n\\x1b\[2J, here is"):
        stance.load(saved)


def test_canaries_that_are_answered_otherwise_tell_an_altered_file(saved, fitted, forge):
    other = fitted(LogisticRegression(C=100)).estimator_
    forge(saved, other)
    with pytest.raises(
        ModelError, match=r"12 of its 12 canaries are answered otherwise.*files were altered"
    ):
        stance.load(saved)
    forge(saved, fitted(LinearSVC()).estimator_)
    with pytest.raises(ModelError, match="it gives margins, not probabilities"):
        stance.load(saved)


def versions(folder, **others):
    return {"versions": about(folder)["versions"] | others}


def test_another_version_is_warned_of_when_the_canaries_hold(saved, forge):
    forge(saved, **versions(saved, **{"scikit-learn": "1.2.3"}))
    with pytest.warns(ModelWarning, match=r"scikit-learn 1\.2\.3, here is .* its 12 canaries as"):
        stance.load(saved)
    forge(saved, **versions(saved, **{"scikit-learn": skversion(), "numpy": "2.0.0"}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stance.load(saved)


def test_another_version_is_named_when_the_canaries_do_not_hold(saved, fitted, forge):
    other = fitted(LogisticRegression(C=100)).estimator_
    forge(saved, other, **versions(saved, **{"scikit-learn": "1.2.3", "numpy": "1.26"}))
    with pytest.raises(
        ModelError, match=r"was saved with scikit-learn 1\.2\.3, numpy 1\.26, here is scikit-learn"
    ):
        stance.load(saved)


def test_a_file_that_a_version_cannot_build_names_the_version(saved, forge):
    forge(saved, data=b"of a version to come", **versions(saved, **{"scikit-learn": "9.9"}))
    with pytest.raises(ModelError, match=r"cannot be used \(.*saved with scikit-learn 9\.9"):
        stance.load(saved)


def test_a_model_loads_in_a_folder_with_any_name(saved, tmp_path):
    there = tmp_path / "ein Modell (neu) 模型"
    shutil.move(saved, there)
    assert stance.load(str(there)).predict("x", target="NATO").label


def skversion():
    import sklearn

    return sklearn.__version__


def test_the_class_of_the_model_is_kept(saved):
    class Mine(StanceModel):
        pass

    assert type(Mine.load(saved)) is Mine
