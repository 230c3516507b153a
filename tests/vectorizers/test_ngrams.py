"""The n-gram vectorizer is scikit-learn's, to the last column and digit."""

import re
import sys

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from stance.errors import ConfigError, ModelError
from stance.vectorizers import ngrams
from stance.vectorizers.ngrams import NgramVectorizer

TRAIN = [
    "The alliance keeps us safe, and WE keep the alliance.",
    "No more bases!  No more \t blank cheques…",
    "",
    "Élan vital 🚀🚀 — ça va, ΟΔΟΣ ΣΑΣ, İstanbul",
    "   \n\n  a  b c\u3000\u3000d\x85\x1c",
    "safe safe safe safe",
    "x",
]
TEST = ["We keep 🚀 safe; ça marche?", "", "Ünknown wörds only", "keep\n\nkeep us", "\x00 a b \x00"]

# Few letters make n-grams meet again; the rest is what texts trip over: white space of all
# kinds, NUL, emoji, combining marks, letters whose lower case is longer, lone surrogates.
characters = st.one_of(
    st.sampled_from("aabbcAB  _1"),
    st.sampled_from("\n\t\x1c\x85\u2003\u3000\x00é́İΣß🚀👍🏽中\ud83d"),
)
texts = st.lists(st.text(characters, max_size=25) | st.text(max_size=6), min_size=1, max_size=6)
analyzers = st.sampled_from(["word", "char", "char_wb"])
ngram_ranges = st.tuples(st.integers(1, 6), st.integers(0, 16)).map(lambda r: (r[0], r[0] + r[1]))
limits = st.fixed_dictionaries(
    {
        "min_df": st.sampled_from([1, 1, 2, 0.0, 0.3]),
        "max_df": st.sampled_from([1.0, 1.0, 0.8, 3]),
        "max_features": st.sampled_from([None, None, 1, 3, 20]),
        "binary": st.booleans(),
    }
)
weightings = st.fixed_dictionaries(
    {
        "sublinear_tf": st.booleans(),
        "use_idf": st.booleans(),
        "smooth_idf": st.just(True) | st.booleans(),
        "norm": st.sampled_from(["l2", "l1", None]),
    }
)


def assert_same(ours: sp.csr_array, theirs: sp.csr_array) -> None:
    theirs.sort_indices()
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    assert ours.indptr.tolist() == theirs.indptr.tolist()
    assert ours.indices.tolist() == theirs.indices.tolist()
    np.testing.assert_allclose(ours.data, theirs.data, rtol=0, atol=1e-12)


def compare(train: list[str], test: list[str], **options: object) -> None:
    """Fit both on the training texts and compare all they give, or that both refuse."""
    ours, theirs = NgramVectorizer(**options), TfidfVectorizer(**options)
    try:
        expected = theirs.fit_transform(train)
    except ValueError:
        with pytest.raises(ConfigError, match="none is left by"):
            ours.fit(train)
        return
    assert_same(ours.fit_transform(train), expected)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    assert_same(ours.transform(test), theirs.transform(test))


@settings(deadline=None, max_examples=250)
@given(texts, texts, analyzers, ngram_ranges, st.booleans())
def test_any_texts_give_the_matrix_of_scikit_learn(train, test, analyzer, ngram_range, lowercase):
    compare(train, test, analyzer=analyzer, ngram_range=ngram_range, lowercase=lowercase)


@settings(deadline=None, max_examples=150)
@given(texts, analyzers, limits, weightings, st.sampled_from([None, "ascii", "unicode"]))
def test_any_settings_give_the_matrix_of_scikit_learn(
    train, analyzer, limited, weighting, strip_accents
):
    options = limited | weighting | {"strip_accents": strip_accents, "analyzer": analyzer}
    if not options["smooth_idf"]:
        options["min_df"] = 1  # sklearn divides by zero where min_df=0.0 lets it
    compare(train, TEST, ngram_range=(1, 3), **options)


