"""The bootstrap: what is drawn, and where percentile and BCa intervals end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from stance.evaluation.intervals import (
    acceleration,
    bca_bounds,
    jackknife_weights,
    percentile_bounds,
    resample_weights,
)


@given(st.integers(1, 50), st.integers(1, 20), st.integers(0, 2**32))
@settings(deadline=None)
def test_each_resample_draws_as_many_units_as_there_are(n_units, n_resamples, seed):
    weights = resample_weights(n_units, n_resamples, np.random.default_rng(seed))

    assert weights.shape == (n_resamples, n_units)
    assert (weights.sum(axis=1) == n_units).all()
    assert (weights >= 0).all()
    assert (weights == weights.round()).all()


def test_weights_spread_like_a_multinomial():
    weights = resample_weights(50, 20_000, np.random.default_rng(0))

    assert weights.mean(axis=0) == pytest.approx(np.ones(50), abs=0.05)
    assert weights.var() == pytest.approx(1 - 1 / 50, abs=0.01)


def test_the_same_seed_draws_the_same():
    first, second = (resample_weights(9, 4, np.random.default_rng(5)) for _ in range(2))
    assert first.tolist() == second.tolist()


@given(
    hnp.arrays(
        float,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=30),
        elements=st.floats(-1, 1) | st.just(float("nan")),
    ),
    st.floats(0.01, 0.99),
)
@settings(deadline=None)
def test_bounds_equal_numpys_quantiles_of_the_defined_values(resampled, confidence):
    lows, highs = percentile_bounds(resampled, confidence)

    tail = (1 - confidence) / 2
    for values, low, high in zip(resampled, lows, highs, strict=True):
        defined = values[~np.isnan(values)]
        expected = np.quantile(defined, [tail, 1 - tail]) if len(defined) else [np.nan, np.nan]
        assert [low, high] == pytest.approx(expected, nan_ok=True, abs=1e-12)


SKEWED = np.random.default_rng(1).exponential(size=40)


@pytest.mark.parametrize("statistic", [np.mean, np.var, np.median, np.ptp])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_bca_bounds_equal_scipys_for_the_same_resamples(statistic, confidence):
    theirs = stats.bootstrap(
        (SKEWED,), statistic, n_resamples=999, confidence_level=confidence, rng=1
    )

    jackknifed = np.array([[statistic(np.delete(SKEWED, i)) for i in range(40)]])
    value = np.array([statistic(SKEWED)])
    resampled = theirs.bootstrap_distribution[np.newaxis]
    (low,), (high,) = bca_bounds(resampled, value, jackknifed, confidence)

    expected = theirs.confidence_interval
    assert [low, high] == pytest.approx([expected.low, expected.high], rel=1e-9)


def test_bca_gives_the_published_interval_of_the_spatial_test_data():
    """Efron & Tibshirani (1993), tables 14.1 and 14.2: variance 171.5, 90 % BCa (115.8, 259.6).

    Theirs is of 2,000 resamples, this of 50,000; the acceleration, 0.061, has no chance in it.
    """
    scores = np.array(
        [
            *(48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6),
            *(0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41.0),
        ]
    )
    weights = resample_weights(26, 50_000, np.random.default_rng(0)).astype(float)
    resampled = weights @ scores**2 / 26 - (weights @ scores / 26) ** 2
    jackknifed = np.array([[np.delete(scores, i).var() for i in range(26)]])

    (low,), (high,) = bca_bounds(resampled[np.newaxis], scores.var(keepdims=True), jackknifed, 0.9)

    assert scores.var() == pytest.approx(171.5, abs=0.05)
    assert acceleration(jackknifed) == pytest.approx(0.061, abs=5e-4)
    assert low == pytest.approx(115.8, abs=1)
    assert high == pytest.approx(259.6, abs=3)


def test_bca_of_unbiased_resamples_without_skew_is_the_percentile_interval():
    resampled = np.linspace(-1, 1, 1001)[np.newaxis]

    corrected = bca_bounds(resampled, np.zeros(1), np.array([[-0.1, 0.1]]), 0.95)

    assert np.ravel(corrected) == pytest.approx(np.ravel(percentile_bounds(resampled, 0.95)))


def test_bca_leaves_out_what_has_no_value():
    resampled, jackknifed = np.random.default_rng(0).normal(size=(2, 1, 50)) ** 2
    gaps = np.full((1, 20), np.nan)

    plain = bca_bounds(resampled, np.ones(1), jackknifed, 0.9)
    with_gaps = bca_bounds(
        np.hstack([resampled, gaps]), np.ones(1), np.hstack([jackknifed, gaps]), 0.9
    )

    assert np.ravel(with_gaps) == pytest.approx(np.ravel(plain))


def test_bca_of_a_score_that_never_varies_is_the_score():
    ones = np.ones((1, 9))

    assert np.ravel(bca_bounds(ones, np.ones(1), ones, 0.95)).tolist() == [1, 1]


@pytest.mark.parametrize("value", [0.0, 10.0, float("nan")])
def test_there_is_no_bca_interval_where_all_resamples_lie_on_one_side(value):
    resampled = np.arange(1.0, 10)[np.newaxis]

    bounds = bca_bounds(resampled, np.array([value]), resampled, 0.95)

    assert np.isnan(bounds).all()


def test_the_jackknife_leaves_out_each_unit_once():
    (weights,) = jackknife_weights(7, 7)

    assert weights.tolist() == (1 - np.eye(7)).tolist()


def test_the_jackknife_of_many_units_leaves_out_groups_with_the_same_acceleration():
    values = np.random.default_rng(0).exponential(size=5000)

    weights = np.concatenate(list(jackknife_weights(5000, 5000)))

    assert weights.shape == (2000, 5000)
    assert ((1 - weights).sum(axis=0) == 1).all()
    without_group = weights @ values / weights.sum(axis=1)
    without_unit = (values.sum() - values) / 4999
    assert acceleration(without_group[np.newaxis]) == pytest.approx(
        acceleration(without_unit[np.newaxis]), abs=5e-4
    )
