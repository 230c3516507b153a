"""Files of trusted types whose numbers would make compiled code read or write out of bounds.

skops takes all of them. Without the check, models with such numbers ended the process when they
were asked (segmentation fault, division by zero) or never came back.
"""

import json
from subprocess import Popen

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import stance
from stance.classifiers import PerTarget
from stance.errors import ModelError
from stance.model import StanceModel
from stance.model.canaries import record
from stance.vectorizers import NgramVectorizer, chain, column_indicator, hashed_ngrams, union

BOOSTING = HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=1, random_state=0)
DENSE = chain(ngrams=NgramVectorizer(), svd=TruncatedSVD(3, random_state=0))


def change_tree(forest, field, value):
    tree = forest.estimators_[1].tree_
    state = tree.__getstate__()
    state["nodes"] = state["nodes"].copy()
    state["nodes"][field][0] = value
    tree.__setstate__(state)


def change_boosting(boosting, field, value):
    boosting._predictors[1][0].nodes[field][0] = value


def set_in(value, *names):
    """Return what sets an attribute of an attribute ... of an estimator."""

    def change(estimator):
        for name in names[:-1]:
            estimator = getattr(estimator, name)
        setattr(estimator, names[-1], value)

    return change


def on_text(change):
    """Return a change of the transformer on the column text."""
    return lambda columns: change(columns.transformers_[0][1])


FORESTS = {
    "child beyond": lambda forest: change_tree(forest, "left_child", 10**9),
    "child before": lambda forest: change_tree(forest, "right_child", 0),
    "negative child": lambda forest: change_tree(forest, "right_child", -7),
    "feature": lambda forest: change_tree(forest, "feature", 10**12),
    "negative feature": lambda forest: change_tree(forest, "feature", -5),
    "features of one tree": lambda forest: set_in(9, "n_features_in_")(forest.estimators_[0]),
    "features of the forest": set_in(9, "n_features_in_"),
    "another estimator": lambda forest: forest.estimators_.append(LogisticRegression()),
}
BOOSTINGS = {
    "child beyond": lambda boosting: change_boosting(boosting, "left", 2**31),
    "child before": lambda boosting: change_boosting(boosting, "right", 0),
    "feature": lambda boosting: change_boosting(boosting, "feature_idx", 2**40),
    "negative feature": lambda boosting: change_boosting(boosting, "feature_idx", -1),
    "category": lambda boosting: change_boosting(boosting, "is_categorical", 1),
    "categories": set_in(np.ones(3, dtype=np.uint8), "_bin_mapper", "is_categorical_"),
    "features": set_in(None, "n_features_in_"),
    "in fit": set_in(True, "_in_fit"),
    "not in fit": set_in(False, "_in_fit"),
    "preprocessor": set_in(ColumnTransformer([]), "_preprocessor"),
}
NGRAMS = {
    "column beyond": lambda ngrams: ngrams.columns_.__setitem__(ngrams.columns_ >= 0, 2**30),
    "negative column": lambda ngrams: ngrams.columns_.__setitem__(slice(None), -2),
    "columns": set_in(np.zeros((0, 1), dtype=np.int32), "columns_"),
    "other numbers": set_in(np.zeros((9, 1)), "columns_"),
    "long n-grams": set_in((1, 10**9), "ngram_range"),
    "no n-grams": set_in((2, 1), "ngram_range"),
    "features": set_in(2, "tfidf_", "n_features_in_"),
    "many features": set_in(2**40, "tfidf_", "n_features_in_"),
    "alphabet": set_in(json.dumps([str(i) for i in range(2**16)]), "alphabet_"),
    "empty alphabet": set_in("[]", "alphabet_"),
    "windows": set_in(np.array([b"abcd"]), "windows_"),
}
VOCABULARIES = {
    "column beyond": lambda of: of.vocabulary_.update(welcome=10**8),
    "negative column": lambda of: of.vocabulary_.update(welcome=-(10**8)),
    "same column twice": lambda of: of.vocabulary_.update(welcome=0),
    "no number": lambda of: of.vocabulary_.update(welcome="0"),
    "files": set_in("filename", "input"),
}
ENCODERS = {
    "columns": set_in([1], "_n_features_outs"),
    "more columns": set_in([10**8], "_n_features_outs"),
    "categories": lambda of: set_in([np.array(["a", "b", "c"], dtype=object)], "categories_")(of),
    "drop": set_in("first", "drop"),
    "unsorted numbers": set_in([np.array([0.0, -1.0])], "categories_"),
    "sorted numbers": set_in([np.array([-1.0, 0.0])], "categories_"),
    "numbers as objects": set_in([np.array([0.0, -1.0], dtype=object)], "categories_"),
    "strings of one length": set_in([np.array(["5", "1"])], "categories_"),
}


