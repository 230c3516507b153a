"""VADER's scores as features."""

import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils import estimator_checks

from stance.errors import ConfigError
from stance.vectorizers import LexiconPolarity


def frame(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts)}, dtype=object)


def test_praise_scores_above_blame() -> None:
    rows = frame("A good and honest plan.", "A plan.", "A cruel and stupid plan.")
    compound = LexiconPolarity().fit_transform(rows)[:, 3]
    assert compound[0] > compound[1] > compound[2]
    assert compound[1] == 0


def test_the_published_example_gets_its_published_scores() -> None:
    # The first sentence in the README of vaderSentiment.
    scores = LexiconPolarity().fit_transform(frame("VADER is smart, handsome, and funny."))
    assert scores.tolist() == [[0.0, 0.254, 0.746, 0.8316]]


def test_scores_have_names() -> None:
    names = LexiconPolarity().get_feature_names_out()
    assert names.tolist() == ["neg", "neu", "pos", "compound"]


def test_another_column_can_be_scored() -> None:
    rows = frame("cruel").assign(left="good")
    assert LexiconPolarity(column="left").fit_transform(rows)[0, 3] > 0


def test_no_rows_give_no_rows() -> None:
    assert LexiconPolarity().transform(frame()).shape == (0, 4)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(), min_size=1, max_size=4))
def test_scores_lie_in_their_ranges(texts: list[str]) -> None:
    scores = LexiconPolarity().transform(frame(*texts))
    assert ((scores[:, :3] >= 0) & (scores[:, :3] <= 1)).all()
    assert (abs(scores[:, 3]) <= 1).all()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vaderSentiment", None)
    monkeypatch.delitem(sys.modules, "vaderSentiment.vaderSentiment", raising=False)
    with pytest.raises(ConfigError, match=r"pip install 'stance-toolkit\[lexicon\]'"):
        LexiconPolarity().fit(frame("A plan."))


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_mixin_order,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
    ],
    ids=lambda check: check.__name__,
)
def test_it_keeps_the_conventions_of_scikit_learn(check: object) -> None:
    check("LexiconPolarity", LexiconPolarity())
