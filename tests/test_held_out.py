"""Scaling and thresholds are found out on rows that a model has not learned from."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from stance.bench import Bench
from stance.classifiers import PerTarget
from stance.corpus import Corpus
from stance.corpus.splits import FewShot, Given, LeaveOneTargetOut, StratifiedKFold, TrainByTest
from stance.errors import ConfigError, CorpusError
from stance.evaluation.abstention import ABSTAINED, FACET, Abstention, Threshold
from stance.held_out import HeldOut
from stance.model import StanceModel
from stance.vectorizers import on_frame

METHODS = ["temperature", "sigmoid", "isotonic"]


def scaling(method):
    return CalibratedClassifierCV(method=method)


@pytest.fixture(scope="module")
def corpus(rows):
    """The rows of every text with three endings: one to learn from, one for dev, one to score."""
    splits = {"0": "train", "1": "dev", "2": "test"}
    return Corpus.from_rows(
        [{**row, "split": splits[row["id"].split("-")[2]]} for row in rows], name="tiny"
    )


@pytest.fixture(scope="module")
def bench(corpus):
    return Bench(corpus, "stance")


@pytest.fixture(scope="module")
def given(corpus):
    (split,) = Given().split(corpus, "stance", seed=0)
    return split


def ungrouped(corpus):
    return [{**row, "group": None} for row in corpus.table.to_pylist()]


def pipeline(classifier):
    return make_pipeline(on_frame(TfidfVectorizer()), classifier)


def fitted(bench, given, held_out, classifier=LogisticRegression()):  # noqa: B008
    split = held_out.divided(bench.corpus, "stance", given, 0)
    return held_out.fitted(bench, pipeline(classifier), (0, split)), (0, split)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "classifier",
    [LinearSVC(), LogisticRegression(), RandomForestClassifier(10, random_state=0)],
    ids=lambda classifier: type(classifier).__name__,
)
def test_scaled_models_are_saved_and_loaded(method, classifier, bench, given, tmp_path):
    model = fitted(bench, given, HeldOut(scaling(method)), classifier)[0].model
    frame = bench.corpus.features
    model.save(tmp_path / "model")
    loaded = StanceModel.load(tmp_path / "model")
    probabilities = loaded.score(frame).probabilities
    assert np.array_equal(probabilities, model.score(frame).probabilities)
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert loaded.details["calibration"] == {"method": method, "n_dev": 30}


def test_a_temperature_changes_no_answer(bench, given):
    found, (_, split) = fitted(bench, given, HeldOut(scaling("temperature")), LinearSVC())
    frame = bench.corpus.features.iloc[split.test]
    scaled, unscaled = found.model.score(frame), found.unscaled.score(frame)
    assert np.array_equal(scaled.predicted, unscaled.predicted)
    assert unscaled.probabilities is None


@pytest.mark.parametrize("method", METHODS)
def test_the_labels_of_scored_rows_change_nothing(method, bench, given, corpus):
    """Were a calibrator or a threshold fitted on them, turning them would show."""
    turned = {"favor": "against", "against": "neutral", "neutral": "favor"}
    other = [
        {**row, "stance": turned[row["stance"]]} if row["split"] == "test" else row
        for row in corpus.table.to_pylist()
    ]
    again = Bench(Corpus.from_rows(other, name="turned"), "stance")
    held_out = HeldOut(scaling(method), Abstention(0.4, 0.5))
    (one, _), (two, _) = fitted(bench, given, held_out), fitted(again, given, held_out)
    frame = corpus.features
    assert np.array_equal(
        one.model.score(frame).probabilities, two.model.score(frame).probabilities
    )
    assert one.threshold == two.threshold


@pytest.mark.parametrize("dev_size", [None, 0.3])
def test_no_row_is_on_two_sides(dev_size, corpus, given):
    held_out = HeldOut(scaling("temperature"), dev_size=dev_size)
    split = held_out.divided(corpus, "stance", given, seed=0)
    sides = [*split.train, *split.dev, *split.test]
    assert len(split.dev)
    assert len(sides) == len(set(sides))
    assert np.array_equal(split.test, given.test)
    assert set(split.train) <= set(given.train)


def test_rows_of_a_group_are_held_out_together(corpus, given):
    split = HeldOut(scaling("sigmoid"), dev_size=0.3).divided(corpus, "stance", given, seed=0)
    group = corpus["group"]
    assert not {*group[split.dev]} & {*group[split.train]}


def test_nothing_is_held_out_where_nothing_is_to_be_found_out(corpus, given):
    assert HeldOut(dev_size=0.3).divided(corpus, "stance", given, seed=0) is given


def test_without_dev_rows_the_way_out_is_told(rows, corpus, given):
    bare = Corpus.from_rows(rows, name="bare")
    (split,) = Given().split(bare, "stance", seed=0)
    with pytest.raises(CorpusError, match=r"not there in the split 'test'.*dev_size=0\.2"):
        HeldOut(scaling("sigmoid")).divided(bare, "stance", split, seed=0)
    fold = StratifiedKFold(3).split(corpus, "stance", seed=0)[0]
    with pytest.raises(CorpusError, match=r"learned from or scored in the split 'fold 1'"):
        HeldOut(abstention=Abstention(0.8)).divided(corpus, "stance", fold, seed=0)


def test_too_few_dev_rows_of_a_class_are_told(corpus):
    cut = [
        {**row, "split": "train"} if row["split"] == "dev" and row["group"] > "neutral-0" else row
        for row in corpus.table.to_pylist()
    ]
    bench = Bench(Corpus.from_rows(cut, name="cut"), "stance")
    (split,) = Given().split(bench.corpus, "stance", seed=0)
    with pytest.raises(CorpusError, match=r"have 2 of the label .*neutral.*, wanted 3 or more"):
        fitted(bench, split, HeldOut(scaling("isotonic")))


@pytest.mark.parametrize("splitter", [TrainByTest(), LeaveOneTargetOut(within="train")])
def test_nothing_is_found_out_on_the_target_that_is_new(splitter, corpus):
    corpus = Corpus.from_rows(ungrouped(corpus), name="ungrouped")
    held_out = HeldOut(scaling("temperature"))
    targets = corpus["target"]
    for split in splitter.split(corpus, "stance", seed=0):
        dev = held_out.divided(corpus, "stance", split, seed=0).dev
        assert {*targets[dev]} == {*targets[split.train]}
        assert {*corpus["split"][dev]} == {"dev"}


def test_where_only_the_new_target_has_dev_rows_that_is_told(corpus):
    rows = [
        {**row, "split": "test"} if (row["split"], row["target"]) == ("dev", "NATO") else row
        for row in ungrouped(corpus)
    ]
    lacking = Corpus.from_rows(rows, name="lacking")
    splits = {split.name: split for split in TrainByTest().split(lacking, "stance", seed=0)}
    held_out = HeldOut(scaling("temperature"))
    with pytest.raises(CorpusError, match=r"of a target that is not learned from.*dev_size=0\.2"):
        held_out.divided(lacking, "stance", splits["NATO -> Russia"], seed=0)


def test_of_a_few_rows_to_learn_from_nobody_is_told_to_hold_out_more(bench, corpus):
    (split,) = FewShot(n=4).split(corpus, "stance", seed=0)
    with pytest.raises(CorpusError, match="calibrate or abstain by; take calibration=none"):
        fitted(bench, split, HeldOut(scaling("temperature"), dev_size=0.3))


def test_the_model_abstains_where_its_predictions_say_so(bench, given, tmp_path):
    held_out = HeldOut(scaling("temperature"), Abstention(0.4, 0.5))
    found, job = fitted(bench, given, held_out)
    found.model.save(tmp_path / "model")
    assert json.loads((tmp_path / "model" / "model.json").read_text())["thresholds"] == {
        "probability": found.threshold.probability
    }
    frame = bench.corpus.features.iloc[job[1].test]
    answers = StanceModel.load(tmp_path / "model").predict_frame(frame)
    told = found.predictions(bench, job).facets[FACET]
    assert answers["abstained"].tolist() == (told == ABSTAINED).tolist()


def test_to_abstain_is_not_to_be_neutral(bench, given):
    found, job = fitted(bench, given, HeldOut())
    plain = found.predictions(bench, job)
    middle = float(np.median(plain.probabilities.max(axis=1)))
    careful = replace(found, threshold=Threshold(middle, 30, 15, 0, 0.8))
    predictions = careful.predictions(bench, job)
    abstained = predictions.facets[FACET] == ABSTAINED
    assert 10 < abstained.sum() < 20
    assert np.array_equal(predictions.predicted, plain.predicted)
    neutral = predictions.predicted == predictions.labels.index("neutral")
    assert (neutral & ~abstained).any()
    assert (abstained & ~neutral).any()


def test_a_promise_that_cannot_be_kept_leaves_a_model_that_always_answers(bench, given):
    found, job = fitted(bench, given, HeldOut(abstention=Abstention(0.99)))
    assert found.threshold.probability is None
    assert found.model.thresholds is None
    assert ABSTAINED not in found.predictions(bench, job).facets[FACET]


def test_a_threshold_is_not_chosen_on_probabilities_fitted_to_the_same_rows(bench, given):
    """Isotonic scaling is nearly always right on the rows it was fitted on, even of noise."""
    rng = np.random.default_rng(0)
    rows = [
        {
            "id": str(i),
            "text": " ".join(rng.choice(list("abcdefghij"), size=6)),
            "target": "NATO",
            "stance": str(rng.choice(["favor", "against", "neutral"])),
            "split": "train" if i < 100 else "dev" if i < 250 else "test",
        }
        for i in range(300)
    ]
    noise = Bench(Corpus.from_rows(rows, name="noise"), "stance")
    (split,) = Given().split(noise.corpus, "stance", seed=0)
    held_out = HeldOut(scaling("isotonic"), Abstention(0.55, 0.6))
    vectorizer = on_frame(TfidfVectorizer(token_pattern=r"\w"))
    job = (0, held_out.divided(noise.corpus, "stance", split, 0))
    found = held_out.fitted(noise, make_pipeline(vectorizer, LogisticRegression()), job)
    assert found.threshold.probability is None


def test_margins_alone_are_no_probabilities_to_abstain_by(bench, given):
    with pytest.raises(ConfigError, match="add calibration=temperature"):
        fitted(bench, given, HeldOut(abstention=Abstention(0.5)), Perceptron())


def test_one_model_per_target_is_scaled_as_one(bench, given):
    held_out = HeldOut(scaling("temperature"))
    split = held_out.divided(bench.corpus, "stance", given, 0)
    estimator = PerTarget(pipeline(LinearSVC()), unseen="pooled")
    model = held_out.fitted(bench, estimator, (0, split)).model
    assert model.score(bench.corpus.features).probabilities.sum(axis=1) == pytest.approx(1)