def reads_files(vectorizer):
    """Leave it to scikit-learn to make the vocabulary of a parameter."""
    vectorizer.vocabulary = vectorizer.vocabulary_
    del vectorizer.vocabulary_
    vectorizer.input = "filename"


def state_beyond_its_end():
    state = np.random.RandomState(0)
    inner = state.get_state(legacy=False)
    inner["state"]["pos"] = 2**30
    state.set_state(inner)
    return state


ATTACKS = [
    *(("forest", RandomForestClassifier, *one) for one in FORESTS.items()),
    *(("forest", ExtraTreesClassifier, *one) for one in list(FORESTS.items())[:2]),
    *(("boosting", None, *one) for one in BOOSTINGS.items()),
    *(("ngrams", None, *one) for one in NGRAMS.items()),
    *(("words", CountVectorizer, *one) for one in VOCABULARIES.items()),
    *(("words", TfidfVectorizer, *one) for one in list(VOCABULARIES.items())[:1]),
    *(("encoder", None, *one) for one in ENCODERS.items()),
    *(("words", of, "files unseen", reads_files) for of in (CountVectorizer, TfidfVectorizer)),
    ("hashing", None, "no features", set_in(0, "n_features")),
    ("hashing", None, "files", set_in("filename", "input")),
    ("dummy", None, "random state", set_in(state_beyond_its_end(), "random_state")),
    ("dummy", None, "generator", set_in(np.random.Generator(np.random.Philox(1)), "random_state")),
    ("pipeline", None, "memory", set_in("somewhere", "memory")),
]


def made(fitted, kind, of):
    """Return a sound model, and the part of it that an attack changes."""
    if kind == "forest":
        model = fitted(of(n_estimators=3, random_state=0))
        return model, model.estimator_[-1]
    if kind == "boosting":
        model = fitted(BOOSTING, DENSE)
        return model, model.estimator_[-1]
    if kind == "dummy":
        model = fitted(DummyClassifier(strategy="stratified", random_state=0))
        return model, model.estimator_[-1]
    vectorizers = {
        "encoder": column_indicator("target"),
        "hashing": HashingVectorizer(n_features=100),
        "ngrams": NgramVectorizer(use_idf=False, analyzer="char", ngram_range=(1, 3)),
        "pipeline": chain(ngrams=NgramVectorizer()),
        "words": of and of(),
    }
    model = fitted(vectorizer=vectorizers[kind])
    part = model.estimator_[0]
    return model, part.transformers_[0][1] if kind in ("encoder", "hashing", "words") else part


@pytest.mark.parametrize(("kind", "of", "name", "attack"), ATTACKS)
def test_a_file_made_to_do_harm_is_refused_before_it_is_asked(
    fitted, saved, forge, kind, of, name, attack
):
    model, part = made(fitted, kind, of)
    model.card_ = "# A model\n"
    model.save(saved)
    stance.load(saved)
    attack(part)
    forge(saved, model.estimator_)
    with pytest.raises(ModelError, match="cannot be used"):
        stance.load(saved)


