"""Every metric equals scikit-learn's, on rows as they are and on rows that are repeated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk
from sklearn.preprocessing import label_binarize

from stance.evaluation import Sample, metrics
from stance.evaluation.metrics.per_class import f1, precision, recall

LABELS = [0, 1, 2]


def f_avg(gold, predicted):
    return sk.f1_score(gold, predicted, labels=[0, 1], average=None, zero_division=0).mean()


def by_target(rows, score):
    return [
        score(rows.gold[rows.target == t], rows.predicted[rows.target == t]) for t in rows.targets
    ]


def binary(rows, score):
    truth = label_binarize(rows.gold, classes=LABELS)
    return np.mean([score(truth[:, k], rows.scores[:, k]) for k in LABELS])


def macro_f1(gold, predicted):
    return sk.f1_score(gold, predicted, labels=LABELS, average="macro", zero_division=0)


THEIRS = {
    metrics.Accuracy(): lambda rows: sk.accuracy_score(rows.gold, rows.predicted),
    metrics.MacroF1(): lambda rows: macro_f1(rows.gold, rows.predicted),
    metrics.MacroRecall(): lambda rows: sk.balanced_accuracy_score(rows.gold, rows.predicted),
    metrics.FAvg(): lambda rows: f_avg(rows.gold, rows.predicted),
    metrics.FAvgByTarget(): lambda rows: np.mean(by_target(rows, f_avg)),
    metrics.WorstTargetMacroF1(): lambda rows: min(by_target(rows, macro_f1)),
    metrics.MCC(): lambda rows: sk.matthews_corrcoef(rows.gold, rows.predicted),
    metrics.Kappa(): lambda rows: sk.cohen_kappa_score(rows.gold, rows.predicted),
    metrics.RocAuc(): lambda rows: binary(rows, sk.roc_auc_score),
    metrics.AveragePrecision(): lambda rows: binary(rows, sk.average_precision_score),
    metrics.LogLoss(): lambda rows: sk.log_loss(rows.gold, rows.probabilities, labels=LABELS),
    metrics.Brier(): lambda rows: sk.brier_score_loss(rows.gold, rows.probabilities, labels=LABELS),
}
ids = [type(metric).__name__ for metric in THEIRS]


def weights_with_all_classes_everywhere(rows, rng, n_resamples):
    """Return resamples in which no target loses a class: there we differ from scikit-learn."""
    weights = rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=n_resamples)
    cells = 3 * rows.target_position + rows.gold
    for cell in range(3 * len(rows.targets)):
        weights[:, np.flatnonzero(cells == cell)[0]] += 1
    return weights.astype(np.float32)


@pytest.mark.parametrize(("metric", "theirs"), THEIRS.items(), ids=ids)
@pytest.mark.parametrize("seed", range(3))
def test_a_metric_equals_scikit_learns(metric, theirs, seed, random_predictions):
    rows = random_predictions(seed)

    (score,) = metric.score(Sample.whole(rows))

    assert score == pytest.approx(theirs(rows), abs=1e-12)


@pytest.mark.parametrize(("metric", "theirs"), THEIRS.items(), ids=ids)
def test_a_weight_counts_like_the_row_repeated(metric, theirs, random_predictions):
    rows = random_predictions(7, n=120, n_targets=2)
    weights = weights_with_all_classes_everywhere(rows, np.random.default_rng(0), 15)

    scores = metric.score(Sample(rows, weights))

    repeated = [rows.where(np.repeat(np.arange(len(rows)), w.astype(int))) for w in weights]
    assert scores == pytest.approx([theirs(resample) for resample in repeated], abs=1e-6)


def test_ranking_metrics_equal_scikit_learns_on_margins_too(random_predictions):
    rng = np.random.default_rng(0)
    rows = random_predictions(0, probabilities=None, margins=rng.normal(size=(200, 3)).round(1))

    for metric in (metrics.RocAuc(), metrics.AveragePrecision()):
        (score,) = metric.score(Sample.whole(rows))
        assert score == pytest.approx(THEIRS[metric](rows), abs=1e-12)


def test_the_mean_area_equals_scikit_learns_own_one_versus_rest(random_predictions):
    rows = random_predictions(1)

    (score,) = metrics.RocAuc().score(Sample.whole(rows))

    assert score == pytest.approx(
        sk.roc_auc_score(rows.gold, rows.probabilities, multi_class="ovr", average="macro")
    )


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1))
@settings(deadline=None, max_examples=60)
def test_scores_of_a_class_equal_scikit_learns_where_the_class_has_rows(make_predictions, pairs):
    gold, predicted = np.array(pairs).T
    counts = Sample.whole(make_predictions(gold, predicted)).confusion.pooled[0]

    theirs = sk.precision_recall_fscore_support(gold, predicted, labels=LABELS, zero_division=0)

    there, answered = np.isin(LABELS, gold), np.isin(LABELS, predicted)
    assert recall(counts)[there] == pytest.approx(theirs[1][there])
    assert f1(counts)[there] == pytest.approx(theirs[2][there])
    assert precision(counts)[there & answered] == pytest.approx(theirs[0][there & answered])
    assert np.isnan([precision(counts)[~there], recall(counts)[~there], f1(counts)[~there]]).all()
    assert np.isnan(precision(counts)[~answered]).all()


def test_confusion_counts_equal_scikit_learns_by_target(random_predictions):
    rows = random_predictions(2)

    (counts,) = Sample.whole(rows).confusion.by_target

    for t, target in enumerate(rows.targets):
        here = rows.target == target
        theirs = sk.confusion_matrix(rows.gold[here], rows.predicted[here], labels=LABELS)
        assert counts[t].tolist() == theirs.tolist()
