"""Class weights for estimators that have none: the same as scikit-learn's own, where it has."""

from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from stance.classifiers import ClassWeighted
from stance.errors import ConfigError

RNG = np.random.default_rng(0)
Y = np.array(["against"] * 60 + ["favor"] * 15 + ["neutral"] * 5, dtype=object)
X = np.abs(RNG.normal(size=(80, 4)) + (Y[:, None] == ["against", "favor", "neutral", "-"]))


@parametrize_with_checks([ClassWeighted(LogisticRegression())])
def test_scikit_learns_checks_pass(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("weights", ["balanced", {"against": 1, "favor": 4, "neutral": 9}, None])
def test_it_weighs_as_scikit_learns_own_class_weights_do(weights: Any) -> None:
    ours = ClassWeighted(LogisticRegression(), weights).fit(X, Y)
    theirs = LogisticRegression(class_weight=weights).fit(X, Y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X))
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X))


def test_balanced_weights_give_the_rare_class_as_much_as_the_common_one() -> None:
    prior = np.exp(ClassWeighted(MultinomialNB()).fit(X, Y).estimator_.class_log_prior_)
    np.testing.assert_allclose(prior, 1 / 3)


def test_it_can_what_its_estimator_can() -> None:
    assert not hasattr(ClassWeighted(ComplementNB()), "decision_function")
    assert not hasattr(ClassWeighted(LinearSVC()), "predict_proba")


def test_an_estimator_that_cannot_be_weighted_is_refused() -> None:
    with pytest.raises(ConfigError, match="KNeighborsClassifier takes no sample_weight"):
        ClassWeighted(KNeighborsClassifier()).fit(X, Y)


def test_it_answers_only_when_fitted() -> None:
    with pytest.raises(NotFittedError):
        ClassWeighted(ComplementNB()).predict(X)
