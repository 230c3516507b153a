import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from stance.checks import Checks
from stance.classifiers import PerTarget
from stance.comparison import compare_runs
from stance.corpus import Corpus
from stance.corpus.nato_russia import load_nato_russia
from stance.errors import ConfigError, CorpusError, ModelError
from stance.evaluation import Evaluator
from stance.evaluation.metrics import Accuracy, MacroF1
from stance.model import StanceModel
from stance.model_evaluation import ModelEvaluation
from stance.model_origin import Origin
from stance.reports.calibration import certainty_tables
from stance.reports.summary import listing, record, rows_used
from stance.runs import Run, find_run, list_runs
from stance.vectorizers import NgramVectorizer

EVALUATOR = Evaluator({"macro_f1": MacroF1(), "accuracy": Accuracy()}, n_resamples=200)


def pipeline():
    steps = [("vectorizer", NgramVectorizer()), ("classifier", LogisticRegression())]
    return Pipeline(steps)


@pytest.fixture(scope="session")
def save(rows, tmp_path_factory):
    """Return what fits a model on the invented train rows and saves it."""
    train = [row for row in rows if row["split"] == "train"]
    frame = pd.DataFrame(train, dtype=object).assign(speaker="")[["text", "target", "speaker"]]

    def saved(estimator, fingerprint="0" * 64, thresholds=None, **more):
        fitted = estimator.fit(frame, np.array([row["stance"] for row in train], dtype=object))
        details = {
            "corpus": {"name": "invented", "fingerprint": fingerprint},
            "n_train": 60,
            **more,
        }
        model = StanceModel.of(fitted, "stance", ("NATO", "Russia"), details, thresholds)
        folder = tmp_path_factory.mktemp("models") / "mine"
        model.save(folder)
        return StanceModel.load(folder), Origin.of(model, folder, "models/mine")

    return saved


@pytest.fixture(scope="session")
def saved(save):
    return save(pipeline())


def corpus_of(rows, name="other", split="test"):
    """Return the invented test rows as a corpus of its own, under ids of its own."""
    kept = [row for row in rows if row["split"] == "test"]
    return Corpus.from_rows(
        [{**row, "id": f"o-{row['id']}", "split": split} for row in kept], name=name
    )


def evaluation_of(saved, corpus, **more):
    model, origin = saved
    asked = {"evaluation": EVALUATOR, "checks": Checks(), "plots": False, "behaviour": False}
    return ModelEvaluation(model=model, origin=origin, corpus=corpus, **{**asked, **more})


def notes(evaluation, tmp_path):
    return " ".join(evaluation.run(tmp_path / "runs").info["notes"])


def test_it_is_a_run_like_any_other(saved, rows, tmp_path):
    runs = tmp_path / "runs"
    command = ["models/mine", "other.csv"]
    evaluation = evaluation_of(saved, corpus_of(rows))
    made = evaluation.run(runs, config="model: {sha256: abc}\n", command=command)
    run = find_run("latest", runs)
    assert (run.folder, run.name) == (made.folder, "mine_on_other")
    assert list_runs(runs)[0][0].evaluation.n == 30
    assert run.predictions.probabilities.shape == (30, 3)
    assert run.info["model"]["corpus"] == "invented"
    assert run.info["model"]["sha256"] == evaluation.origin.sha256
    text = record(run.info, run.evaluation, [], run.info["notes"])
    assert "    stance evaluate models/mine other.csv\n" in text
    assert rows_used(run.info) == "30 examples: 30 scored by a model that was saved"
    assert listing([run.info], ["0.5"]).columns[-1] == "stance evaluate ..."
    assert not (run.folder / "model").exists()


def test_it_says_where_the_model_comes_from(saved, rows, tmp_path):
    told = notes(evaluation_of(saved, corpus_of(rows)), tmp_path)
    sha = saved[1].sha256[:16]
    assert f"The model comes from elsewhere: models/mine, model.json with SHA-256 {sha}, " in told
    assert (
        "which learned from 60 rows of the corpus invented (fingerprint 0000000000000000)." in told
    )
    assert "Scored are the test rows of other; --split chooses others." in told


