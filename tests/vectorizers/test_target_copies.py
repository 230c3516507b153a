"""Shared features and a copy for each target."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from stance.vectorizers import LexiconPolarity, TargetCopies, union

TARGETS = ["Atlantis", "NATO", "Russia"]

rows = st.tuples(
    st.lists(st.sampled_from(["peace", "war", "treaty", "new"]), max_size=6).map(" ".join),
    st.sampled_from([*TARGETS, "the moon"]),
)


def frame(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["text", "target"], dtype=object)


TRAIN = frame(("peace treaty", "NATO"), ("war war treaty", "Russia"), ("peace", "Atlantis"))


@settings(deadline=None)
@given(found=st.lists(rows, min_size=1))
def test_a_row_has_its_features_once_shared_and_once_in_its_targets_block(
    found: list[tuple[str, str]],
) -> None:
    copies = TargetCopies(CountVectorizer()).fit(TRAIN)
    new = frame(*found)
    shared = copies.vectorizer_.transform(new).toarray()
    features = copies.transform(new).toarray()
    blocks = features.reshape(len(new), len(TARGETS) + 1, -1)
    np.testing.assert_array_equal(blocks[:, 0], shared)
    for k, target in enumerate(copies.targets_, start=1):
        own = (new["target"] == target).to_numpy()[:, None]
        np.testing.assert_array_equal(blocks[:, k], shared * own)


def test_a_target_never_seen_has_the_shared_features_only() -> None:
    copies = TargetCopies(CountVectorizer()).fit(TRAIN)
    features = copies.transform(frame(("peace treaty", "the moon")))
    assert features.nnz == 2
    assert features.indices.max() < 3


def test_names_say_whose_copy_it_is() -> None:
    copies = TargetCopies(union(word=CountVectorizer())).fit(TRAIN)
    names = copies.get_feature_names_out()
    assert copies.targets_ == TARGETS
    assert names[:3].tolist() == ["word__peace", "word__treaty", "word__war"]
    assert names[3:].tolist() == [f"{target}:{name}" for target in TARGETS for name in names[:3]]


def test_features_stay_sparse_and_keep_their_type() -> None:
    features = TargetCopies(TfidfVectorizer(dtype=np.float32)).fit_transform(TRAIN)
    assert sparse.isspmatrix_csr(features)
    assert features.dtype == np.float32
    assert features.indices.dtype == np.int32
    assert features.has_canonical_format


def test_dense_features_are_copied_too() -> None:
    features = TargetCopies(LexiconPolarity()).fit_transform(TRAIN)
    assert features.shape == (3, 4 * (len(TARGETS) + 1))


def test_one_word_can_mean_opposite_things_for_two_targets() -> None:
    train = frame(*[("stronger", "NATO"), ("stronger", "Russia")] * 5)
    stance = np.array(["favor", "against"] * 5, dtype=object)
    model = make_pipeline(TargetCopies(CountVectorizer()), LogisticRegression())
    assert model.fit(train, stance).predict(train).tolist() == stance.tolist()


def test_it_does_not_fit_the_vectorizer_it_was_given() -> None:
    vectorizer = CountVectorizer()
    TargetCopies(vectorizer).fit(TRAIN)
    assert not hasattr(vectorizer, "vocabulary_")


@pytest.mark.parametrize("question", ["transform", "get_feature_names_out"])
def test_it_has_no_answer_before_it_is_fitted(question: str) -> None:
    with pytest.raises(NotFittedError):
        getattr(TargetCopies(CountVectorizer()), question)(TRAIN)


def test_a_clone_learns_the_same_and_reaches_its_vectorizers_settings() -> None:
    copies = clone(TargetCopies(CountVectorizer()).fit(TRAIN)).set_params(vectorizer__min_df=2)
    assert copies.fit(TRAIN).transform(TRAIN).shape == (3, 2 * (len(TARGETS) + 1))


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_mixin_order,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
    ],
    ids=lambda check: check.__name__,
)
def test_it_keeps_the_conventions_of_scikit_learn(check: object) -> None:
    check("TargetCopies", TargetCopies(CountVectorizer()))
