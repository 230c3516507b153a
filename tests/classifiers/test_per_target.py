"""One model per target: each learns from its own rows and answers for its own."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_array

from stance.classifiers import PerTarget
from stance.errors import ConfigError, ModelError

LABELS = np.array(["against", "favor", "neutral"], dtype=object)


class Numbers(TransformerMixin, BaseEstimator):
    """What the test models learn from: a frame's columns but the target."""

    def fit(self, X: pd.DataFrame, y: Any = None) -> "Numbers":
        return self

    def transform(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:
        return X.drop(columns="target").to_numpy(dtype=float)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def over_numbers(classifier: Any) -> Any:
    return make_pipeline(Numbers(), classifier)


def data(targets: str, n: int = 30) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Return rows with one telling column a class, and a target each (a letter)."""
    rng = np.random.default_rng(0)
    y = LABELS[np.arange(n) % 3]
    X = pd.DataFrame(rng.normal(size=(n, 3)) + 3 * (y[:, None] == LABELS), columns=list("xyz"))
    return X.assign(target=[targets[i // 3 % len(targets)] for i in range(n)]), y


def three_one_two() -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Return rows whose target a has three classes, b has one, and c has two."""
    X, y = data("abc", 90)
    keep = (
        (X["target"] == "a")
        | ((X["target"] == "b") & (y == "favor"))
        | ((X["target"] == "c") & (y != "against"))
    ).to_numpy()
    return X[keep], y[keep]


def test_each_target_has_the_model_of_its_own_rows() -> None:
    X, y = data("abc", 60)
    model = PerTarget(over_numbers(LogisticRegression())).fit(X, y)
    assert list(model.estimators_) == ["a", "b", "c"]
    for target in "abc":
        rows = (X["target"] == target).to_numpy()
        alone = over_numbers(LogisticRegression()).fit(X[rows], y[rows])
        np.testing.assert_array_equal(model.predict(X[rows]), alone.predict(X[rows]))
        np.testing.assert_array_equal(model.predict_proba(X[rows]), alone.predict_proba(X[rows]))


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(12)))
def test_the_order_of_the_rows_does_not_change_an_answer(order: list[int]) -> None:
    X, y = data("ab", 12)
    model = PerTarget(over_numbers(LinearSVC())).fit(X, y)
    np.testing.assert_array_equal(model.predict(X.iloc[order]), model.predict(X)[order])
    np.testing.assert_allclose(
        model.decision_function(X.iloc[order]), model.decision_function(X)[order]
    )


def test_a_class_a_target_never_had_has_probability_zero() -> None:
    X, y = three_one_two()
    probabilities = PerTarget(over_numbers(LogisticRegression())).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities[X["target"] == "a"] > 0).all()
    np.testing.assert_array_equal(probabilities[X["target"] == "b"][0], [0, 1, 0])
    assert (probabilities[X["target"] == "c"][:, 0] == 0).all()


def test_margins_are_finite_and_agree_with_the_prediction() -> None:
    X, y = three_one_two()
    model = PerTarget(over_numbers(LinearSVC())).fit(X, y)
    margins = model.decision_function(X)
    assert np.isfinite(margins).all()
    np.testing.assert_array_equal(model.classes_[margins.argmax(axis=1)], model.predict(X))
    np.testing.assert_array_equal(margins[X["target"] == "b"][0], [-1, 1, -1])
    of_two = margins[X["target"] == "c"]
    np.testing.assert_array_equal(of_two[:, 1], -of_two[:, 2])
    np.testing.assert_array_equal(of_two[:, 0], np.minimum(of_two.min(axis=1), -1))


def test_two_classes_have_one_margin() -> None:
    X, y = data("ab")
    X, y = X[y != "neutral"], y[y != "neutral"]
    model = PerTarget(over_numbers(LinearSVC())).fit(X, y)
    margins = model.decision_function(X)
    assert margins.shape == (len(X),)
    np.testing.assert_array_equal(model.predict(X), np.where(margins > 0, "favor", "against"))


def test_it_can_what_its_estimator_can() -> None:
    assert not hasattr(PerTarget(LinearSVC()), "predict_proba")
    assert not hasattr(PerTarget(DummyClassifier()), "decision_function")


