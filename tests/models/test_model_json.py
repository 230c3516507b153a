"""What ``model.json`` tells is believed as far as it makes sense."""

import json

import pytest

import stance
from stance.errors import ModelError
from stance.model import StanceModel
from stance.model.folder import read_folder, write_folder


def test_a_later_format_is_refused_with_the_way_out(saved):
    text = (saved / "model.json").read_text().replace('"format_version": 1', '"format_version": 99')
    (saved / "model.json").write_text(text)
    with pytest.raises(ModelError, match=r"has model format 99, this toolkit reads up to 1; upg"):
        stance.load(saved)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"task": "mood"}, "names other labels than its task has"),
        ({"labels": ["favor", "against", "neutral"]}, "names other labels than its task has"),
        ({"thresholds": {"probability": 7}}, "wanted {'probability': P}"),
        ({"thresholds": 7}, "cannot be used"),
        ({"canaries": {}}, "cannot be used"),
        ({"canaries": {"values": "probabilities", "rows": []}}, "it has 0 canaries, wanted 8"),
        ({"targets": 7}, "model.json has targets='7' of type int, wanted a list of strings"),
        ({"targets": "NATO"}, "targets='NATO' of type str, wanted a list of strings"),
        ({"targets": ["NATO", None]}, "of type list, wanted a list of strings"),
        ({"details": 7}, "details='7' of type int, wanted an object"),
    ],
)
def test_a_model_json_that_makes_no_sense_is_refused(saved, forge, wrong, message):
    forge(saved, **wrong)
    with pytest.raises(ModelError, match=message):
        stance.load(saved)


ODD_DETAILS = [
    ({"corpus": 7}, "corpus"),
    ({"corpus": None}, "corpus"),
    ({"corpus": {"name": 7}}, "corpus.name"),
    ({"corpus": {"fingerprint": None}}, "corpus.fingerprint"),
    ({"corpus": {"n": -1}}, "corpus.n"),
    ({"corpus": {"languages": "en"}}, "corpus.languages"),
    ({"corpus": {"languages": [1]}}, "corpus.languages"),
    ({"corpus": {"citation": []}}, "corpus.citation"),
    ({"calibration": 7}, "calibration"),
    ({"calibration": {"method": 7}}, "calibration.method"),
    ({"calibration": {"n_dev": "x"}}, "calibration.n_dev"),
    ({"n_train": "x"}, "n_train"),
    ({"n_train": True}, "n_train"),
    ({"n_by_label": [1, 2]}, "n_by_label"),
    ({"confidence": "x"}, "confidence"),
    ({"metrics": 7}, "metrics"),
]


@pytest.mark.parametrize(("details", "name"), ODD_DETAILS)
def test_details_that_nobody_could_read_are_neither_saved_nor_loaded(
    fitted, saved, forge, details, name
):
    forge(saved, details=details)
    with pytest.raises(ModelError, match=rf"model\.json has details\.{name}=.*, wanted a"):
        stance.load(saved)
    odd = StanceModel.of(fitted().estimator_, "stance", ("NATO",), details)
    with pytest.raises(ModelError, match=rf"the model has details\.{name}=.*, wanted a"):
        odd.save(saved.parent / "odd")


def test_details_of_ones_own_and_missing_ones_are_kept(fitted, tmp_path):
    details = {"seed": 3, "mine": [None, {"x": "y"}]}
    StanceModel.of(fitted().estimator_, "stance", ("NATO",), details).save(tmp_path)
    assert stance.load(tmp_path).details == details


@pytest.mark.parametrize(
    "wrong",
    [
        {"versions": {"scikit-learn": "{}"}, "targets": 7},
        {"canaries": {"values": "{}", "rows": [{"text": "{}"}] * 9}},
        {"details": {"n_train": "{}"}},
        {"thresholds": {"{}": 1}},
        {"labels": ["{}"]},
    ],
)
def test_no_word_of_a_file_can_write_to_the_terminal(saved, forge, wrong):
    said = json.dumps(wrong).replace("{}", r"\n\u001b[2Jall is well\ud800" + "x" * 10_000)
    forge(saved, **json.loads(said))
    with pytest.raises(ModelError) as told:
        stance.load(saved)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 10_000


@pytest.mark.parametrize("version", ['"2"', "1.0", "0", "-1", "null", "true"])
def test_a_format_that_is_no_number_is_refused(saved, version):
    path = saved / "model.json"
    path.write_text(path.read_text().replace('"format_version": 1', f'"format_version": {version}'))
    with pytest.raises(ModelError, match="has the format_version"):
        stance.load(saved)


def test_a_few_canaries_are_not_enough(saved, forge):
    canaries = read_folder(saved)[0]["canaries"]
    forge(saved, canaries={**canaries, "rows": canaries["rows"][:7]})
    with pytest.raises(ModelError, match="it has 7 canaries, wanted 8 or more"):
        stance.load(saved)


def test_a_model_json_that_names_other_files_is_refused(saved):
    kept, files = read_folder(saved)
    whole = {k: v for k, v in kept.items() if k not in ("format_version", "files", "sha256")}
    write_folder(saved, whole, {"secret\n.py": b"x"} | files)
    with pytest.raises(ModelError, match=r"names the files secret\\n\.py, model\.skops"):
        stance.load(saved)
