"""To scikit-learn, a `StanceModel` is a classifier like any other."""

import json
import pickle
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone, is_classifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.utils import check_array
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from stance.errors import ModelError
from stance.model import StanceModel
from stance.vectorizers import NgramVectorizer


def unfitted(classifier: Any = None) -> StanceModel:
    return StanceModel(make_pipeline(NgramVectorizer(), classifier or LogisticRegression()))


def test_it_learns_labels_and_targets(frame, labels):
    model = unfitted().fit(frame, labels)
    assert is_classifier(model)
    assert model.classes_.tolist() == ["against", "favor", "neutral"]
    assert model.targets == ("NATO", "Russia")
    assert model.details == {"n_train": 12}
    assert model.score(frame, labels) == 1
    assert model.predict_proba(frame).shape == (12, 3)
    assert log_loss(labels, model.predict_proba(frame)) < 1


def test_the_estimator_that_was_given_stays_unfitted(frame, labels):
    model = unfitted()
    model.fit(frame, labels)
    with pytest.raises(ValueError, match="not fitted"):
        check_is_fitted(model.estimator[-1])


def test_it_gives_probabilities_or_margins_as_its_estimator_does(frame, labels):
    assert hasattr(unfitted().fit(frame, labels), "predict_proba")
    svm = unfitted(LinearSVC()).fit(frame, labels)
    assert not hasattr(svm, "predict_proba")
    assert svm.decision_function(frame).shape == (12, 3)


def test_a_clone_of_a_loaded_model_can_learn_anew(saved, frame, labels):
    loaded = StanceModel.load(saved)
    again = clone(loaded)
    with pytest.raises(ValueError, match="not fitted"):
        again.predict(frame)
    again.fit(frame, labels)
    np.testing.assert_allclose(again.predict_proba(frame), loaded.predict_proba(frame))
    assert again.card_ == ""


def test_it_can_be_cross_validated_and_searched(frame, labels):
    model = unfitted()
    assert cross_val_score(model, frame, labels, cv=2).shape == (2,)
    assert cross_val_predict(model, frame, labels, cv=2).tolist() == labels.tolist()
    name = "estimator__logisticregression__C"
    search = GridSearchCV(model, {name: [1e-4, 10]}, cv=2, scoring="neg_log_loss")
    assert search.fit(frame, labels).best_params_[name] == 10
    assert search.best_estimator_.predict("we condemn it", target="NATO").label == "against"


def test_a_copy_of_the_process_answers_the_same(frame, labels):
    """Workers get models as pickles of the process's own; files are never read so."""
    model = unfitted().fit(frame, labels)
    model.explain("we", "NATO")
    again = pickle.loads(pickle.dumps(model))
    for target in ("NATO", "Russia"):
        asked = "we condemn it"
        assert again.predict(asked, target=target) == model.predict(asked, target=target)
    again.explain("we", "NATO")


def test_labels_of_another_task_are_refused(frame, labels):
    with pytest.raises(ModelError, match=r"got the labels positive, wanted those of the task st"):
        unfitted().fit(frame, ["positive"] * 12)
    with pytest.raises(ModelError, match="task='mood' of StanceModel is none of"):
        StanceModel(LogisticRegression(), task="mood").fit(frame, labels)


class Numbers(TransformerMixin, BaseEstimator):
    """Numbers out of texts; a class, since the address of a function would be in the test ids."""

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        return self

    def transform(self, X: pd.DataFrame) -> Any:
        return np.array([json.loads(text) for text in X["text"]], dtype=float)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


class OnArrays(StanceModel):
    """`StanceModel` for scikit-learn's checks, which know no texts: numbers as JSON, any labels."""

    def __init__(self, estimator: Any = None) -> None:
        super().__init__(estimator)

    @property
    def labels(self) -> tuple[Any, ...]:
        return self._labels

    def fit(self, X: Any, y: Any) -> "OnArrays":
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self._labels = tuple(np.unique(y))
        return super().fit(self._frame(X), y)

    def _frame(self, X: Any) -> pd.DataFrame:
        check_is_fitted(self, "_labels")
        rows = check_array(X).tolist()
        return pd.DataFrame({"text": [json.dumps(row) for row in rows]}, dtype=object)

    def _asked(self, X: Any) -> pd.DataFrame:
        check_is_fitted(self)
        return self._frame(validate_data(self, X, reset=False))

    def predict(self, X: Any) -> Any:
        return super().predict(self._asked(X)).astype(self.classes_.dtype)

    def predict_proba(self, X: Any) -> Any:
        return super().predict_proba(self._asked(X))

    def decision_function(self, X: Any) -> Any:
        return super().decision_function(self._asked(X))

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:
        return ClassifierMixin.score(self, X, y, sample_weight)


@parametrize_with_checks([OnArrays(make_pipeline(Numbers(), LogisticRegression()))])
def test_scikit_learns_checks_pass_on_texts_made_of_their_arrays(
    estimator: Any, check: Any
) -> None:
    check(estimator)


def test_nothing_but_frames_with_texts_is_learned_from(labels):
    with pytest.raises(ModelError, match="wants a frame with the column text, got ndarray"):
        unfitted().fit(np.zeros((12, 3)), labels)
