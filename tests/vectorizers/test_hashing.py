"""Hashed n-grams."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from stance.vectorizers import hashed_ngrams

TEXTS = ["peace at last", "no peace, no treaty", "peace now"]


def test_a_list_from_a_config_gives_what_scikit_learn_gives_for_a_tuple() -> None:
    ours = hashed_ngrams(ngram_range=[1, 2], n_features=64, sublinear_tf=True)
    counts = HashingVectorizer(
        ngram_range=(1, 2), n_features=64, alternate_sign=False, norm=None
    ).transform(TEXTS)
    theirs = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    np.testing.assert_array_equal(ours.fit_transform(TEXTS).toarray(), theirs.toarray())


def test_no_feature_is_negative_unless_asked_for() -> None:
    assert hashed_ngrams(n_features=64).fit_transform(TEXTS).min() == 0
    signed = hashed_ngrams(n_features=64, alternate_sign=True).fit_transform(TEXTS)
    assert signed.min() < 0


def test_hashed_columns_have_no_names() -> None:
    with pytest.raises(AttributeError, match="get_feature_names_out"):
        hashed_ngrams().fit(TEXTS).get_feature_names_out()


def test_a_misspelt_option_fails_with_its_name() -> None:
    with pytest.raises(TypeError, match="n_feature"):
        hashed_ngrams(n_feature=64)