def test_two_models_on_one_corpus_are_compared(saved, save, rows, tmp_path):
    runs = tmp_path / "runs"
    for number, of in enumerate((saved, save(PerTarget(pipeline())))):
        evaluation = evaluation_of(of, corpus_of(rows), name=f"model{number}")
        evaluation.run(runs, config=f"model: {{sha256: {of[1].sha256}}}\n", command=["m", "c"])
    compared = compare_runs(["model0", "model1"], runs, n_resamples=200)
    assert set(compared.runs) == {"model0", "model1"}


@pytest.mark.parametrize(
    ("asked", "scored", "n"), [(None, "test", 30), ("train", "train", 60), ("all", "all", 90)]
)
def test_the_test_split_is_scored_unless_another_is_named(saved, rows, asked, scored, n):
    evaluation = evaluation_of(saved, Corpus.from_rows(rows, name="both"), split=asked)
    assert evaluation.scored.split.name == scored
    assert len(evaluation.scored.split.test) == n


def test_all_rows_are_scored_where_there_is_no_test_split(saved, rows, tmp_path):
    evaluation = evaluation_of(saved, corpus_of(rows, split=None))
    assert len(evaluation.scored.split.test) == 30
    assert "Scored are all rows of other, which has no test split" in notes(evaluation, tmp_path)


def test_floors_learn_from_rows_that_are_not_scored_or_only_guess(saved, rows, tmp_path):
    both = evaluation_of(saved, Corpus.from_rows(rows, name="both"))
    run = both.run(tmp_path / "runs")
    assert "svm" in run.floors.rows
    assert set(run.target_test.rows) == {"swapped_target", "shuffled_target", "target_only"}
    assert (
        "only its own rows could teach it again"
        in run.target_test.not_applicable["learned without targets"]
    )
    assert "learned from the 60 train rows of both" in " ".join(run.info["notes"])
    alone = evaluation_of(saved, corpus_of(rows)).run(tmp_path / "runs")
    guesses = {"always_against", "always_favor", "always_neutral", "random"}
    assert guesses <= set(alone.floors.rows)
    assert set(alone.target_test.rows) == {"swapped_target", "shuffled_target"}
    third = alone.floors.rows["always_favor"].score.value
    assert third == pytest.approx(1 / 6)  # a third of the rows is favor: F1 1/2, and twice 0


def test_targets_never_learned_are_told(saved, rows, tmp_path):
    other = [{**row, "target": "EU"} if row["target"] == "NATO" else row for row in rows]
    told = notes(evaluation_of(saved, corpus_of(other)), tmp_path)
    assert "15 of the 30 scored rows are about targets the model never learned: 'EU'." in told


def test_rows_a_model_gives_no_answer_for_are_left_out_and_counted(save, rows, tmp_path):
    strict = save(PerTarget(pipeline()))
    other = [{**row, "target": "EU"} if row["target"] == "NATO" else row for row in rows]
    evaluation = evaluation_of(strict, corpus_of(other))
    run = evaluation.run(tmp_path / "runs")
    assert (run.evaluation.n, run.info["n_unused"]) == (15, 15)
    assert (
        "Left out: 15 rows about targets that the model gives no answer for: 'EU'."
        in (run.info["notes"])
    )
    only = evaluation_of(strict, corpus_of([{**row, "target": "EU"} for row in rows]))
    with pytest.raises(ModelError, match="for no target of the 30 rows of other"):
        only.run(tmp_path / "runs")


def test_rows_of_its_own_train_split_are_told(save, rows, tmp_path):
    corpus = Corpus.from_rows(rows, name="invented")
    own = save(pipeline(), fingerprint=corpus.fingerprint)
    told = notes(evaluation_of(own, corpus, split="all"), tmp_path)
    assert "learned from this very corpus, and 60 of the 90 scored rows are in its train" in told
    assert "very corpus" not in notes(evaluation_of(own, corpus), tmp_path)


def test_where_nobody_knows_what_a_model_learned_from_that_is_told(saved, rows, tmp_path):
    told = notes(evaluation_of(saved, corpus_of(rows)), tmp_path)
    assert "Whether the model learned from any of the scored texts is not known here" in told


