import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

from stance.errors import ModelError
from stance.model import NEAR_TIE, Prediction, StanceModel

SENTENCE = "we condemn the alliance"


def test_a_string_gives_one_prediction_and_a_list_gives_a_list(fitted, frame):
    model = fitted()
    one = model.predict(SENTENCE, target="NATO")
    assert isinstance(one, Prediction)
    assert one.label == "against"
    assert type(one.label) is str
    several = model.predict(list(frame["text"][:3]), target=["NATO", "Russia", "NATO"])
    assert [answer.label for answer in several] == ["favor", "against", "neutral"]
    assert model.predict([SENTENCE], target="NATO") == [one]
    assert model.predict(pd.Series([SENTENCE]), target="NATO") == [one]
    assert model.predict([], target="NATO") == []
    assert model.predict(pa.array([SENTENCE]), target=pa.array(["NATO"])) == [one]


def test_half_a_surrogate_pair_in_a_text_is_answered(fitted):
    assert fitted().predict("we condemn \ud800", target="NATO").label


def test_a_frame_gives_an_array_of_labels_as_scikit_learn_expects(fitted, frame, labels):
    predicted = fitted().predict(frame)
    assert isinstance(predicted, np.ndarray)
    assert predicted.tolist() == labels.tolist()


def test_probabilities_are_by_label_and_the_margin_is_the_lead_of_the_best(fitted):
    answer = fitted().predict(SENTENCE, target="NATO")
    assert list(answer.probabilities) == ["against", "favor", "neutral"]
    first, second, _ = sorted(answer.probabilities.values(), reverse=True)
    assert answer.probabilities[answer.label] == first
    assert answer.margin == pytest.approx(first - second)
    assert sum(answer.probabilities.values()) == pytest.approx(1)


def test_a_model_without_probabilities_has_a_margin_of_its_decision_function(fitted, frame):
    model = fitted(LinearSVC())
    answer = model.predict(SENTENCE, target="NATO")
    assert answer.probabilities is None
    first, second, _ = sorted(model.score(frame).margins[1], reverse=True)
    assert answer.margin == pytest.approx(first - second)
    assert not any(column.startswith("p_") for column in model.predict_frame(frame))


def test_a_frame_keeps_its_index_and_gets_every_flag(fitted, frame):
    model = fitted()
    shown = model.predict_frame(frame.set_axis(range(100, 112)))
    assert list(shown.index) == list(range(100, 112))
    assert list(shown.columns) == [
        *("label", "p_against", "p_favor", "p_neutral"),
        *("margin", "abstained", "near_tie", "unseen_target"),
    ]
    answers = model.predict(list(frame["text"]), target=list(frame["target"]))
    for row, answer in zip(shown.itertuples(index=False), answers, strict=True):
        assert row.label == answer.label
        assert row.p_favor == pytest.approx(answer.probabilities["favor"])
        assert tuple(row)[-4:] == pytest.approx(
            (answer.margin, answer.abstained, answer.near_tie, answer.unseen_target)
        )


@pytest.mark.parametrize("classifier", [LogisticRegression(), LinearSVC()])
def test_no_rows_give_no_rows_under_the_same_columns(fitted, frame, classifier):
    model = fitted(classifier)
    none = model.predict_frame(frame.iloc[:0])
    assert len(none) == 0
    assert list(none.columns) == list(model.predict_frame(frame).columns)


def test_without_a_target_the_only_one_is_meant_that_was_learned(fitted, frame):
    model = fitted()
    model.targets_ = ("", "NATO")
    assert model.predict(SENTENCE) == model.predict(SENTENCE, target="NATO")
    assert model.explain(SENTENCE).target == "NATO"
    bare, about = frame[["text"]], frame[["text"]].assign(target="NATO")
    assert model.predict_frame(bare).equals(model.predict_frame(about))
    assert (model.predict(bare) == model.predict(about)).all()
    assert (model.predict_proba(bare) == model.predict_proba(about)).all()
    assert model.predict_table(pa.table({"text": bare["text"]})) == model.predict_table(
        pa.table({"text": bare["text"], "target": about["target"]})
    )


def test_a_model_of_several_targets_has_to_be_told_which(fitted, frame):
    model = fitted()
    for ask in (
        lambda: model.predict(SENTENCE),
        lambda: model.predict([SENTENCE]),
        lambda: model.explain(SENTENCE),
        lambda: model.predict(frame[["text"]]),
        lambda: model.predict_proba(frame[["text"]]),
        lambda: model.score(frame[["text"]]),
        lambda: model.predict_frame(frame[["text"]]),
        lambda: model.predict_table(pa.table({"text": [SENTENCE]})),
    ):
        with pytest.raises(ModelError, match="learned the targets 'NATO', 'Russia', and the quest"):
            ask()
    assert model.predict(SENTENCE, target="").unseen_target


def test_a_model_that_learned_no_target_needs_none(fitted, frame):
    model = fitted()
    for targets in ((), ("",)):
        model.targets_ = targets
        assert model.predict(SENTENCE) == model.predict(SENTENCE, target="")
        assert model.predict_frame(frame[["text"]])["unseen_target"].all() == (not targets)


def test_abstaining_is_not_the_label_neutral(fitted, frame):
    model = fitted()
    assert not model.predict_frame(frame)["abstained"].any()
    careful = model.set_params(thresholds={"probability": 1.0})
    shown = careful.predict_frame(frame)
    assert shown["abstained"].all()
    assert set(shown["label"]) == {"favor", "against", "neutral"}
    best = model.score(frame).probabilities.max(axis=1)
    model.set_params(thresholds={"probability": float(np.median(best))})
    assert (model.predict_frame(frame)["abstained"] == (best < np.median(best))).all()


