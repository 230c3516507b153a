"""Labels that fall otherwise on the other side are found; chance is not."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from stance.checks import LabelDrift, Outcome
from stance.checks.label_drift import Drift


def test_the_same_shares_pass(subject):
    found = LabelDrift().look(subject())
    assert found.outcome is Outcome.PASSED
    assert [row[:2] for row in found.evidence.rows] == [
        ("train rows and test rows", "all targets"),
        ("train rows and test rows", "NATO"),
        ("train rows and test rows", "Russia"),
    ]


def test_drift_is_found_with_its_size_and_significance(subject):
    found = LabelDrift().look(
        subject(stance=lambda n, old: "favor" if n >= 180 and n % 3 == 1 else old)
    )
    assert found.outcome is Outcome.ISSUE
    assert "train rows and test rows: all targets (V = 0.4" in found.sentence
    assert "p = 0.0" in found.sentence


def test_drift_of_one_target_that_another_makes_up_for_is_found(subject):
    def turned(n, old):
        favor, against = ("favor", "against") if n % 2 else ("against", "favor")
        return old if n < 180 or old == "neutral" else (favor if n % 4 < 3 else against)

    found = LabelDrift().look(subject(stance=turned))
    assert found.outcome is Outcome.ISSUE
    assert "NATO (V = " in found.sentence


def test_a_small_effect_or_one_that_may_be_chance_passes(subject):
    slight = subject(stance=lambda n, old: "favor" if n in (181, 184, 187) else old)
    assert LabelDrift().look(slight).outcome is Outcome.PASSED
    large = subject(stance=lambda n, old: "favor" if n >= 180 and n % 3 == 1 else old)
    assert LabelDrift(min_effect=0.9).look(large).outcome is Outcome.PASSED
    assert LabelDrift(alpha=0).look(large).outcome is Outcome.PASSED


def test_a_corpus_without_splits_cannot_drift(subject):
    found = LabelDrift().look(subject(split=lambda n, old: None))
    assert found.outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("counts", [[[30, 50, 20], [20, 20, 25]], [[200, 210, 190], [35, 20, 30]]])
def test_effect_and_p_value_are_those_of_the_chi_squared_test(counts):
    counts = np.array(counts)
    drift = Drift.of(counts, n_draws=20_000, rng=np.random.default_rng(0))
    statistic, p_value, *_ = chi2_contingency(counts, correction=False)
    assert drift.effect == pytest.approx(np.sqrt(statistic / counts.sum()))
    assert drift.p_value == pytest.approx(p_value, abs=0.01)


def test_a_class_that_nobody_has_does_no_harm():
    drift = Drift.of(np.array([[10, 0, 5], [4, 0, 2]]), n_draws=100, rng=np.random.default_rng(0))
    assert drift.effect == pytest.approx(0, abs=0.1)
