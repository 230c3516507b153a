"""What a run keeps of behavioural tests and of errors, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from stance.corpus import Corpus
from stance.corpus.splits import Given, StratifiedKFold
from stance.errors import ConfigError
from stance.evaluation import Evaluator
from stance.evaluation.metrics import MacroF1
from stance.experiment import Experiment

Make = Callable[..., Experiment]


@pytest.fixture
def corpus(rows: list[dict[str, str]]) -> Corpus:
    """Return a corpus with test rows that are labelled wrongly: errors of whatever learns."""
    planted = [
        {**row, "speaker": "the mayor"}
        | ({"stance": "favor"} if (row["split"], row["stance"]) == ("test", "against") else {})
        for row in rows
    ]
    return Corpus.from_rows(planted, name="tiny")


@pytest.fixture
def make(corpus: Corpus) -> Make:
    def experiment(**changes: Any) -> Experiment:
        settings = {
            "corpus": corpus,
            "splitter": Given(),
            "vectorizer": TfidfVectorizer(),
            "classifier": LogisticRegression(),
            "evaluation": Evaluator({"macro_f1": MacroF1()}, n_resamples=20),
            "plots": False,
            "save_model": False,
        }
        return Experiment(**(settings | changes))

    return experiment


def test_a_run_keeps_the_behavioural_tests_of_its_model(make: Make, tmp_path: Path) -> None:
    behaviour = make().run(tmp_path).behaviour
    assert behaviour is not None
    assert behaviour.n >= 7 * 40
    assert all(0 <= one.total.failure_rate.value <= 1 for one in behaviour.capabilities)


def test_where_it_is_not_asked_for_there_is_none(make: Make, tmp_path: Path) -> None:
    assert make(behaviour=False).run(tmp_path).behaviour is None
    quick = Evaluator({"macro_f1": MacroF1()}, n_resamples=0, contrasts=False)
    assert make(evaluation=quick).run(tmp_path).behaviour is None
    with pytest.raises(ConfigError, match="behaviour='no' is not true or false"):
        make(behaviour="no")


def test_of_the_other_task_and_of_other_targets_the_reason_is_kept(
    make: Make, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    behaviour = make(task="sentiment").run(tmp_path).behaviour
    assert behaviour is not None
    assert behaviour.n == 0
    (reason,) = behaviour.capabilities[0].not_applicable
    assert reason == "it is of stance, and the model predicts sentiment"
    nato = Corpus.from_rows([row for row in rows if row["target"] == "NATO"], name="nato")
    half = make(corpus=nato).run(tmp_path).behaviour
    assert half is not None
    assert 100 < half.n < 200
    reasons = {reason for one in half.capabilities for reason in one.not_applicable}
    assert reasons == {"the model did not learn the target Russia"}


def test_neither_is_part_of_the_fingerprint(make: Make) -> None:
    assert make(behaviour=False).fingerprint == make().fingerprint


def test_a_run_with_plots_has_its_errors_with_texts_and_what_pushed_them(
    make: Make, tmp_path: Path, corpus: Corpus
) -> None:
    run = make(plots=True).run(tmp_path)
    errors = run.errors
    assert errors is not None
    predicted = run.predictions
    wrong = set(predicted.id[predicted.gold != predicted.predicted])
    assert {error.id for error in errors.errors} == wrong != set()
    text = dict(zip(corpus["id"], corpus["text"], strict=True))
    for error in errors.errors:
        assert error.text == text[error.id]
        assert error.facets["speaker"] == "the mayor"
        assert error.pushes
        assert all(name in error.text.lower() for name, _ in error.pushes)
    assert errors.total.rate.value == pytest.approx(len(wrong) / 30)


def test_each_fold_is_explained_by_the_model_that_predicted_it(make: Make, tmp_path: Path) -> None:
    run = make(plots=True, splitter=StratifiedKFold(n_splits=3, within=None), n_seeds=2).run(
        tmp_path
    )
    assert run.errors is not None
    assert run.errors.total.n == 90
    assert {error.n_scored for error in run.errors.errors} == {2}
    assert len({error.fold for error in run.errors.errors}) == 3


def test_a_model_that_is_not_linear_tells_why_nothing_is_explained(
    make: Make, tmp_path: Path
) -> None:
    run = make(plots=True, classifier=KNeighborsClassifier()).run(tmp_path)
    assert run.errors is not None
    assert {error.pushes for error in run.errors.errors} == {()}
    assert "errors are not explained: " in (run.folder / "log.txt").read_text(encoding="utf-8")


def test_a_run_of_scores_alone_has_no_tables_of_errors(make: Make, tmp_path: Path) -> None:
    assert make().run(tmp_path).errors is None
