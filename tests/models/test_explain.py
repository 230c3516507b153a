import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import SVC, LinearSVC

from stance.classifiers import ClassWeighted, PerTarget
from stance.errors import ModelError
from stance.model import StanceModel
from stance.vectorizers import NgramVectorizer, TargetCopies, hashed_ngrams, union

TARGETS = ("NATO", "Russia")
SENTENCE = "we condemn the alliance"
LINEAR = {
    "logistic regression": LogisticRegression(),
    "no intercept": LogisticRegression(fit_intercept=False),
    "linear SVM": LinearSVC(),
    "ridge": RidgeClassifier(),
    "SGD": SGDClassifier(random_state=0),
    "perceptron": Perceptron(random_state=0),
    "class-weighted": ClassWeighted(Perceptron(random_state=0)),
    "calibrated": CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=2),
}


@pytest.fixture(scope="module", params=[*LINEAR, "two labels", "copies", "per target", "pooled"])
def model(request, fitted, frame, labels):
    if request.param in LINEAR:
        return fitted(LINEAR[request.param])
    if request.param == "two labels":
        return fitted(rows=np.flatnonzero(labels != "neutral"))
    if request.param == "copies":
        return fitted(vectorizer=TargetCopies(union(word=NgramVectorizer(), target=True)))
    unseen = "pooled" if request.param == "pooled" else "error"
    per_target = PerTarget(fitted().estimator_, unseen).fit(frame, labels)
    return StanceModel.of(per_target, "stance", ("NATO", "Russia"))


@settings(max_examples=25)
@given(
    words=st.lists(st.sampled_from(["we", "the", "alliance", "condemn", "welcome", "zzz", "!"])),
    target=st.sampled_from(["NATO", "Russia"]),
)
def test_contributions_and_intercept_add_up_to_the_decision_function(model, words, target):
    text = " ".join(words)
    explained = model.explain(text, target)
    total = explained.contributions.sum(axis=1) + explained.intercepts
    np.testing.assert_allclose(total, explained.margins, atol=1e-9)
    if hasattr(model, "decision_function"):
        frame = pd.DataFrame({"text": [text], "target": target, "speaker": ""}, dtype=object)
        margins = np.ravel(model.decision_function(frame))
        np.testing.assert_allclose(explained.margins[-len(margins) :], margins, atol=1e-9)
    assert len(explained.features) == explained.contributions.shape[1]
    assert explained.labels == tuple(model.classes_)


def test_the_words_that_speak_for_a_label_come_first(fitted):
    explained = fitted().explain(SENTENCE, "NATO")
    assert set(explained.features) == {"we", "condemn", "the", "alliance"}
    (first, contribution), (second, _) = explained.top("against", 2)
    assert first == "condemn"
    assert contribution > 0
    assert second == "we"
    assert dict(explained.top("favor"))["condemn"] < 0
    assert len(explained.top("favor", 3)) == 3
    assert (explained.text, explained.target) == (SENTENCE, "NATO")


def test_the_label_with_the_highest_margin_is_the_one_predicted(fitted):
    model = fitted()
    explained = model.explain(SENTENCE, "NATO")
    best = explained.labels[int(explained.margins.argmax())]
    assert best == model.predict(SENTENCE, target="NATO").label


def test_a_label_the_model_does_not_give_is_refused(fitted):
    with pytest.raises(ModelError, match="does not give the label 'favour'.*mean 'favor'"):
        fitted().explain(SENTENCE, "NATO").top("favour")


def test_a_model_of_another_target_is_not_asked(fitted, frame, labels):
    pipeline = fitted().estimator_
    each = StanceModel.of(PerTarget(pipeline).fit(frame, labels), "stance", ("NATO", "Russia"))
    with pytest.raises(ModelError, match="no training row had the target 'the moon'"):
        each.explain(SENTENCE, "the moon")
    pooled = PerTarget(pipeline, "pooled").fit(frame, labels)
    StanceModel.of(pooled, "stance", ("NATO", "Russia")).explain(SENTENCE, "the moon")


def test_each_target_is_explained_by_its_own_model(fitted, frame, labels):
    other = np.where(labels == "favor", "against", np.where(labels == "against", "favor", labels))
    opposite = np.where(frame["target"] == "NATO", labels, other)
    estimator = PerTarget(fitted().estimator_).fit(frame, opposite)
    model = StanceModel.of(estimator, "stance", ("NATO", "Russia"))
    assert dict(model.explain(SENTENCE, "NATO").top("against"))["condemn"] > 0
    assert dict(model.explain(SENTENCE, "Russia").top("against"))["condemn"] < 0


def test_a_calibrated_pipeline_is_explained_by_what_is_calibrated(fitted, frame, labels):
    frozen = FrozenEstimator(fitted().estimator_)
    calibrated = CalibratedClassifierCV(frozen, cv=2).fit(frame, labels)
    model = StanceModel.of(calibrated, "stance", ("NATO", "Russia"))
    ours, plain = model.explain(SENTENCE, "NATO"), fitted().explain(SENTENCE, "NATO")
    np.testing.assert_allclose(ours.contributions, plain.contributions)


@pytest.mark.parametrize(
    ("classifier", "vectorizer", "message"),
    [
        (ComplementNB(), None, "ComplementNB is not linear"),
        (RandomForestClassifier(3), None, "RandomForestClassifier is not linear"),
        (SVC(), None, "SVC is not linear"),
        (CalibratedClassifierCV(LinearSVC(), cv=2), None, "calibrates 2 classifiers.*ensemble=Fa"),
        (None, hashed_ngrams(n_features=64), "have no names"),
    ],
)
def test_what_cannot_be_explained_exactly_says_so(fitted, classifier, vectorizer, message):
    with pytest.raises(ModelError, match=message):
        fitted(classifier, vectorizer).explain(SENTENCE, "NATO")


def test_an_estimator_that_is_no_pipeline_cannot_be_explained(fitted):
    class Odd(LogisticRegression):
        pass

    odd = Odd()
    odd.classes_ = np.array(["favor"])
    with pytest.raises(ModelError, match="Odd is not linear"):
        StanceModel.of(odd, "stance").explain(SENTENCE)


@pytest.mark.parametrize("asked", [(["a", "b"], "NATO"), ("a", ["NATO"]), (None, "NATO")])
def test_one_sentence_is_explained_at_a_time(fitted, asked):
    with pytest.raises(ModelError, match="explain got .* wanted one string"):
        fitted().explain(*asked)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_what_is_remembered_of_a_model_does_not_travel_with_its_copies(
    fitted, frame, labels, copied
):
    model = StanceModel.of(PerTarget(fitted().estimator_).fit(frame, labels), "stance", TARGETS)
    before = pickle.dumps(model)
    asked = [model.explain(SENTENCE, target) for target in TARGETS]
    assert pickle.dumps(model) == before
    twin = copied(model)
    own = twin.estimator_.estimators_
    own["NATO"], own["Russia"] = own["Russia"], own["NATO"]
    for explained, target in zip(asked, reversed(TARGETS), strict=True):
        np.testing.assert_array_equal(
            twin.explain(SENTENCE, target).contributions, explained.contributions
        )
