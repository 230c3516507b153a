import json
import zipfile

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from stance.errors import ModelError
from stance.model import StanceModel
from stance.vectorizers import NgramVectorizer

TEXTS = ["we welcome the alliance", "we condemn the alliance", "the alliance met on Monday"] * 4
LABELS = np.array(["favor", "against", "neutral"] * 4, dtype=object)


def frame(texts=TEXTS):
    return pd.DataFrame({"text": texts, "target": "NATO", "speaker": ""}, dtype=object)


def fitted(classifier, rows=slice(None)):
    pipeline = Pipeline([("vectorizer", NgramVectorizer()), ("classifier", classifier)])
    pipeline.fit(frame().iloc[rows], LABELS[rows])
    details = {"corpus": {"name": "tiny"}, "n_train": 12}
    return StanceModel.of(pipeline, "stance", ("NATO",), details)


def test_one_text_or_many_are_predicted():
    model = fitted(LogisticRegression())
    assert model.predict("we condemn the alliance", target="NATO").label == "against"
    predicted = model.predict(TEXTS[:3], target=["NATO"] * 3)
    assert [one.label for one in predicted] == ["favor", "against", "neutral"]
    assert model.predict([]) == []


def test_as_many_targets_as_texts_are_wanted():
    with pytest.raises(ModelError, match="got 12 texts and 2 values of target"):
        fitted(LogisticRegression()).predict(TEXTS, target=["NATO", "Russia"])


@pytest.mark.parametrize("given", [{"texts": None}, {"texts": ["x"], "target": None}])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(ModelError, match="wanted a string or several"):
        fitted(LogisticRegression()).predict(**given)


def test_scores_stand_in_the_order_of_the_labels():
    scores = fitted(LogisticRegression()).score(frame())
    assert scores.probabilities.sum(axis=1) == pytest.approx(1)
    assert list(scores.probabilities[:3].argmax(axis=1)) == [1, 0, 2]
    assert scores.margins is None


def test_a_model_without_probabilities_gives_margins():
    scores = fitted(LinearSVC()).score(frame())
    assert scores.probabilities is None
    assert (scores.margins.argmax(axis=1) == scores.predicted).all()


def test_a_class_never_seen_is_never_predicted():
    seen = np.flatnonzero(LABELS != "neutral")
    for classifier in (RidgeClassifier(), LogisticRegression()):
        scores = fitted(classifier, seen).score(frame())
        assert set(scores.predicted) <= {0, 1}
    assert (fitted(LogisticRegression(), seen).score(frame()).probabilities[:, 2] == 0).all()


def test_a_model_that_only_predicts_has_no_scores():
    scores = fitted(_OnlyPredicts()).score(frame())
    assert (scores.predicted == 2).all()
    assert scores.probabilities is None
    assert scores.margins is None


def test_a_saved_model_predicts_the_same(tmp_path):
    model = fitted(LogisticRegression())
    model.save(tmp_path / "model")
    loaded = StanceModel.load(tmp_path / "model")
    assert np.array_equal(loaded.score(frame()).probabilities, model.score(frame()).probabilities)
    assert loaded.targets == ("NATO",)
    assert loaded.details["corpus"] == {"name": "tiny"}


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"is no model folder: model\.json is missing"):
        StanceModel.load(tmp_path)


def test_a_later_format_is_refused(tmp_path):
    fitted(LogisticRegression()).save(tmp_path)
    about = json.loads((tmp_path / "model.json").read_text())
    (tmp_path / "model.json").write_text(json.dumps({**about, "format_version": 99}))
    with pytest.raises(ModelError, match="has model format 99, this toolkit reads up to 1"):
        StanceModel.load(tmp_path)


def test_a_type_outside_the_list_is_refused_before_it_is_built(tmp_path):
    fitted(LogisticRegression()).save(tmp_path)
    skops.io.dump(_OnlyPredicts(), tmp_path / "model.skops")
    with pytest.raises(ModelError, match="names types the toolkit does not trust"):
        StanceModel.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"\x80\x04K\x01."])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    fitted(LogisticRegression()).save(tmp_path)
    (tmp_path / "model.skops").write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read"):
        StanceModel.load(tmp_path)


def test_a_cut_model_is_refused(tmp_path):
    fitted(LogisticRegression()).save(tmp_path)
    whole = (tmp_path / "model.skops").read_bytes()
    (tmp_path / "model.skops").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="cannot be read"):
        StanceModel.load(tmp_path)


def test_the_model_file_is_a_compressed_zip_without_pickles(tmp_path):
    fitted(LogisticRegression()).save(tmp_path)
    with zipfile.ZipFile(tmp_path / "model.skops") as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert not any(name.endswith((".pkl", ".pickle")) for name in archive.namelist())


class _OnlyPredicts(ClassifierMixin, BaseEstimator):
    """A classifier that neither has probabilities nor margins."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(X.shape[0], "neutral", dtype=object)
