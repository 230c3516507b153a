import json

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC

from stance.corpus import BadRow, Corpus
from stance.corpus.splits import Given, LeaveOneTargetOut, StratifiedKFold, TrainByTest
from stance.errors import ConfigError, CorpusError, ModelError
from stance.evaluation import Evaluator
from stance.evaluation.metrics import Accuracy, FAvg, MacroF1
from stance.experiment import Experiment
from stance.labels import LABELS
from stance.learning_curve import SHARES

METRICS = {"accuracy": Accuracy(), "macro_f1": MacroF1(), "f_avg": FAvg()}


@pytest.fixture
def corpus(rows):
    return Corpus.from_rows(rows, name="tiny")


@pytest.fixture
def make(corpus):
    def experiment(**changes):
        settings = {
            "corpus": corpus,
            "splitter": Given(),
            "vectorizer": TfidfVectorizer(),
            "classifier": LogisticRegression(),
            "evaluation": Evaluator(METRICS, n_resamples=50),
            "name": "tiny",
            "plots": False,
            "save_model": False,
        }
        return Experiment(**(settings | changes))

    return experiment


def found(run, code):
    return next(checked for checked in run.checks if checked.code == code)


def files(run):
    return {str(p.relative_to(run.folder)) for p in run.folder.rglob("*") if p.is_file()}


def test_a_run_folder_has_all_that_the_design_says(make, tmp_path):
    run = make(plots=True, save_model=True).run(tmp_path, config="name: tiny\n")
    assert run.folder.parent == tmp_path / "tiny"
    assert {
        *("run.json", "config.yaml", "metrics.json", "predictions.parquet", "log.txt"),
        *("model/model.skops", "model/model.json", "model/README.md"),
        *("plots/confusion.png", "plots/confusion.svg"),
    } <= files(run)
    assert run.config == "name: tiny\n"
    assert run.info["n_train"] == 60
    assert run.info["n_test"] == 30
    assert run.model().predict("We welcome NATO.", target="NATO").label in LABELS["stance"]


def test_what_is_not_wanted_is_not_made(make, tmp_path):
    assert files(make().run(tmp_path)) == {
        *("run.json", "config.yaml", "corpus.json", "metrics.json", "predictions.parquet"),
        "log.txt",
    }


def test_the_saved_predictions_give_the_saved_scores(make, tmp_path):
    experiment = make()
    run = experiment.run(tmp_path)
    again = experiment.evaluation.evaluate(run.predictions)
    assert again.to_dict() == run.evaluation.to_dict()
    assert len(run.predictions) == 30


def test_the_saved_model_is_the_one_that_was_scored(make, tmp_path, corpus):
    run = make(save_model=True).run(tmp_path)
    test = corpus.take(corpus["split"] == "test")
    assert np.allclose(
        run.model().score(test.features).probabilities, run.predictions.probabilities
    )


def test_the_same_seed_gives_the_same_predictions(make, tmp_path):
    classifier = SGDClassifier(loss="log_loss", random_state=5)
    runs = [make(classifier=classifier, seed=5).run(tmp_path) for _ in range(2)]
    assert runs[0].predictions.to_table() == runs[1].predictions.to_table()
    assert runs[0].folder != runs[1].folder


def test_several_seeds_reach_every_random_state_that_follows_the_seed(make):
    experiment = make(classifier=MLPClassifier(random_state=5), seed=5, n_seeds=2)
    assert experiment.estimator(6)["classifier"].random_state == 6
    assert make(classifier=MLPClassifier()).estimator(6)["classifier"].random_state == 6
    fixed = make(classifier=MLPClassifier(random_state=1), seed=5)
    assert fixed.estimator(6)["classifier"].random_state == 1


def test_cross_validation_keeps_every_prediction_and_tells_the_spread(make, tmp_path):
    experiment = make(splitter=StratifiedKFold(n_splits=3, within=None), n_seeds=2, save_model=True)
    run = experiment.run(tmp_path)
    assert len(run.predictions) == 2 * 90
    assert set(run.predictions.seed) == {0, 1}
    folds = run.evaluation.folds
    assert len(folds.splits) == 6
    values = folds.metrics["accuracy"].values
    assert folds.metrics["accuracy"].mean == pytest.approx(np.mean(values))
    assert folds.metrics["accuracy"].sd == pytest.approx(np.std(values, ddof=1))
    assert run.info["n_train"] == 90  # the model that is kept has seen every row


def test_leaving_one_target_out_scores_each_target_by_a_model_that_never_saw_it(make, tmp_path):
    run = make(splitter=LeaveOneTargetOut()).run(tmp_path)
    assert set(run.predictions.target) == {"NATO", "Russia"}
    assert len(set(run.predictions.fold)) == 2