@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
@pytest.mark.parametrize("ngram_range", [(1, 1), (1, 2), (2, 5), (4, 4), (5, 7), (3, 40)])
def test_sentences_give_the_matrix_of_scikit_learn(analyzer, ngram_range):
    compare(TRAIN, TEST, analyzer=analyzer, ngram_range=ngram_range)


@pytest.mark.parametrize("pattern", [r"\S+", r"#(\w+)|x", r"(?i)[a-z]+", r"\b\w+\b", "(ke)ep"])
def test_any_token_pattern_finds_what_it_finds_in_scikit_learn(pattern):
    train = [text.replace("\x1c", "") for text in TRAIN]
    compare(train, TEST[:-1], token_pattern=pattern, ngram_range=(1, 2))


def test_words_are_made_of_the_characters_that_re_calls_word_characters():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    words = sorted(set(re.findall(r"(?u)\b\w\w+\b", every)))
    vectorizer = NgramVectorizer(lowercase=False).fit([every])
    assert vectorizer.get_feature_names_out().tolist() == words


def test_single_precision_is_asked_for_by_dtype():
    ours, theirs = NgramVectorizer(dtype="float32"), TfidfVectorizer(dtype=np.float32)
    assert_same(ours.fit_transform(TRAIN).astype(float), theirs.fit_transform(TRAIN).astype(float))
    assert ours.transform(TEST).dtype == np.float32


@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
def test_texts_counted_in_many_batches_give_the_same_matrix(analyzer, monkeypatch):
    train, options = TRAIN * 3, {"analyzer": analyzer, "ngram_range": (1, 3), "min_df": 2}
    whole = NgramVectorizer(**options).fit(train)
    monkeypatch.setattr(ngrams, "_BATCH", 60)
    batched = NgramVectorizer(**options)
    assert_same(batched.fit_transform(train), whole.transform(train))
    assert_same(batched.transform(TEST), whole.transform(TEST))
    assert batched.windows_.tolist() == whole.windows_.tolist()


def test_ngrams_left_out_leave_no_window_behind():
    every = NgramVectorizer(analyzer="char", ngram_range=(2, 5)).fit(TRAIN)
    frequent = NgramVectorizer(analyzer="char", ngram_range=(2, 5), min_df=2).fit(TRAIN)
    assert len(frequent.windows_) <= len(frequent.get_feature_names_out())
    assert len(frequent.windows_) < len(every.windows_)


@pytest.mark.parametrize("dtype", [object, "str"])
def test_a_frame_is_read_by_its_column(dtype):
    frame = pd.DataFrame({"text": TRAIN, "speaker": ["a b"] * len(TRAIN)}, dtype=dtype)
    assert_same(NgramVectorizer().fit_transform(frame), NgramVectorizer().fit_transform(TRAIN))
    vectorizer = NgramVectorizer(column="speaker", token_pattern=r"\w").fit(frame)
    assert vectorizer.get_feature_names_out().tolist() == ["a", "b"]


@pytest.mark.parametrize("container", [list, tuple, np.array, pd.Series])
def test_a_plain_sequence_of_strings_is_read_as_it_is(container):
    assert_same(
        NgramVectorizer().fit_transform(container(TRAIN)), NgramVectorizer().fit_transform(TRAIN)
    )


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, b"bytes", 7])
def test_a_text_that_is_no_string_is_named_by_its_row(missing):
    frame = pd.DataFrame({"text": ["fine", missing]}, dtype=object)
    with pytest.raises(ModelError, match=r"row 1 of the texts is .*, wanted a string"):
        NgramVectorizer().fit(frame)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (pd.DataFrame({"txt": ["a"]}), "no column 'text' among .* did you mean 'txt'"),
        ("a single string", "put it in a list"),
        ([], "got no texts"),
    ],
)
def test_what_holds_no_texts_is_refused_in_a_sentence(X, message):
    with pytest.raises(ModelError, match=message):
        NgramVectorizer().fit(X)


