import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from stance.classifiers.per_target import PerTarget
from stance.reports.plots.linear_weights import ALL_TARGETS, LinearWeights, linear_weights
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.top_features import TopFeaturesDisplay
from stance.vectorizers.compose import on_frame, union

TEXTS = pd.DataFrame(
    {
        "text": ["good bridge", "bad bridge", "a bridge"] * 4,
        "target": ["bridges"] * 6 + ["ferries"] * 6,
        "speaker": [""] * 12,
    },
    dtype=object,
)
STANCES = np.array(["favor", "against", "neutral"] * 4, dtype=object)


def fitted(classifier, vectorizer=None, y=STANCES, X=TEXTS):
    vectorizer = on_frame(vectorizer or CountVectorizer())
    return Pipeline([("vectorizer", vectorizer), ("classifier", classifier)]).fit(X, y)


@pytest.mark.parametrize("classifier", [LogisticRegression(), LinearSVC(), RidgeClassifier()])
def test_a_linear_pipeline_gives_its_names_classes_and_coefficients(classifier):
    model = fitted(classifier)
    weights = linear_weights(model)[ALL_TARGETS]
    assert weights.names.tolist() == ["bad", "bridge", "good"]
    assert weights.classes == ("against", "favor", "neutral")
    np.testing.assert_array_equal(weights.coefficients, model[-1].coef_)


def test_two_classes_mirror_each_other():
    rows = STANCES != "neutral"
    model = fitted(LogisticRegression(), y=STANCES[rows], X=TEXTS[rows])
    weights = linear_weights(model)[ALL_TARGETS]
    np.testing.assert_array_equal(weights.coefficients, [-model[-1].coef_[0], model[-1].coef_[0]])


def test_a_calibrated_classifier_gives_the_mean_of_its_members():
    model = fitted(CalibratedClassifierCV(LinearSVC(), cv=2))
    members = [member.estimator.coef_ for member in model[-1].calibrated_classifiers_]
    weights = linear_weights(model)[ALL_TARGETS]
    np.testing.assert_allclose(weights.coefficients, (members[0] + members[1]) / 2)


def test_one_model_a_target_gives_weights_by_target_without_the_constant_ones():
    pipeline = Pipeline(
        [("vectorizer", on_frame(CountVectorizer())), ("classifier", LogisticRegression())]
    )
    y = np.where(TEXTS["target"] == "ferries", "favor", STANCES)
    weights = linear_weights(PerTarget(pipeline).fit(TEXTS, y))
    assert list(weights) == ["bridges"]


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (fitted(RandomForestClassifier(3)), "RandomForestClassifier is not linear"),
        (fitted(ComplementNB()), "ComplementNB is not linear"),
        (fitted(CalibratedClassifierCV(ComplementNB(), cv=2)), "CalibratedClassifierCV is not"),
        (fitted(LogisticRegression(), HashingVectorizer()), "features of .* have no names"),
        (RidgeClassifier(), "RidgeClassifier is no pipeline"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_model_without_named_coefficients_says_why(model, reason):
    found = linear_weights(model)
    assert isinstance(found, NotDrawn)
    assert pd.Series([found.reason]).str.contains(reason).all(), found.reason


def test_the_strongest_features_for_and_against_each_class_are_found():
    weights = LinearWeights.of(
        ["a", "b", "c", "d", "e", "zero"], ["against", "favor"], [[3.0, -1.0, 2.0, -4.0, 0.5, 0.0]]
    )
    panels = TopFeaturesDisplay.of({"NATO": weights}, k=2).targets["NATO"]
    assert panels.strongest["favor"].names == ("a", "c", "b", "d")
    assert panels.strongest["favor"].weights.tolist() == [3, 2, -1, -4]
    assert panels.strongest["against"].names == ("d", "b", "c", "a")
    assert (panels.n_features, panels.longest) == (6, 4)


@pytest.mark.parametrize("n_features", [1, 2, 9, 10, 11, 500])
def test_the_strongest_features_are_those_of_a_full_sort(n_features):
    coefficients = np.random.default_rng(n_features).normal(size=n_features)
    names = [f"w{k}" for k in range(n_features)]
    panels = TopFeaturesDisplay.of(
        {"NATO": LinearWeights.of(names, ["against", "favor"], coefficients)}, k=10
    ).targets["NATO"]
    order = sorted(range(n_features), key=lambda k: -coefficients[k])
    highest = [k for k in order if coefficients[k] > 0][:10]
    lowest = [k for k in order if coefficients[k] < 0][-10:]
    assert panels.strongest["favor"].names == tuple(names[k] for k in highest + lowest)


def test_the_first_six_targets_are_drawn_and_the_rest_is_counted():
    weights = LinearWeights.of(["a", "b"], ["against", "favor"], [[1.0, -1.0]])
    display = TopFeaturesDisplay.of({f"T{k}": weights for k in range(9)})
    assert list(display.targets) == ["T0", "T1", "T2", "T3", "T4", "T5"]
    assert display.left_out == 3


def test_the_union_of_words_and_characters_names_the_part_of_each_feature():
    vectorizer = union(
        word=CountVectorizer(), char=CountVectorizer(analyzer="char_wb", ngram_range=(2, 3))
    )
    names = linear_weights(fitted(LogisticRegression(), vectorizer))[ALL_TARGETS].names
    assert {"word__good", "char__ go"} <= set(names)
