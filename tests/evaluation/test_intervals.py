"""The percentile bootstrap: what is drawn, and where its intervals end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stance.evaluation.intervals import percentile_bounds, resample_weights


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