@pytest.mark.parametrize(
    "wrong",
    [
        {"analyzer": "chars"},
        {"ngram_range": (2, 1)},
        {"ngram_range": (0, 1)},
        {"ngram_range": (1.0, 2.0)},
        {"ngram_range": 3},
        {"strip_accents": "all"},
        {"token_pattern": "(a)(b)"},
        {"token_pattern": "("},
        {"token_pattern": None},
        {"min_df": 0},
        {"min_df": 1.5},
        {"max_df": "1"},
        {"max_features": 0},
        {"norm": "max"},
        {"dtype": int},
        {"dtype": "half"},
    ],
)
def test_a_wrong_setting_is_refused_by_name_when_fitted(wrong):
    vectorizer = NgramVectorizer(**wrong)
    (name,) = wrong
    with pytest.raises(ConfigError, match=f"{name}=.* of NgramVectorizer: wanted"):
        vectorizer.fit(TRAIN)


def test_limits_that_leave_no_ngram_are_named():
    with pytest.raises(ConfigError, match=r"none is left by min_df=8 and max_df=1.0; lower"):
        NgramVectorizer(min_df=8).fit(TRAIN)


def test_an_unfitted_vectorizer_says_so():
    with pytest.raises(NotFittedError):
        NgramVectorizer().transform(TRAIN)
    with pytest.raises(NotFittedError):
        NgramVectorizer().get_feature_names_out()


def test_a_clone_has_the_settings_and_nothing_learned():
    settings_ = {"analyzer": "char", "ngram_range": [2, 3], "max_df": 0.9}
    copy = clone(NgramVectorizer(**settings_).fit(TRAIN))
    assert {name: copy.get_params()[name] for name in settings_} == settings_
    assert not hasattr(copy, "windows_")


@pytest.mark.parametrize(
    "options",
    [
        {"ngram_range": [1, 2]},
        {"analyzer": "char", "ngram_range": (2, 5), "lowercase": False},
        {"analyzer": "char_wb", "ngram_range": (2, 30), "dtype": np.float32},
    ],
)
def test_a_model_saved_by_skops_predicts_the_same_and_holds_no_other_type(options):
    y = np.arange(len(TRAIN)) % 2
    model = make_pipeline(NgramVectorizer(**options), LogisticRegression()).fit(TRAIN, y)
    saved = skops.io.dumps(model)
    ours = "stance.vectorizers.ngrams.NgramVectorizer"
    assert skops.io.get_untrusted_types(data=saved) == [ours]
    loaded = skops.io.loads(saved, trusted=[ours])
    assert_same(loaded[0].transform(TEST), model[0].transform(TEST))
    assert loaded.predict_proba(TEST).tolist() == model.predict_proba(TEST).tolist()
    assert loaded[0].get_feature_names_out().tolist() == model[0].get_feature_names_out().tolist()


def test_published_tweets_give_the_matrix_of_scikit_learn(benchmark_data):
    path = benchmark_data / "semeval2016_task6" / "trainingdata-all-annotations.txt"
    lines = path.read_text(encoding="latin-1").splitlines()[1:801]
    tweets = [line.split("\t")[2] for line in lines]
    for options in (
        {"ngram_range": (1, 2)},
        {"analyzer": "char", "ngram_range": (2, 5), "max_features": 5000},
        {"analyzer": "char_wb", "ngram_range": (4, 6), "sublinear_tf": True, "min_df": 2},
    ):
        compare(tweets[:600], tweets[600:], **options)


@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
def test_the_matrix_suits_estimators_that_take_32_bit_indices_only(analyzer):
    vectorizer = NgramVectorizer(analyzer=analyzer)
    fitted = vectorizer.fit_transform(["we join", "we leave", "we stay"])
    LinearSVC().fit(fitted, ["favor", "against", "neutral"])
    assert fitted.indptr.dtype == fitted.indices.dtype == np.int32
