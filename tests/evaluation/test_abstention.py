"""When a model should rather not answer."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from stance.errors import ConfigError
from stance.evaluation import Evaluator
from stance.evaluation.abstention import (
    ABSTAINED,
    FACET,
    Abstention,
    Abstentions,
    most_errors,
    with_abstained,
)
from stance.evaluation.metrics import Accuracy

answers = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=80)


def of_rows(rows):
    confidence, right = zip(*rows, strict=True)
    return np.array(confidence) / 20, np.array(right)


@given(st.integers(0, 30), st.integers(1, 30), st.sampled_from([0.01, 0.05, 0.2]))
@settings(deadline=None)
def test_the_bound_is_where_so_few_errors_become_that_improbable(n_wrong, more, risk):
    n = n_wrong + more
    assert binom.cdf(n_wrong, n, most_errors(n_wrong, n, risk)) == pytest.approx(risk)
    assert most_errors(n, n, risk) == 1


@given(answers, st.sampled_from([0.3, 0.5, 0.8]), st.sampled_from([0.5, 0.9]))
@settings(deadline=None)
def test_a_threshold_keeps_its_promise_on_the_rows_it_was_chosen_on(rows, accuracy, confidence):
    sure, right = of_rows(rows)
    found = Abstention(accuracy, confidence).threshold(sure, right)
    assert found.n == len(rows)
    if found.probability is None:
        assert found.least_accuracy < accuracy
    else:
        answered = sure >= found.probability
        assert found.n_answered == answered.sum()
        assert found.n_wrong == (~right[answered]).sum()
        assert right[answered].mean() >= found.least_accuracy >= accuracy


@given(answers)
@settings(deadline=None)
def test_who_asks_for_less_gets_as_many_answers_or_more(rows):
    sure, right = of_rows(rows)
    n_answered = []
    for accuracy in (0.2, 0.5, 0.8):
        found = Abstention(accuracy, 0.6).threshold(sure, right)
        n_answered.append(0 if found.probability is None else found.n_answered)
    assert n_answered == sorted(n_answered, reverse=True)


def test_a_model_that_is_good_enough_always_answers():
    rng = np.random.default_rng(0)
    found = Abstention(0.8).threshold(rng.random(500), rng.random(500) < 0.9)
    assert (found.probability, found.n_answered) == (0.0, 500)


def test_a_promise_that_cannot_be_kept_is_no_threshold():
    rng = np.random.default_rng(0)
    found = Abstention(0.8).threshold(rng.random(500), rng.random(500) < 0.6)
    assert found.probability is None
    assert found.least_accuracy < 0.8
    assert Abstention(0.99).threshold(np.ones(20), np.ones(20, dtype=bool)).probability is None


@pytest.mark.parametrize("given", [{"accuracy": 1.5}, {"accuracy": 0}, {"confidence": 1.0}])
def test_a_share_that_is_none_is_refused(given):
    with pytest.raises(ConfigError, match="give a share between 0 and 1"):
        Abstention(**given)


def test_what_it_costs_and_gains_is_told_with_intervals(random_predictions):
    rows = random_predictions(0, n=400)
    sure, right = rows.probabilities.max(axis=1), rows.predicted == rows.gold
    wanted = Abstention(0.7, 0.9)
    threshold = wanted.threshold(sure, right)
    marked = with_abstained(rows, threshold)
    answered = sure >= threshold.probability
    assert (~answered).tolist() == (marked.facets[FACET] == ABSTAINED).tolist()
    record = Abstentions.of(marked, wanted, [threshold], Evaluator({"accuracy": Accuracy()}))
    assert record.coverage.value == pytest.approx(answered.mean())
    assert record.accuracy.value == pytest.approx(right[answered].mean())
    assert record.accuracy.low < record.accuracy.value < record.accuracy.high
    assert Abstentions.from_dict(json.loads(json.dumps(record.to_dict()))) == record


def test_without_any_answer_there_is_no_accuracy(random_predictions):
    rows = random_predictions(0)
    wanted = Abstention(0.7, 0.9)
    threshold = wanted.threshold(rows.probabilities.max(axis=1), rows.predicted == rows.gold)
    none = with_abstained(rows, type(threshold)(1.1, 10, 5, 0, 0.9))
    record = Abstentions.of(none, wanted, [threshold], Evaluator({"a": Accuracy()}, n_resamples=9))
    assert record.coverage.value == 0
    assert np.isnan(record.accuracy.value)
    assert record.to_dict()["accuracy"]["value"] is None
