"""The transfer matrix: each cell is the score of its own fold."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stance.corpus import Corpus
from stance.corpus.splits import TrainByTest
from stance.errors import ModelError
from stance.evaluation import Evaluator, NoScoreError, Predictions
from stance.evaluation.metrics import Accuracy, LogLoss, MacroF1
from stance.evaluation.transfer import TransferMatrix
from stance.experiment import Experiment
from stance.reports.plots.transfer import TransferDisplay
from stance.reports.progress import Quiet

PAIRS = ("a -> a", "a -> b", "b -> a", "b -> b")
SIZES = {"a": 60, "b": 90}


@pytest.fixture
def matrix_run(random_predictions):
    """Return predictions of a two by two matrix, under two seeds, each cell with its own luck."""
    parts = []
    for number, pair in enumerate(PAIRS):
        side = pair[-1]
        n = SIZES[side]
        gold = random_predictions(ord(side), n).gold
        for seed in (0, 1):
            one = random_predictions(10 * number + seed, n, fold=pair, seed=seed, target=side)
            ids = np.array([f"{side} {i:03}" for i in range(n)], dtype=object)
            columns = (one.predicted, one.fold, one.seed, one.probabilities)
            parts.append(Predictions(one.task, ids, one.target, gold, *columns))
    return Predictions.concatenate(parts)


def test_each_cell_is_what_the_evaluator_says_of_its_fold(matrix_run):
    matrix = TransferMatrix.of(matrix_run, MacroF1(), n_resamples=200, confidence=0.9, seed=3)
    evaluator = Evaluator({"macro_f1": MacroF1()}, n_resamples=200, confidence=0.9, seed=3)
    assert matrix.names_train == matrix.names_test == ("a", "b")
    for pair in PAIRS:
        cell = "ab".index(pair[0]), "ab".index(pair[-1])
        fold = evaluator.evaluate(matrix_run.where(matrix_run.fold == pair)).metrics["macro_f1"]
        assert matrix.scores[cell] == pytest.approx(fold.value)
        assert (matrix.low[cell], matrix.high[cell]) == pytest.approx((fold.low, fold.high))


def test_an_example_counts_once_though_several_models_scored_it(matrix_run):
    assert TransferMatrix.of(matrix_run, Accuracy(), n_resamples=0).ns == (60, 90)


def test_the_order_of_the_folds_is_that_of_the_matrix(matrix_run):
    turned = matrix_run.where(np.arange(len(matrix_run)) >= 120)  # starts at a -> b
    assert TransferMatrix.of(turned, Accuracy(), n_resamples=0).names_test == ("b", "a")


def test_a_pair_that_was_not_scored_has_no_score(matrix_run):
    partial = matrix_run.where(matrix_run.fold != "b -> a")
    matrix = TransferMatrix.of(partial, Accuracy(), n_resamples=20)
    assert np.argwhere(np.isnan(matrix.scores)).tolist() == [[1, 0]]
    assert np.argwhere(np.isnan(matrix.low)).tolist() == [[1, 0]]


def test_without_resamples_there_are_no_intervals(matrix_run):
    matrix = TransferMatrix.of(matrix_run, Accuracy(), n_resamples=0)
    assert np.isnan(matrix.low).all()
    assert np.isnan(matrix.high).all()
    assert matrix.metric == Accuracy.title


def test_a_metric_that_needs_probabilities_has_no_value_without(make_predictions):
    rows = make_predictions([0, 1, 2], [0, 1, 1], fold="a -> a")
    matrix = TransferMatrix.of(rows, LogLoss(), n_resamples=5)
    assert np.isnan(matrix.scores).all()


def test_the_plot_takes_the_matrix_as_it_is(matrix_run):
    matrix = TransferMatrix.of(matrix_run, MacroF1(), n_resamples=0)
    columns = (matrix.names_train, matrix.names_test, matrix.scores, matrix.ns, matrix.metric)
    assert TransferDisplay.of(*columns).ns == (60, 90)


def test_predictions_of_another_splitter_are_told_apart(make_predictions):
    with pytest.raises(NoScoreError, match="fold 'test'.*splitter=target_matrix"):
        TransferMatrix.of(make_predictions([0, 1], [0, 1]), Accuracy())


@pytest.fixture
def experiment(rows):
    def make(**changes):
        settings = {
            # Groups of this corpus are on both sides of its splits.
            "corpus": Corpus.from_rows([row | {"group": None} for row in rows], name="tiny"),
            "splitter": TrainByTest(),
            "vectorizer": TfidfVectorizer(),
            "classifier": LogisticRegression(),
            "evaluation": Evaluator({"macro_f1": MacroF1()}, n_resamples=50),
        }
        return Experiment(**(settings | changes))

    return make


def test_an_experiment_of_all_pairs_gives_the_matrix_of_its_targets(experiment):
    outcome = experiment().outcome(Quiet())
    matrix = TransferMatrix.of(outcome.predictions, MacroF1(), n_resamples=50)
    assert matrix.names_train == matrix.names_test == ("NATO", "Russia")
    assert matrix.ns == (15, 15)
    assert outcome.evaluation.n == 30
    assert len(outcome.predictions) == 60
    assert len(outcome.evaluation.folds.splits) == 4


def test_models_for_each_target_have_no_answer_for_another_and_say_so(experiment):
    with pytest.raises(ModelError, match="pooled"):
        experiment(per_target=True).outcome(Quiet())
    pooled = experiment(per_target="pooled").outcome(Quiet())
    assert len(pooled.predictions) == 60
