"""The Brier score taken apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.evaluation import Evaluator, Sample, metrics
from stance.evaluation.brier_parts import BrierPart, BrierParts

rows = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=50
)
bins = st.integers(1, 12)


def predictions_of(make_predictions, rows):
    gold, first, second = (np.array(column) for column in zip(*rows, strict=True))
    parts = np.column_stack([first, second, np.full(len(gold), 1)]) + 0.0
    probabilities = parts / parts.sum(axis=1, keepdims=True)
    return make_predictions(gold, probabilities.argmax(axis=1), probabilities=probabilities)


def parts_of(predictions, n_bins, *, corrected):
    parts = BrierParts.of(Sample.whole(predictions), n_bins, corrected=corrected)
    return [float(part[0]) for part in (parts.reliability, parts.resolution, parts.uncertainty)]


@given(rows, bins, st.booleans())
@settings(deadline=None)
def test_the_parts_add_up_to_the_score(make_predictions, rows, n_bins, corrected):
    predictions = predictions_of(make_predictions, rows)
    reliability, resolution, uncertainty = parts_of(predictions, n_bins, corrected=corrected)
    (score,) = metrics.Brier().score(Sample.whole(predictions))
    assert reliability - resolution + uncertainty == pytest.approx(score, abs=1e-12)


@given(rows, bins)
@settings(deadline=None)
def test_uncorrected_reliability_and_uncertainty_are_never_negative(make_predictions, rows, n_bins):
    predictions = predictions_of(make_predictions, rows)
    reliability, _, uncertainty = parts_of(predictions, n_bins, corrected=False)
    assert reliability >= 0
    shares = np.bincount(predictions.gold, minlength=3) / len(predictions)
    assert uncertainty == pytest.approx(1 - (shares**2).sum())


def test_forecasts_of_few_values_are_parted_as_murphy_does(make_predictions):
    """Murphy (1973), formula 10, over the different values themselves."""
    rng = np.random.default_rng(3)
    p = rng.choice([0.1, 0.3, 0.6, 0.8], size=200)
    gold = np.where(rng.random(200) < p, 0, 1)
    probabilities = np.column_stack([p, 1 - p, np.zeros(200)])
    predictions = make_predictions(gold, probabilities.argmax(axis=1), probabilities=probabilities)
    reliability = resolution = 0.0
    share = (gold == 0).mean()
    for forecast in np.unique(p):
        rows = p == forecast
        outcome = (gold[rows] == 0).mean()
        reliability += rows.mean() * (forecast - outcome) ** 2
        resolution += rows.mean() * (outcome - share) ** 2
    # In so many bins each value has its own; the second class mirrors the first.
    found = parts_of(predictions, 50, corrected=False)
    assert found == pytest.approx([2 * reliability, 2 * resolution, 2 * share * (1 - share)])


def test_corrected_reliability_of_calibrated_models_is_0_on_average(make_predictions):
    found = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        p = rng.dirichlet([2, 2, 2], size=60)
        gold = (rng.random(60)[:, np.newaxis] > p.cumsum(axis=1)).sum(axis=1)
        predictions = make_predictions(gold, p.argmax(axis=1), probabilities=p)
        found.append([parts_of(predictions, 5, corrected=way)[0] for way in (True, False)])
    corrected, plain = np.array(found).T
    error = corrected.std() / np.sqrt(len(corrected))
    assert abs(corrected.mean()) < 4 * error < plain.mean()


def test_the_interval_holds_the_part_and_reaches_below_it(random_predictions):
    parts = ("reliability", "resolution", "uncertainty")
    evaluator = Evaluator({part: BrierPart(part) for part in parts}, n_resamples=200)
    found = evaluator.evaluate(random_predictions(2)).metrics
    assert all(interval.low < interval.value < interval.high for interval in found.values())
