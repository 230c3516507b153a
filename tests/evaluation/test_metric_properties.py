"""What holds for a metric whatever the data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.evaluation import Sample, metrics

COUNTED = [
    metrics.Accuracy(),
    metrics.MacroF1(),
    metrics.MacroRecall(),
    metrics.FAvg(),
    metrics.FAvgByTarget(),
    metrics.WorstTargetMacroF1(),
    metrics.MCC(),
    metrics.Kappa(),
]
RANKED = [metrics.RocAuc(), metrics.AveragePrecision()]
CALIBRATED = [metrics.LogLoss(), metrics.Brier(), metrics.ECE(), metrics.ClasswiseECE()]
ALL = COUNTED + RANKED + CALIBRATED + [metrics.AURC(), metrics.EAURC()]
# Names with which the classes may change places: F_avg knows which one is neutral.
SYMMETRIC = [m for m in COUNTED if not isinstance(m, metrics.FAvg | metrics.FAvgByTarget)]

codes = st.integers(0, 2)
rows = st.lists(st.tuples(codes, codes, st.sampled_from("AB")), min_size=1, max_size=40)


def value(metric, predictions) -> float:
    (score,) = metric.score(Sample.whole(predictions))
    return float(score)


def same(a: float, b: float) -> bool:
    return a == pytest.approx(b, nan_ok=True)


@given(rows)
@settings(deadline=None, max_examples=60)
def test_scores_stay_within_their_bounds(make_predictions, rows):
    gold, predicted, target = zip(*rows, strict=True)
    predictions = make_predictions(gold, predicted, target=target)
    for metric in COUNTED:
        low = -1 if isinstance(metric, metrics.MCC | metrics.Kappa) else 0
        score = value(metric, predictions)
        assert np.isnan(score) or low - 1e-12 <= score <= 1 + 1e-12


@given(rows)
@settings(deadline=None, max_examples=60)
def test_full_agreement_scores_one_or_has_no_value(make_predictions, rows):
    gold, _, target = zip(*rows, strict=True)
    predictions = make_predictions(gold, gold, target=target)
    for metric in COUNTED:
        score = value(metric, predictions)
        assert np.isnan(score) or score == pytest.approx(1)


@given(rows, st.permutations(range(3)))
@settings(deadline=None, max_examples=60)
def test_renaming_the_classes_leaves_symmetric_metrics_unchanged(make_predictions, rows, names):
    gold, predicted, target = zip(*rows, strict=True)
    plain = make_predictions(gold, predicted, target=target)
    names = np.array(names)
    renamed = make_predictions(names[list(gold)], names[list(predicted)], target=target)
    for metric in SYMMETRIC:
        assert same(value(metric, plain), value(metric, renamed))


@pytest.mark.parametrize("metric", ALL, ids=str)
def test_the_order_of_the_rows_does_not_matter(metric, random_predictions):
    rows = random_predictions(3)
    shuffled = rows.where(np.random.default_rng(0).permutation(len(rows)))
    assert value(metric, rows) == pytest.approx(value(metric, shuffled), abs=1e-12)


@pytest.mark.parametrize("metric", ALL, ids=str)
def test_every_row_twice_scores_like_every_row_once(metric, random_predictions):
    rows = random_predictions(4)
    twice = Sample(rows, np.full((1, len(rows)), 2.0))
    assert metric.score(twice)[0] == pytest.approx(value(metric, rows), abs=1e-12)


@pytest.mark.parametrize("metric", RANKED, ids=str)
def test_a_rising_transformation_of_the_scores_leaves_the_ranking(metric, random_predictions):
    rows = random_predictions(5)
    ranks = [np.unique(column, return_inverse=True)[1] for column in rows.probabilities.T]
    stretched = random_predictions(5, probabilities=None, margins=np.array(ranks, dtype=float).T)
    assert value(metric, rows) == pytest.approx(value(metric, stretched), abs=1e-12)


@pytest.mark.parametrize("metric", RANKED, ids=str)
def test_equal_scores_for_all_rows_rank_like_chance(metric, make_predictions):
    gold = np.repeat([0, 1, 2], [5, 3, 2])
    rows = make_predictions(gold, gold, probabilities=np.full((10, 3), 1 / 3))
    by_chance = {"ROC AUC": 0.5, "AP": (0.5 + 0.3 + 0.2) / 3}
    assert value(metric, rows) == pytest.approx(by_chance[metric.title])