@pytest.mark.parametrize(
    ("kind", "of", "learned"),
    [
        ("forest", RandomForestClassifier, "estimators_"),
        ("forest", ExtraTreesClassifier, "estimators_"),
        ("boosting", None, "_predictors"),
        ("ngrams", None, "windows_"),
        ("ngrams", None, "columns_"),
        ("words", CountVectorizer, "vocabulary_"),
        ("words", TfidfVectorizer, "vocabulary_"),
        ("encoder", None, "categories_"),
    ],
)
def test_what_lacks_what_it_learned_is_not_asked(fitted, saved, forge, kind, of, learned):
    model, part = made(fitted, kind, of)
    delattr(part, learned)
    forge(saved, model.estimator_)
    with pytest.raises(ModelError, match="cannot be used"):
        stance.load(saved)


@pytest.mark.parametrize("of", [CountVectorizer, TfidfVectorizer])
def test_words_that_were_given_make_up_for_none_that_were_learned_but_read_no_files(
    fitted, frame, saved, forge, tmp_path, of
):
    """scikit-learn makes ``vocabulary_`` of the parameter when it is asked."""
    vectorizer = of(vocabulary=["we", "welcome", "condemn"])
    model = fitted(vectorizer=vectorizer)
    part = model.estimator_[0].transformers_[0][1]
    del part.vocabulary_
    forge(saved, model.estimator_, canaries=record(frame, model.score(frame)))
    assert stance.load(saved).predict_frame(frame).equals(model.predict_frame(frame))
    secret = tmp_path / "secret"
    secret.write_text("we welcome the alliance")
    files = frame.assign(text=str(secret))
    part.input = "filename"
    canaries = record(files, model.score(files))
    del part.vocabulary_
    forge(saved, model.estimator_, canaries=canaries)
    with pytest.raises(ModelError, match="a vectorizer reads files, not texts"):
        stance.load(saved)


def test_harm_is_found_however_deep_it_lies(fitted, frame, labels, saved, forge):
    ngrams = union(inner=chain(ngrams=NgramVectorizer(use_idf=False)), target=True)
    pipeline = fitted(vectorizer=ngrams).estimator_
    model = StanceModel.of(PerTarget(pipeline).fit(frame, labels), "stance", ("NATO", "Russia"))
    model.card_ = "# A model\n"
    model.save(saved)
    stance.load(saved)
    deep = model.estimator_.estimators_["Russia"][0].transformer_list[0][1][0]
    deep.columns_[:] = 2**30
    forge(saved, model.estimator_)
    with pytest.raises(ModelError, match="an n-gram has a column there is not"):
        stance.load(saved)


@pytest.mark.parametrize(
    "vectorizer",
    [
        NgramVectorizer(analyzer="char", ngram_range=(2, 9)),  # windows of bytes
        NgramVectorizer(analyzer="char_wb", ngram_range=[3, 5], dtype=np.float32),
        NgramVectorizer(max_features=3, binary=True, strip_accents="unicode"),
        hashed_ngrams(n_features=64),
        union(word=TfidfVectorizer(), target=True, speaker=True),
    ],
)
def test_what_is_sound_loads(fitted, frame, saved, vectorizer):
    model = fitted(vectorizer=vectorizer)
    model.save(saved)
    assert stance.load(saved).predict_frame(frame).equals(model.predict_frame(frame))


def test_a_model_that_says_so_starts_no_processes(fitted, frame, saved, forge, monkeypatch):
    model = fitted(
        RandomForestClassifier(3, random_state=0, n_jobs=2), union(word=TfidfVectorizer())
    )
    model.card_ = "# A model\n"
    model.save(saved)
    model.estimator_[0].n_jobs = 5000
    forge(saved, model.estimator_)
    monkeypatch.setattr(Popen, "__init__", lambda *_, **__: pytest.fail("a process was started"))
    loaded = stance.load(saved)
    assert loaded.predict_frame(frame).shape[0] == len(frame)
    params = loaded.estimator_.get_params()
    assert {params[name] for name in params if name.endswith("n_jobs")} == {None}
