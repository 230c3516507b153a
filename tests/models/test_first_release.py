"""A model that the first release wrote loads and answers, whatever is installed now.

By the version rule: without a word where scikit-learn is the one it was saved with, with a warning
where it is another. Should scikit-learn come to answer otherwise, this test tells. One that is
older than the model may refuse it.
"""

import json
import warnings
from pathlib import Path

import pytest
import sklearn
from sklearn.utils.fixes import parse_version

import stance
from stance.errors import ModelError, ModelWarning

FOLDER = Path(__file__).parent / "v1"

# Probabilities of the answers below.
BEST = [0.64624308, 0.88997487, 0.89731525]


@pytest.fixture(scope="module")
def model():
    versions = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))["versions"]
    then, now = versions["scikit-learn"], sklearn.__version__
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ModelWarning)
        try:
            loaded = stance.load(FOLDER)
        except ModelError as error:
            told_why = f"was saved with scikit-learn {then}" in str(error)
            if not told_why or parse_version(now) > parse_version(then):
                raise
            pytest.skip(f"scikit-learn {now} is older than the model's")
    assert [issubclass(one.category, ModelWarning) for one in told] == [True] * (then != now)
    return loaded


def test_a_model_of_the_first_release_answers_as_it_did(model):
    sentences = ["We trust NATO.", "Nobody needs Russia, it lied again.", "Two pages on Thursday."]
    answers = model.predict(sentences, target=["NATO", "Russia", "the moon"])
    assert [answer.label for answer in answers] == ["favor", "against", "neutral"]
    assert [answer.unseen_target for answer in answers] == [False, False, True]
    best = [max(answer.probabilities.values()) for answer in answers]
    assert best == pytest.approx(BEST, abs=1e-6)
    assert [answer.abstained for answer in answers] == [True, False, False]


def test_it_says_what_it_said_of_itself(model):
    assert model.task == "stance"
    assert model.targets == ("NATO", "Russia")
    assert model.thresholds == {"probability": 0.7}
    assert model.details["n_train"] == 24
    assert model.card_.startswith("# A model of invented sentences")


def test_it_can_be_explained_and_saved_again(model, tmp_path):
    assert model.explain("We trust NATO.", "NATO").top("favor", 1)[0][1] > 0
    model.save(tmp_path)
    assert stance.load(tmp_path).predict("We trust NATO.", target="NATO") == model.predict(
        "We trust NATO.", target="NATO"
    )


def test_it_is_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 100_000