def test_a_target_never_seen_needs_the_pooled_model(make, tmp_path):
    with pytest.raises(ModelError, match="pooled"):
        make(splitter=LeaveOneTargetOut(), per_target=True).run(tmp_path)
    run = make(splitter=LeaveOneTargetOut(), per_target="pooled").run(tmp_path)
    assert len(run.predictions) == 60  # the test split is not cross-validated on


def test_data_that_scikit_learn_cannot_learn_from_is_one_sentence(make, tmp_path):
    classifier = CalibratedClassifierCV(LinearSVC(), cv=30)
    with pytest.raises(ConfigError, match="cannot be fitted on these 60 examples of tiny"):
        make(classifier=classifier).run(tmp_path)


def test_a_bug_in_an_estimator_keeps_its_traceback(make, tmp_path):
    class Broken(LogisticRegression):
        def fit(self, X, y):
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        make(classifier=Broken()).run(tmp_path)


def test_too_few_rows_for_a_point_of_the_learning_curve_are_told(make, tmp_path):
    classifier = CalibratedClassifierCV(LinearSVC(), cv=5)
    run = make(classifier=classifier, learning_curve=True, plots=True).run(tmp_path)
    assert "left out of the learning curve" in (run.folder / "log.txt").read_text()


def test_a_model_that_never_reads_the_target_is_warned_of(make, tmp_path):
    run = make().run(tmp_path)
    target_test = run.target_test
    assert {"text_only", "swapped_target", "shuffled_target", "target_only"} == set(
        target_test.rows
    )
    for name in ("swapped_target", "shuffled_target"):
        gain = target_test.rows[name].gain
        assert (gain.low, gain.value, gain.high) == (0, 0, 0)
    assert found(run, "ST010").is_issue()


def test_one_model_per_target_is_not_warned_of_where_targets_decide(make, tmp_path, rows):
    """The same words, opposite stances by target: only who reads the target can tell."""
    turned = {"favor": "against", "against": "favor", "neutral": "neutral"}
    opposite = [
        {**row, "text": row["text"].replace("NATO", "it").replace("Russia", "it")}
        | ({"stance": turned[row["stance"]]} if row["target"] == "Russia" else {})
        for row in rows
    ]
    corpus = Corpus.from_rows(opposite, name="opposite")
    run = make(corpus=corpus, per_target=True).run(tmp_path)
    assert found(run, "ST010").finding.outcome == "passed"
    assert found(run, "ST009").finding.outcome == "passed"
    assert all(row.is_beaten() for row in run.floors.rows.values())
    blind = make(corpus=corpus).run(tmp_path)
    assert "without targets" in found(blind, "ST010").finding.sentence
    assert found(blind, "ST009").is_issue()


def test_a_quick_evaluation_leaves_the_contrasts_out(make, tmp_path):
    run = make(evaluation=Evaluator(METRICS, n_resamples=50, contrasts=False)).run(tmp_path)
    assert run.floors is None
    assert found(run, "ST009").finding.sentence == "a quick evaluation has no floors"
    assert found(run, "ST001").finding.sentence == "a quick evaluation leaves it out"
    assert run.target_test is None
    assert run.tone is not None


def test_one_target_alone_cannot_be_tested(make, tmp_path, rows):
    corpus = Corpus.from_rows([row for row in rows if row["target"] == "NATO"], name="nato")
    run = make(corpus=corpus).run(tmp_path)
    assert run.target_test.rows == {}
    assert found(run, "ST010").finding.outcome == "not applicable"
    assert "one target only" in run.target_test.not_applicable["target test"]


def test_a_train_by_test_matrix_is_kept_and_drawn(make, tmp_path, rows):
    corpus = Corpus.from_rows([{**row, "group": None} for row in rows], name="tiny")
    run = make(corpus=corpus, splitter=TrainByTest(by="target"), plots=True).run(tmp_path)
    assert run.transfer.names_train == run.transfer.names_test == ("NATO", "Russia")
    assert run.transfer.scores.shape == (2, 2)
    assert (run.transfer.low <= run.transfer.scores).all()
    assert "plots/transfer.png" in files(run)
    assert make().run(tmp_path).transfer is None


def test_one_model_per_target_differs_from_one_for_all(make, tmp_path):
    one = make().run(tmp_path).predictions
    each = make(per_target=True).run(tmp_path).predictions
    assert not np.allclose(one.probabilities, each.probabilities)


def test_a_model_that_gives_margins_keeps_margins(make, tmp_path):
    predictions = make(classifier=LinearSVC()).run(tmp_path).predictions
    assert predictions.probabilities is None
    assert (predictions.margins.argmax(axis=1) == predictions.predicted).all()


def test_the_sentiment_is_predicted_when_asked_for(make, tmp_path):
    run = make(task="sentiment").run(tmp_path)
    assert run.predictions.labels == ("negative", "neutral", "positive")


def test_the_learning_curve_learns_from_growing_shares(make, tmp_path):
    outcome = make(learning_curve=True).outcome(_Silent())
    assert [n for n, _ in outcome.learning_curve] == [round(share * 60) for share in SHARES]
    run = make(learning_curve=True, plots=True).run(tmp_path)
    assert "plots/learning_curve.png" in files(run)


