"""`compare_systems`: what shared resamples say of systems and of their differences."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from stance.errors import RunError
from stance.evaluation import Evaluator, Predictions, metrics
from stance.evaluation.intervals import resample_weights
from stance.evaluation.significance import (
    compare_systems,
    holm,
    minimum_detectable_difference,
)

COUNTED = {"macro_f1": metrics.MacroF1(), "f_avg": metrics.FAvg(), "accuracy": metrics.Accuracy()}
ALL = COUNTED | {"by_target": metrics.FAvgByTarget(), "log_loss": metrics.LogLoss()}


@pytest.fixture
def three(random_predictions, make_predictions):
    """Return three systems on the same 200 examples; the last is worse than the others."""
    model = random_predictions(0)
    rng = np.random.default_rng(9)

    def changed(share):
        other = np.where(rng.random(200) < share, rng.integers(3, size=200), model.predicted)
        return make_predictions(
            model.gold, other, target=model.target, probabilities=model.probabilities
        )

    return {"a": model, "b": changed(0.1), "c": changed(0.9)}


def test_resampled_scores_are_those_of_scikit_learn_on_the_same_resamples(three):
    comparison = compare_systems(three, COUNTED, n_resamples=40, seed=5)

    weights = resample_weights(200, 40, np.random.default_rng(5)).astype(int)
    for s, rows in enumerate(three.values()):
        for b, times in enumerate(weights):
            drawn = np.repeat(np.arange(200), times)
            gold, predicted = rows.gold[drawn], rows.predicted[drawn]
            macro = f1_score(gold, predicted, average="macro")
            polar = f1_score(gold, predicted, labels=[0, 1], average="macro")
            assert comparison.resampled["macro_f1"][s, b] == pytest.approx(macro, abs=1e-12)
            assert comparison.resampled["f_avg"][s, b] == pytest.approx(polar, abs=1e-12)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_of_a_system_are_those_of_its_evaluation(three, method):
    comparison = compare_systems(three, ALL, n_resamples=300, seed=1, method=method)

    for system, rows in three.items():
        evaluation = Evaluator(ALL, 300, seed=1, method=method).evaluate(rows)
        for name, interval in evaluation.metrics.items():
            found = comparison.intervals(name)[system]
            assert [found.low, found.value, found.high] == pytest.approx(
                [interval.low, interval.value, interval.high], abs=1e-6
            )


def test_the_interval_of_a_difference_is_that_of_its_resamples(three):
    comparison = compare_systems(three, COUNTED, n_resamples=500)

    pairs = comparison.differences("f_avg")
    assert [(pair.first, pair.second) for pair in pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    drawn = comparison.resampled["f_avg"]
    for pair, (i, j) in zip(pairs, [(0, 1), (0, 2), (1, 2)], strict=True):
        low, high = np.quantile(drawn[i] - drawn[j], [0.025, 0.975])
        assert [pair.interval.low, pair.interval.high] == pytest.approx([low, high])
        assert pair.standard_error == pytest.approx(np.std(drawn[i] - drawn[j], ddof=1))
        assert pair.detectable == pytest.approx(minimum_detectable_difference(pair.standard_error))
        observed = comparison.values["f_avg"][i] - comparison.values["f_avg"][j]
        assert pair.interval.value == observed
        as_far = sum(abs(d - observed) >= abs(observed) for d in drawn[i] - drawn[j])
        assert pair.p_value == (1 + as_far) / 501
    assert [pair.p_holm for pair in pairs] == holm([pair.p_value for pair in pairs]).tolist()


def test_a_worse_system_is_told_apart_and_a_like_one_is_not(three):
    a_b, a_c, b_c = compare_systems(three, COUNTED, n_resamples=2000).differences("macro_f1")

    assert a_b.p_holm > 0.05
    assert a_b.interval.low < 0 < a_b.interval.high
    assert a_c.p_holm < 0.01
    assert b_c.interval.low > 0


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_a_system_does_not_differ_from_itself(three, method):
    twice = {"one": three["a"], "two": three["a"]}

    for name in ALL:
        (pair,) = compare_systems(twice, ALL, n_resamples=50, method=method).differences(name)
        assert (pair.interval.value, pair.p_value, pair.p_holm) == (0, 1, 1)
        assert pair.standard_error == 0


def test_the_order_of_systems_only_turns_the_sign(three):
    ours = compare_systems({"a": three["a"], "c": three["c"]}, COUNTED, n_resamples=200)
    theirs = compare_systems({"c": three["c"], "a": three["a"]}, COUNTED, n_resamples=200)

    (one,), (other,) = ours.differences("macro_f1"), theirs.differences("macro_f1")
    assert (one.p_value, one.standard_error) == (other.p_value, pytest.approx(one.standard_error))
    assert one.interval.low == pytest.approx(-other.interval.high)


def test_the_order_of_rows_does_not_matter(three):
    shuffled = three["b"].where(np.random.default_rng(0).permutation(200))

    before = compare_systems(three, COUNTED, n_resamples=100)
    after = compare_systems(three | {"b": shuffled}, COUNTED, n_resamples=100)

    assert (before.resampled["f_avg"] == after.resampled["f_avg"]).all()


def test_the_standard_error_of_a_difference_in_accuracy_is_the_textbook_one(three):
    pair, *_ = compare_systems(three, COUNTED, n_resamples=5000).differences("accuracy")

    gained = (three["a"].predicted == three["a"].gold) * 1.0
    gained -= three["b"].predicted == three["b"].gold
    assert pair.standard_error == pytest.approx(gained.std() / np.sqrt(200), rel=0.05)


def test_several_seeds_are_averaged_and_do_not_narrow_an_interval(three):
    again = three["a"].where(np.ones(200, dtype=bool))
    again.seed[:] = 1
    both = Predictions.concatenate([three["a"], again])
    systems = {"once": three["a"], "twice": both, "c": three["c"]}

    comparison = compare_systems(systems, ALL, n_resamples=200)

    for name in ALL:
        once, twice, _ = comparison.intervals(name).values()
        assert once == twice
    assert comparison.n_examples == 200


def test_a_seed_counts_as_much_as_another(three):
    second = three["c"].where(np.ones(200, dtype=bool))
    second.seed[:] = 1
    both = Predictions.concatenate([three["a"], second])

    comparison = compare_systems({"both": both, **three}, COUNTED, n_resamples=20)

    of_both, a, _, c = comparison.resampled["macro_f1"]
    assert of_both == pytest.approx((a + c) / 2)


def test_examples_of_one_cluster_are_drawn_together(make_predictions):
    # Ten documents of ten sentences; in each, one of two systems is right throughout.
    ours = np.repeat([1, 0] * 5, 10)
    gold = np.zeros(100, dtype=int)
    systems = {"a": make_predictions(gold, 1 - ours), "b": make_predictions(gold, ours)}
    document = {name: f"document {row // 10}" for row, name in enumerate(systems["a"].id)}

    alone = compare_systems(systems, COUNTED, n_resamples=500)
    together = compare_systems(systems, COUNTED, n_resamples=500, cluster=document)

    assert (alone.n_units, together.n_units) == (100, 10)
    assert together.n_examples == 100
    (by_example,), (by_document,) = (c.differences("accuracy") for c in (alone, together))
    assert by_document.standard_error == pytest.approx(np.sqrt(10) * by_example.standard_error, 0.2)


def test_a_score_without_value_is_compared_with_nothing(make_predictions):
    systems = {name: make_predictions([0, 0, 0], [0, 0, 1]) for name in "ab"}

    comparison = compare_systems(systems, {"log_loss": metrics.LogLoss()}, n_resamples=20)

    (pair,) = comparison.differences("log_loss")
    assert np.isnan([pair.interval.value, pair.interval.low, pair.p_value, pair.p_holm]).all()


def test_one_system_has_intervals_and_no_differences(three):
    comparison = compare_systems({"a": three["a"]}, COUNTED, n_resamples=20)

    assert list(comparison.intervals("f_avg")) == ["a"]
    assert comparison.differences("f_avg") == ()


def test_systems_on_different_examples_are_refused(three):
    fewer = three["b"].where(np.arange(200) > 2)

    with pytest.raises(RunError, match="a and b scored different examples: 3 only in a, such as"):
        compare_systems({"a": three["a"], "b": fewer}, COUNTED)
    with pytest.raises(RunError, match="3 only in a"):
        compare_systems({"b": fewer, "a": three["a"]}, COUNTED)


def test_systems_with_other_gold_labels_are_refused(make_predictions):
    systems = {"a": make_predictions([0, 1], [0, 0]), "b": make_predictions([0, 2], [0, 0])}

    with pytest.raises(RunError, match="other gold labels for 1 examples, such as 'row 0001'"):
        compare_systems(systems, COUNTED)


def test_systems_of_two_tasks_are_refused(make_predictions):
    systems = {
        "a": make_predictions([0, 1], [0, 0]),
        "b": make_predictions([0, 1], [0, 0], task="sentiment"),
    }

    with pytest.raises(RunError, match="a predicts stance and b sentiment"):
        compare_systems(systems, COUNTED)