def test_an_unseen_target_is_refused_by_name() -> None:
    X, y = data("ab")
    model = PerTarget(over_numbers(LogisticRegression())).fit(X, y)
    with pytest.raises(ModelError, match="the target 'q', wanted a or b; per_target=pooled, in"):
        model.predict(X.assign(target="q"))


def test_an_unseen_target_can_be_answered_by_a_model_of_all() -> None:
    X, y = data("ab")
    model = PerTarget(over_numbers(LogisticRegression()), unseen="pooled").fit(X, y)
    pooled = over_numbers(LogisticRegression()).fit(X, y)
    new = X.assign(target="q")
    np.testing.assert_array_equal(model.predict_proba(new), pooled.predict_proba(new))


@pytest.mark.parametrize(
    ("X", "got"),
    [(pd.DataFrame({"text": ["a"]}), r"the columns \['text'\]"), (np.ones((1, 1)), "ndarray")],
)
def test_without_a_target_column_it_says_where_the_vectorizer_goes(X: Any, got: str) -> None:
    with pytest.raises(ModelError, match=f"got {got}; put the vectorizer inside PerTarget"):
        PerTarget(DummyClassifier()).fit(X, ["favor"])


def test_a_misspelt_setting_is_refused() -> None:
    X, y = data("a")
    with pytest.raises(ConfigError, match="unseen='pool'.*wanted 'error' or 'pooled'"):
        PerTarget(DummyClassifier(), unseen="pool").fit(X, y)


@pytest.mark.parametrize("method", ["predict", "predict_proba"])
def test_it_answers_only_when_fitted(method: str) -> None:
    with pytest.raises(NotFittedError):
        getattr(PerTarget(DummyClassifier()), method)(data("a")[0])


def test_of_two_equally_common_classes_the_first_in_the_alphabet_is_the_majority() -> None:
    X = pd.DataFrame({"target": list("aabb")})
    y = ["neutral", "favor", "against", "neutral"]
    assert (
        PerTarget(DummyClassifier()).fit(X, y).predict(X).tolist()
        == ["favor"] * 2 + ["against"] * 2
    )


class OnArrays(PerTarget):
    """`PerTarget` for scikit-learn's checks, which know no frames: one target, all numbers."""

    def fit(self, X: Any, y: Any) -> "OnArrays":
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        return super().fit(self._frame(X), y)

    def _frame(self, X: Any) -> pd.DataFrame:
        X = check_array(X)
        return pd.DataFrame(X, columns=[f"x{i}" for i in range(X.shape[1])]).assign(target="a")

    def predict(self, X: Any) -> Any:
        return super().predict(self._frame(X))

    def predict_proba(self, X: Any) -> Any:
        return super().predict_proba(self._frame(X))

    def decision_function(self, X: Any) -> Any:
        return super().decision_function(self._frame(X))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.string = False
        return tags


ONE_MORE = "the frame has the column target beside those of the array"


@parametrize_with_checks(
    [OnArrays(over_numbers(LogisticRegression()))],
    expected_failed_checks=lambda _: {
        "check_n_features_in": ONE_MORE,
        "check_n_features_in_after_fitting": ONE_MORE,
    },
)
def test_scikit_learns_checks_pass_on_frames_made_of_their_arrays(
    estimator: Any, check: Any
) -> None:
    check(estimator)


def read_semeval(path: Path) -> tuple[pd.DataFrame, list[str]]:
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row[0] != "ID"]
    return pd.DataFrame({"target": [row[1] for row in rows]}), [row[3] for row in rows]


def test_majority_per_target_scores_its_published_value_on_semeval(benchmark_data: Path) -> None:
    """Mohammad et al. 2016, table 4: 65.22."""
    folder = benchmark_data / "semeval2016_task6"
    train, gold = read_semeval(folder / "trainingdata-all-annotations.txt")
    test, truth = read_semeval(folder / "testdata-taskA-all-annotations.txt")
    predicted = clone(PerTarget(DummyClassifier())).fit(train, gold).predict(test)
    f_avg = f1_score(truth, predicted, labels=["FAVOR", "AGAINST"], average="macro")
    assert round(100 * f_avg, 2) == 65.22