def test_skipped_and_unlabelled_rows_are_counted_and_listed(make, tmp_path, rows):
    unlabelled = [{**row, "stance": None} if i < 4 else row for i, row in enumerate(rows)]
    bad = BadRow("x.csv:7", "the text is empty")
    corpus = Corpus.from_rows(unlabelled, name="tiny", skipped=(bad,))
    run = make(corpus=corpus).run(tmp_path)
    assert run.info["corpus"]["n_without_label"] == 4
    assert run.info["corpus"]["n_skipped"] == 1
    lines = (run.folder / "skipped.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"where": "x.csv:7", "reason": "the text is empty"}
    ]


@pytest.mark.filterwarnings("default")
def test_a_warning_is_logged_and_counted(make, tmp_path):
    evaluation = Evaluator(METRICS, n_resamples=0)
    run = make(classifier=LogisticRegression(max_iter=1), evaluation=evaluation).run(tmp_path)
    assert run.info["warnings"] == 1
    assert "ConvergenceWarning" in (run.folder / "log.txt").read_text()


def test_the_fingerprint_follows_all_that_the_scores_depend_on(make, rows):
    same = make().fingerprint
    assert make(plots=True, save_model=True, name="other").fingerprint == same
    others = [
        make(seed=1),
        make(classifier=LogisticRegression(C=2)),
        make(splitter=StratifiedKFold()),
        make(per_target=True),
        make(corpus=Corpus.from_rows(rows[:80], name="tiny")),
    ]
    assert len({same, *(experiment.fingerprint for experiment in others)}) == 6


def test_groups_that_are_cut_are_told(make, tmp_path):
    run = make(splitter=StratifiedKFold(n_splits=3, within=None)).run(tmp_path)
    assert found(run, "ST002").is_issue()


def test_texts_on_both_sides_are_told(make, tmp_path):
    sentence = found(make().run(tmp_path), "ST001").finding.sentence
    assert sentence == "30 of 30 scored rows are nearly the same as rows learned from"


def test_seeds_that_change_nothing_are_told(make, tmp_path):
    run = make(n_seeds=2).run(tmp_path)
    assert any("Every seed gives the same predictions" in note for note in run.info["notes"])


def test_an_official_metric_that_is_missing_is_told(make, tmp_path, rows):
    corpus = Corpus.from_rows(rows, name="tiny", official_metric="dse_macro_f1")
    run = make(corpus=corpus).run(tmp_path)
    assert any("+metric@evaluation.metrics=dse_macro_f1" in note for note in run.info["notes"])


def test_labelled_rows_in_no_split_are_counted(make, tmp_path, rows):
    dev = [{**row, "split": "dev"} if i < 5 else row for i, row in enumerate(rows)]
    assert make(corpus=Corpus.from_rows(dev, name="tiny")).run(tmp_path).info["n_unused"] == 5


def test_the_headline_is_the_corpus_official_metric_else_macro_f1(make, rows):
    assert make().headline == "macro_f1"
    official = Corpus.from_rows(rows, name="tiny", official_metric="f_avg")
    assert make(corpus=official).headline == "f_avg"


def test_an_experiment_without_a_name_is_called_after_its_corpus(make, rows):
    assert make(name=None).title == "tiny"
    assert make(name=None, corpus=Corpus.from_rows(rows, name="a/b c")).title == "a_b_c"


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "", "a b"])
def test_a_name_that_is_no_folder_name_is_refused(make, name):
    with pytest.raises(ConfigError, match="is no folder name"):
        make(name=name)


def test_settings_that_make_no_sense_are_refused(make, rows):
    wrong = {"task": "mood", "n_seeds": 0, "seed": 1.5, "per_target": "no", "plots": "no"}
    wrong |= {"save_model": "maybe", "learning_curve": 1, "corpus": None, "evaluation": None}
    for key, value in wrong.items():
        with pytest.raises(ConfigError, match=f"{key}={value!r} is not "):
            make(**{key: value})
    toneless = [{**row, "sentiment": None} for row in rows]
    with pytest.raises(ConfigError, match=r"no sentiment labels.*corpus\.columns\.sentiment"):
        make(corpus=Corpus.from_rows(toneless, name="tiny"), task="sentiment")


def test_a_failing_run_leaves_no_folder(make, tmp_path):
    with pytest.raises(CorpusError):
        make(splitter=Given(test="dev")).run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_run_leaves_those_before_it_alone(make, tmp_path):
    run = make().run(tmp_path)
    with pytest.raises(CorpusError):
        make(splitter=Given(test="dev")).run(tmp_path)
    assert list((tmp_path / "tiny").iterdir()) == [run.folder]


class _Silent:
    def step(self, text):
        pass

    def expect(self, steps):
        pass
