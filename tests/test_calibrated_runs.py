"""Runs whose probabilities are scaled, and whose models abstain: what is told, drawn and kept."""

from pathlib import Path

import numpy as np
import pytest
from hydra import compose, initialize_config_dir
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from stance.build import build
from stance.corpus import Corpus
from stance.corpus.nato_russia import load_nato_russia
from stance.corpus.splits import Given, StratifiedKFold, TrainByTest
from stance.errors import ConfigError
from stance.evaluation import Evaluator
from stance.evaluation.abstention import FACET, Abstention
from stance.evaluation.metrics import METRICS
from stance.experiment import Experiment
from stance.ledger import Ledger
from stance.reports.calibration import abstention_warnings, certainty_tables
from stance.terminal import contrasts_of
from stance.vectorizers import NgramVectorizer

CONFIGS = Path(__file__).parents[1] / "configs"
CHOSEN = {name: METRICS[name]() for name in ("accuracy", "macro_f1", "log_loss", "ece")}


@pytest.fixture(scope="module")
def corpus():
    """Sentences in which none, one or two of eight words tell the stance."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(900):
        stance = str(rng.choice(["favor", "against", "neutral"]))
        n_telling = rng.integers(3)
        words = [f"{stance}{rng.integers(6)}" for _ in range(n_telling)]
        words += [f"word{rng.integers(40)}" for _ in range(8 - n_telling)]
        rows.append(
            {
                "id": str(i),
                "text": " ".join(words),
                "target": ("NATO", "Russia")[i % 2],
                "stance": stance,
                "split": ("train", "dev", "test")[i % 3],
            }
        )
    return Corpus.from_rows(rows, name="made up")


@pytest.fixture(scope="module")
def make(corpus):
    def experiment(**changes):
        settings = {
            "corpus": corpus,
            "splitter": Given(),
            "vectorizer": TfidfVectorizer(),
            "classifier": LinearSVC(random_state=0),
            "evaluation": Evaluator(CHOSEN, n_resamples=50, contrasts=False),
            "calibration": CalibratedClassifierCV(method="temperature"),
            "plots": False,
            "save_model": False,
        }
        return Experiment(**(settings | changes))

    return experiment


def test_a_run_tells_its_scores_before_and_after_and_keeps_the_scaled_model(make, corpus, tmp_path):
    run = make(save_model=True, plots=True, abstention=Abstention(0.9)).run(tmp_path)
    calibration, abstentions = run.calibration, run.abstentions
    assert (calibration.method, calibration.n_dev) == ("temperature", (300,))
    assert calibration.scores["log_loss"].value < calibration.before["log_loss"].value
    assert calibration.scores["log_loss"] == run.evaluation.metrics["log_loss"]
    (threshold,) = abstentions.thresholds
    answered = run.predictions.probabilities.max(axis=1) >= threshold.probability
    assert abstentions.coverage.value == pytest.approx(answered.mean())
    assert 0 < answered.sum() < 300
    assert (run.predictions.facets[FACET] == "answered").tolist() == answered.tolist()
    right = run.predictions.predicted == run.predictions.gold
    assert abstentions.accuracy.value == pytest.approx(right[answered].mean())
    test = corpus.take(corpus["split"] == "test").features
    told = run.model().predict_frame(test)
    assert told["abstained"].tolist() == (~answered).tolist()
    assert np.allclose(run.model().score(test).probabilities, run.predictions.probabilities)
    assert {"reliability.png", "risk_coverage.png", "top_features.png"} <= {
        path.name for path in (run.folder / "plots").iterdir()
    }
    card = (run.folder / "model" / "README.md").read_text()
    assert "Calibration (temperature scaling, fitted on 300 dev rows)" in card
    assert run.info["n_dev"] == 300
    assert run.info["n_unused"] == 0


@pytest.mark.parametrize(
    "classifier",
    [
        LinearSVC(class_weight="balanced", random_state=0),
        RandomForestClassifier(50, min_samples_leaf=2, class_weight="balanced", random_state=0),
    ],
    ids=lambda classifier: type(classifier).__name__,
)
def test_a_temperature_lowers_the_log_loss_of_held_out_rows_of_the_shipped_corpus(
    classifier, make, tmp_path
):
    """That it does so on SemEval-2016 as well is measured by benchmarks/calibration.py."""
    vectorizer = NgramVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    made = make(corpus=load_nato_russia(), vectorizer=vectorizer, classifier=classifier)
    calibration = made.run(tmp_path).calibration
    assert calibration.scores["log_loss"].value < calibration.before["log_loss"].value


def test_a_temperature_leaves_every_answer_and_every_score_of_answers(make, tmp_path):
    plain, scaled = (make(calibration=c).run(tmp_path) for c in (None, make().calibration))
    assert np.array_equal(plain.predictions.predicted, scaled.predictions.predicted)
    assert plain.evaluation.metrics["macro_f1"] == scaled.evaluation.metrics["macro_f1"]
    assert plain.info["fingerprint"] != scaled.info["fingerprint"]
    assert plain.calibration is None  # margins only
    assert plain.abstentions is None


def test_probabilities_are_scored_where_nothing_was_scaled_too(make, tmp_path):
    run = make(calibration=None, classifier=LogisticRegression()).run(tmp_path)
    assert run.calibration.before is None
    titles = [table.title for table in contrasts_of(run)]
    assert "Calibration (not scaled)" in titles


def test_each_fold_and_seed_is_scaled_by_rows_of_its_own(make, corpus, tmp_path):
    experiment = make(
        splitter=StratifiedKFold(n_splits=3),
        n_seeds=2,
        dev_size=0.25,
        abstention=Abstention(0.7, 0.6),
        save_model=True,
    )
    run = experiment.run(tmp_path)
    assert all(95 <= n <= 105 for n in run.calibration.n_dev)
    assert len(run.calibration.n_dev) == 6
    assert len(run.abstentions.thresholds) == 6
    assert len(run.predictions) == 2 * 600
    kept = run.model().details  # of a model of all rows in the folds
    assert kept["calibration"]["n_dev"] + kept["n_train"] == 600


def test_the_model_of_a_matrix_is_scaled_by_the_dev_rows_of_all_its_targets(make, tmp_path):
    run = make(splitter=TrainByTest(), save_model=True).run(tmp_path)
    assert set(run.calibration.n_dev) == {150}  # each pair: those of the target it learned from
    kept = run.model().details
    assert (kept["n_train"], kept["calibration"]["n_dev"]) == (600, 300)


def test_a_promise_that_cannot_be_kept_is_a_warning_and_a_finished_run(make, tmp_path):
    run = make(abstention=Abstention(0.99)).run(tmp_path)
    (warning,) = abstention_warnings(run.abstentions)
    assert warning.startswith("No threshold promises an accuracy of 0.99 with confidence 0.95")
    assert run.abstentions.coverage.value == 1
    table = certainty_tables(None, run.abstentions)[0]
    assert table.rows[0] == ("least probability of an answer", "none")


def test_two_runs_that_differ_in_scaling_differ_in_their_settings_of_the_test_split(make, tmp_path):
    first = make().run(tmp_path)
    make(calibration=CalibratedClassifierCV(method="sigmoid")).run(tmp_path)
    scorings = Ledger(tmp_path).scorings(first.info["test_rows"])
    assert len({scoring.settings for scoring in scorings}) == 2


@pytest.mark.parametrize(
    ("key", "value"), [("calibration", "sigmoid"), ("dev_size", 2), ("abstention", 0.8)]
)
def test_settings_of_the_wrong_kind_are_refused(key, value, make):
    with pytest.raises(ConfigError, match=f"{key}={value!r} is not"):
        make(**{key: value})


@pytest.mark.parametrize("name", ["none", "temperature", "sigmoid", "isotonic"])
def test_every_calibration_is_chosen_by_one_word(name):
    with initialize_config_dir(version_base="1.3", config_dir=str(CONFIGS)):
        words = [f"calibration={name}", "abstention.accuracy=0.8"]
        experiment = build(compose("config", overrides=words))
    method = None if experiment.calibration is None else experiment.calibration.method
    assert method == (None if name == "none" else name)
    assert experiment.abstention == Abstention(0.8, 0.95)
    assert (CONFIGS / "calibration" / f"{name}.yaml").read_text().startswith("# ")