def test_texts_of_the_shipped_corpus_are_told(save, rows, tmp_path):
    shipped = load_nato_russia()
    own = save(pipeline(), fingerprint=shipped.fingerprint)
    texts = [*shipped["text"][:3], *(row["text"] for row in rows[:27])]
    mixed = [{**row, "text": text, "split": None} for row, text in zip(rows, texts, strict=False)]
    told = notes(evaluation_of(own, Corpus.from_rows(mixed, name="mixed")), tmp_path)
    assert "3 of the 30 scored rows have their very text in the corpus the model learned" in told


def test_abstentions_are_kept_beside_the_predictions(save, rows, tmp_path):
    careful = save(pipeline(), thresholds={"probability": 0.5})
    run = evaluation_of(careful, corpus_of(rows)).run(tmp_path / "runs")
    abstained = run.predictions.facets["abstention"] == "abstained"
    assert abstained.tolist() == (run.predictions.probabilities.max(axis=1) < 0.5).tolist()


def test_probabilities_that_were_scaled_in_training_are_told_as_such(saved, save, rows, tmp_path):
    scaled = save(pipeline(), calibration={"method": "temperature", "n_dev": 300})
    for of, told in ((scaled, "temperature scaling, when the model was trained"), (saved, "not")):
        run = evaluation_of(of, corpus_of(rows), name="one").run(tmp_path / "runs")
        (title,) = (table.title for table in certainty_tables(run.calibration, None))
        assert told in title


def test_a_test_split_that_is_scored_again_is_in_the_ledger(saved, save, rows, tmp_path):
    evaluation_of(saved, corpus_of(rows)).run(tmp_path / "runs")
    again = evaluation_of(save(PerTarget(pipeline())), corpus_of(rows)).run(tmp_path / "runs")
    assert "2 different settings" in {c.code: c for c in again.checks}["ST013"].finding.sentence


def test_what_cannot_be_scored_is_one_sentence(saved, rows):
    with pytest.raises(ConfigError, match="did you mean 'test'"):
        _ = evaluation_of(saved, corpus_of(rows), split="tset").scored
    with pytest.raises(CorpusError, match="has no row with a stance label in split 'dev'"):
        _ = evaluation_of(saved, corpus_of(rows), split="dev").scored
    with pytest.raises(ConfigError, match=r"names no targets.*corpus\.columns\.target=COLUMN"):
        evaluation_of(saved, Corpus.from_rows([{**row, "target": ""} for row in rows], name="c"))
    unlabelled = [{**row, "stance": None} for row in rows]
    with pytest.raises(ConfigError, match="has no stance labels, which the model predicts"):
        evaluation_of(saved, corpus_of(unlabelled))


def test_the_command_makes_a_run_and_prints_it(saved, rows, tmp_path):
    saved[0].save(tmp_path / "mine")
    lines = [f'"{row["text"]}",{row["target"]},{row["stance"].upper()}' for row in rows]
    (tmp_path / "tweets.csv").write_text("\n".join(["tweet,target,label", *lines]))
    words = ["corpus.columns.text=tweet", "corpus.columns.stance=label", "plots=false"]
    quick = ["evaluation.n_resamples=100", "behaviour=false"]

    def stance(*words):
        command = [sys.executable, "-m", "stance", *words]
        environment = {**os.environ, "NO_COLOR": "1"}
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
        )

    done = stance("evaluate", "mine", "tweets.csv", *words, *quick)
    assert done.returncode == 0, done.stderr
    assert "Macro-F1" in done.stdout
    assert "note: The model comes from elsewhere: mine, " in done.stdout
    run = Run.load(next((tmp_path / "runs" / "mine_on_tweets").iterdir()))
    assert run.info["command"] == ["mine", "tweets.csv", *words, *quick]
    assert json.loads((run.folder / "run.json").read_text())["kind"] == "evaluation"
    refused = stance("evaluate", "mine", "tweets.csv", "classifier=ridge")
    assert refused.returncode == 2
    assert "classifier=ridge: the model is trained already" in refused.stderr
