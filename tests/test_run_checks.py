"""What a run keeps of its checks, and what the ledger says of the test rows it scored."""

from __future__ import annotations

import json

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier

from stance.checks import Checks, Outcome
from stance.corpus import Corpus
from stance.corpus.splits import Given, Stratified, StratifiedKFold
from stance.errors import ConfigError
from stance.evaluation import Evaluator
from stance.evaluation.metrics import MacroF1
from stance.experiment import Experiment


@pytest.fixture
def make(rows, tmp_path):
    def run(**changes):
        settings = {
            "corpus": Corpus.from_rows(rows, name="tiny"),
            "splitter": Given(),
            "vectorizer": TfidfVectorizer(),
            "classifier": LogisticRegression(),
            "evaluation": Evaluator({"macro_f1": MacroF1()}, n_resamples=0),
            "plots": False,
            "save_model": False,
        }
        return Experiment(**(settings | changes)).run(tmp_path / "runs")

    return run


def found(run, code):
    return next(checked for checked in run.checks if checked.code == code)


def test_a_run_keeps_all_checks_in_its_metrics(make):
    run = make()
    kept = json.loads((run.folder / "metrics.json").read_text())["checks"]
    assert [checked["code"] for checked in kept] == [f"ST{n:03}" for n in range(1, 14)]
    assert found(run, "ST002").is_issue()  # the fixture's groups are cut
    assert found(run, "ST006").is_issue()


def test_the_second_setting_on_a_test_split_is_told_and_the_first_again_is_not(make):
    assert found(make(), "ST013").finding.outcome is Outcome.PASSED
    assert found(make(), "ST013").finding.outcome is Outcome.PASSED
    other = found(make(classifier=LogisticRegression(C=3)), "ST013")
    assert other.is_issue()
    assert "with 2 different settings" in other.finding.sentence


def test_another_seed_is_no_other_setting(make):
    make(classifier=SGDClassifier(random_state=1), seed=1)
    run = make(classifier=SGDClassifier(random_state=2), seed=2)
    assert found(run, "ST013").finding.outcome is Outcome.PASSED
    run = make(classifier=SGDClassifier(random_state=7), seed=2)
    assert found(run, "ST013").is_issue()


def test_more_rows_to_learn_from_are_another_setting_on_the_same_test_split(make, rows):
    make()
    more = [*rows, {"text": "One more.", "target": "NATO", "stance": "favor", "split": "train"}]
    assert found(make(corpus=Corpus.from_rows(more, name="more")), "ST013").is_issue()


@pytest.mark.parametrize("splitter", [Stratified(), StratifiedKFold(n_splits=3)])
def test_rows_outside_the_test_split_are_scored_as_often_as_one_likes(make, splitter):
    for c in (1, 2):
        run = make(splitter=splitter, classifier=LogisticRegression(C=c))
        assert found(run, "ST013").finding.outcome is Outcome.NOT_APPLICABLE
        assert run.info["test_rows"] == ""


def test_several_seeds_and_folds_are_checked_together(make):
    run = make(splitter=StratifiedKFold(n_splits=3, within=None), n_seeds=2)
    assert found(run, "ST002").finding.sentence.endswith(
        "of 90 scored rows share their group with rows learned from"
    )
    assert found(run, "ST012").finding.sentence == "every seed gives the same score"


def test_muted_checks_are_kept_as_muted(make):
    run = make(checks=Checks(mute=["ST002"]))
    assert found(run, "ST002").finding.outcome is Outcome.MUTED


def test_checks_do_not_change_the_fingerprint(make):
    first, second = make(), make(checks=Checks(mute=["ST001"]))
    assert first.info["fingerprint"] == second.info["fingerprint"]


def test_what_is_no_checks_is_refused(make):
    with pytest.raises(ConfigError, match=r"checks=\{\} is not a stance.checks.Checks"):
        make(checks={})