@pytest.mark.parametrize("thresholds", [{"probability": 2}, {"margin": 0.5}, {"probability": "x"}])
def test_a_threshold_no_model_has_is_refused(fitted, thresholds):
    model = fitted().set_params(thresholds=thresholds)
    with pytest.raises(ModelError, match="wanted {'probability': P}"):
        model.predict(SENTENCE, target="NATO")


def test_a_near_tie_is_a_lead_below_the_constant(fitted, frame):
    shown = fitted(LogisticRegression(C=0.05)).predict_frame(frame)
    assert (shown["near_tie"] == (shown["margin"] < NEAR_TIE)).all()
    assert shown["near_tie"].any()
    assert not fitted(LogisticRegression(C=1000)).predict_frame(frame)["near_tie"].any()


def test_a_target_not_trained_on_is_told(fitted):
    seen, unseen = fitted().predict([SENTENCE] * 2, target=["Russia", "the moon"])
    assert not seen.unseen_target
    assert unseen.unseen_target


def test_as_many_targets_as_texts_are_wanted(fitted, frame):
    with pytest.raises(ModelError, match="got 12 texts and 2 values of target"):
        fitted().predict(list(frame["text"]), target=["NATO", "Russia"])


@pytest.mark.parametrize("given", [{"texts": None}, {"texts": ["x"], "target": 7}])
def test_what_is_no_text_is_refused(fitted, given):
    with pytest.raises(ModelError, match="wanted a string or a list of strings"):
        fitted().predict(**{"target": "NATO"} | given)


def test_a_cell_that_is_no_string_is_refused_with_its_row(fitted, frame):
    with pytest.raises(ModelError, match="row 1 of the column text is None"):
        fitted().predict(["x", None], target="NATO")
    numbered = frame.assign(target=[*frame["target"][:-1], 7])
    with pytest.raises(ModelError, match=r"row 11 of the column target is 7 \(int\)"):
        fitted().predict_frame(numbered)


def test_a_frame_without_texts_is_refused(fitted, frame):
    with pytest.raises(ModelError, match="column text, got the columns tekst.*did you mean 'tek"):
        fitted().predict_frame(frame[["text"]].set_axis(["tekst"], axis=1))
    with pytest.raises(ModelError, match="got a frame and a target"):
        fitted().predict(frame, target="NATO")


@example(text="\ud800", target="")
@given(text=st.text(alphabet=st.characters(), max_size=40), target=st.text(max_size=5))
def test_every_string_is_answered(fitted, text, target):
    answer = fitted_once(fitted).predict(text, target=target)
    assert answer.label in ("against", "favor", "neutral")
    assert answer.unseen_target == (target not in ("NATO", "Russia"))


def fitted_once(fitted, kept={}):  # noqa: B006 - one model for all examples
    if not kept:
        kept["model"] = fitted()
    return kept["model"]


def test_scores_stand_in_the_order_of_the_labels(fitted, frame):
    scores = fitted().score(frame)
    assert scores.probabilities.sum(axis=1) == pytest.approx(1)
    assert list(scores.probabilities[:3].argmax(axis=1)) == [1, 0, 2]
    assert scores.margins is None


def test_a_model_without_probabilities_gives_margins(fitted, frame):
    scores = fitted(LinearSVC()).score(frame)
    assert scores.probabilities is None
    assert (scores.margins.argmax(axis=1) == scores.predicted).all()


def test_a_class_never_seen_is_never_predicted(fitted, frame, labels):
    seen = np.flatnonzero(labels != "neutral")
    for classifier in (RidgeClassifier(), LogisticRegression()):
        scores = fitted(classifier, rows=seen).score(frame)
        assert set(scores.predicted) <= {0, 1}
    assert (fitted(rows=seen).score(frame).probabilities[:, 2] == 0).all()


def test_a_model_that_only_predicts_has_no_scores(fitted, frame):
    model = fitted(_OnlyPredicts())
    scores = model.score(frame)
    assert (scores.predicted == 2).all()
    assert scores.probabilities is None
    assert scores.margins is None
    answer = model.predict(SENTENCE, target="NATO")
    assert np.isnan(answer.margin)
    assert not answer.near_tie
    assert not answer.abstained


def test_a_model_that_was_not_fitted_says_so(frame):
    with pytest.raises(ValueError, match="not fitted yet"):
        StanceModel(LogisticRegression()).predict(SENTENCE)


class _OnlyPredicts(ClassifierMixin, BaseEstimator):
    """A classifier that neither has probabilities nor margins."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(X.shape[0], "neutral", dtype=object)


@pytest.mark.parametrize(
    "texts", [b"no", bytearray(b"no"), memoryview(b"no"), {"text": "no"}, {"no"}, frozenset({"no"})]
)
def test_what_has_no_order_or_is_no_text_is_refused(fitted, texts):
    with pytest.raises(ModelError, match="predict got texts=.* wanted a string or a list of str"):
        fitted().predict(texts, target="NATO")


def test_a_frame_with_two_columns_of_texts_is_refused(fitted, frame):
    twice = pd.concat([frame, frame[["text"]]], axis=1)
    with pytest.raises(ModelError, match="wants one column text, the frame has several"):
        fitted().predict_frame(twice)


def test_a_frame_may_have_other_columns_and_any_order(fitted, frame):
    model = fitted()
    wide = frame.assign(id=range(12))[["id", "speaker", "target", "text"]]
    assert model.predict_frame(wide).equals(model.predict_frame(frame))
    assert model.predict(wide).tolist() == model.predict(frame).tolist()
    assert np.array_equal(model.predict_proba(wide), model.predict_proba(frame))
