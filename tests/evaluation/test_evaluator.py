"""`Evaluator`: values, intervals, classes, targets, seeds and folds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from stance.errors import ConfigError, CorpusError
from stance.evaluation import Evaluator, Sample, metrics

METRICS = {
    "accuracy": metrics.Accuracy(),
    "macro_f1": metrics.MacroF1(),
    "f_avg_by_target": metrics.FAvgByTarget(),
    "roc_auc": metrics.RocAuc(),
    "log_loss": metrics.LogLoss(),
}


@pytest.fixture
def evaluator():
    return Evaluator(METRICS, n_resamples=200)


def bounds(evaluation, name="accuracy"):
    return evaluation.metrics[name].low, evaluation.metrics[name].high


def test_values_are_those_of_the_metrics_in_the_order_asked_for(evaluator, random_predictions):
    rows = random_predictions(0)

    evaluation = evaluator.evaluate(rows)

    assert list(evaluation.metrics) == list(METRICS)
    for name, metric in METRICS.items():
        assert evaluation.metrics[name].value == metric.score(Sample.whole(rows))[0]
    assert evaluation.titles["macro_f1"] == "Macro-F1"
    assert evaluation.lower_is_better == ("log_loss",)


def test_each_interval_holds_its_value(evaluator, random_predictions):
    evaluation = evaluator.evaluate(random_predictions(1))

    scores = list(evaluation.metrics.values())
    for of_class in evaluation.per_class.values():
        scores += [of_class.precision, of_class.recall, of_class.f1]
    for of_target in evaluation.per_target.values():
        scores += [*of_target.metrics.values(), *of_target.f1.values()]
    assert len(scores) == 5 + 9 + 3 * (2 + 3)
    assert all(score.low < score.value < score.high for score in scores)


def test_the_interval_of_accuracy_is_the_binomial_one(random_predictions):
    evaluation = Evaluator(METRICS, n_resamples=4000).evaluate(random_predictions(2, n=1000))

    accuracy = evaluation.metrics["accuracy"]
    half = 1.96 * np.sqrt(accuracy.value * (1 - accuracy.value) / 1000)
    assert accuracy.low == pytest.approx(accuracy.value - half, abs=0.003)
    assert accuracy.high == pytest.approx(accuracy.value + half, abs=0.003)


def test_95_percent_intervals_hold_the_truth_about_95_percent_of_the_time(make_predictions):
    rng = np.random.default_rng(0)
    evaluator = Evaluator({"accuracy": metrics.Accuracy(), "f": metrics.MacroF1()}, 300)
    # Every class is right with 0.7 and else either other: macro-F1 is 0.7 like accuracy.
    held = np.zeros(2)
    for _ in range(200):
        gold = rng.permutation(np.repeat([0, 1, 2], 100))
        off = np.where(rng.random(300) < 0.7, 0, rng.integers(1, 3, size=300))
        evaluation = evaluator.evaluate(make_predictions(gold, (gold + off) % 3))
        held += [score.low <= 0.7 <= score.high for score in evaluation.metrics.values()]
    assert (held / 200 >= 0.91).all()
    assert (held / 200 <= 0.99).all()


def test_the_same_predictions_give_the_same_intervals(evaluator, random_predictions):
    rows = random_predictions(3)

    assert evaluator.evaluate(rows).to_dict() == evaluator.evaluate(rows).to_dict()


def test_the_order_of_the_rows_does_not_change_an_interval(evaluator, random_predictions):
    rows = random_predictions(3)
    shuffled = rows.where(np.random.default_rng(0).permutation(len(rows)))

    assert bounds(evaluator.evaluate(rows)) == bounds(evaluator.evaluate(shuffled))


def test_another_seed_of_the_bootstrap_moves_the_interval_a_little(random_predictions):
    rows = random_predictions(3)

    first, second = (Evaluator(METRICS, seed=s).evaluate(rows).metrics["accuracy"] for s in (0, 1))

    assert first != second
    assert first.low == pytest.approx(second.low, abs=0.03)


def test_resamples_in_chunks_are_as_good_as_at_once(random_predictions, monkeypatch):
    rows = random_predictions(3)
    monkeypatch.setattr("stance.evaluation.intervals._CHUNK", 1000)

    accuracy = Evaluator(METRICS, n_resamples=2000).evaluate(rows).metrics["accuracy"]

    assert accuracy.high - accuracy.low == pytest.approx(4 * 0.48 / np.sqrt(200), abs=0.02)


def test_without_resamples_there_are_values_and_no_intervals(random_predictions):
    evaluation = Evaluator(METRICS, n_resamples=0).evaluate(random_predictions(0))

    record = evaluation.to_dict()["metrics"]["accuracy"]
    assert record["value"] > 0.3
    assert (record["low"], record["high"]) == (None, None)


def test_classes_and_targets_are_counted_in_examples(evaluator, make_predictions):
    rows = make_predictions([0, 0, 1, 2], [0, 1, 1, 1], target=["EU", "NATO", "NATO", "NATO"])

    evaluation = evaluator.evaluate(rows)

    assert evaluation.n == 4
    assert {label: c.support for label, c in evaluation.per_class.items()} == {
        "against": 2,
        "favor": 1,
        "neutral": 1,
    }
    assert evaluation.per_class["favor"].precision.value == pytest.approx(1 / 3)
    assert {target: t.n for target, t in evaluation.per_target.items()} == {"EU": 1, "NATO": 3}
    assert evaluation.per_target["NATO"].metrics["accuracy"].value == pytest.approx(1 / 3)
    assert evaluation.per_target["NATO"].f1["favor"].value == pytest.approx(1 / 2)
    assert evaluation.confusion.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]


def test_metrics_that_compare_targets_are_not_given_for_one(evaluator, random_predictions):
    evaluation = evaluator.evaluate(random_predictions(0))

    assert list(evaluation.per_target["target 0"].metrics) == ["accuracy", "macro_f1"]


def test_only_the_most_frequent_targets_have_scores_of_their_own(make_predictions):
    target = ["rare", *["common"] * 3, *["usual"] * 2]
    rows = make_predictions([0] * 6, [0] * 6, target=target)

    evaluation = Evaluator(METRICS, 0, max_targets=2).evaluate(rows)

    assert list(evaluation.per_target) == ["common", "usual"]
    assert any("2 most frequent of 3 targets" in note for note in evaluation.notes)


class TestSeveralSeeds:
    """An experiment repeated under two seeds: all right under one, half right under the other."""

    @pytest.fixture
    def rows(self, make_predictions):
        gold = [0, 1, 2, 0] * 10
        names = [f"row {i}" for i in range(40)]
        half = [0, 1, 0, 1] * 10
        return make_predictions(
            gold * 2, gold + half, id=names * 2, seed=[1] * 40 + [2] * 40, fold="test"
        )

    def test_a_metric_is_averaged_over_them(self, rows, evaluator):
        evaluation = evaluator.evaluate(rows)

        assert evaluation.metrics["accuracy"].value == pytest.approx(0.75)
        assert evaluation.n == 40
        assert evaluation.per_class["against"].support == 20
        assert evaluation.confusion.sum() == 80

    def test_repeating_a_seed_does_not_make_the_interval_narrower(self, evaluator, rows):
        once = rows.where(rows.seed == 2)
        again = rows.where(rows.seed == 2)
        again.seed[:] = 3

        twice = type(rows).concatenate([once, again])

        assert bounds(evaluator.evaluate(twice)) == bounds(evaluator.evaluate(once))

    def test_the_spread_over_them_is_told(self, rows, evaluator):
        folds = evaluator.evaluate(rows).folds

        assert folds.splits == (("test", 1), ("test", 2))
        accuracy = folds.metrics["accuracy"]
        assert accuracy.values == (1.0, 0.5)
        assert (accuracy.mean, accuracy.min, accuracy.max) == (0.75, 0.5, 1.0)
        assert accuracy.sd == pytest.approx(np.std([1, 0.5], ddof=1))

    def test_a_target_that_one_of_them_lacks_is_scored_on_the_other(
        self, evaluator, make_predictions
    ):
        rows = make_predictions([0, 1, 0], [0, 1, 1], target=["EU", "NATO", "NATO"], seed=[1, 1, 2])

        evaluation = evaluator.evaluate(rows)

        assert evaluation.per_target["EU"].metrics["accuracy"].value == 1
        assert evaluation.per_target["NATO"].metrics["accuracy"].value == 0.5


def test_folds_of_one_seed_are_scored_together(evaluator, make_predictions):
    rows = make_predictions([0, 0, 0, 1], [0, 0, 1, 1], fold=["1", "1", "1", "2"])

    evaluation = evaluator.evaluate(rows)

    assert evaluation.metrics["accuracy"].value == 0.75
    assert evaluation.folds.metrics["accuracy"].mean == pytest.approx((2 / 3 + 1) / 2)


def test_one_split_has_no_spread(evaluator, random_predictions):
    assert evaluator.evaluate(random_predictions(0)).folds is None


def test_rows_of_one_cluster_are_drawn_together(evaluator, make_predictions):
    # Ten documents, each of ten rows, right throughout or wrong throughout.
    right = np.repeat([1, 0] * 5, 10)
    rows = make_predictions(np.zeros(100), np.where(right, 0, 1))
    document = np.repeat([f"document {i}" for i in range(10)], 10)

    by_example = evaluator.evaluate(rows)
    by_document = evaluator.evaluate(rows, cluster=document)

    assert by_document.metrics["accuracy"].value == by_example.metrics["accuracy"].value
    low, high = bounds(by_document)
    assert high - low == pytest.approx(4 * np.sqrt(0.25 / 10), abs=0.1)
    assert high - low > 2 * np.subtract(*reversed(bounds(by_example)))


def test_clusters_without_a_label_are_drawn_by_example(evaluator, random_predictions):
    rows = random_predictions(0)
    nameless = np.full(len(rows), "", dtype=object)

    assert bounds(evaluator.evaluate(rows, cluster=nameless)) == bounds(evaluator.evaluate(rows))


def test_targets_are_drawn_together_where_the_evaluator_says_so(random_predictions):
    rows = random_predictions(0, n_targets=20)
    by_target = Evaluator(METRICS, 200, cluster="target").evaluate(rows)

    assert bounds(by_target) == bounds(Evaluator(METRICS, 200).evaluate(rows, cluster=rows.target))


def test_labels_that_are_given_come_before_the_evaluators(evaluator, random_predictions):
    rows = random_predictions(0)
    by_group = Evaluator(METRICS, 200, cluster="group").evaluate(rows, cluster=rows.id)

    assert bounds(by_group) == bounds(evaluator.evaluate(rows, cluster=rows.id))


def test_groups_and_speakers_are_those_of_the_predictions(evaluator, random_predictions):
    rows = random_predictions(0)
    speaker = np.array([f"speaker {row // 8}" if row > 40 else "" for row in range(200)], object)
    rows = replace(rows, facets={"speaker": speaker})

    by_speaker = Evaluator(METRICS, 200, cluster="speaker").evaluate(rows)

    assert bounds(by_speaker) == bounds(evaluator.evaluate(rows, cluster=speaker))
    assert bounds(by_speaker) != bounds(evaluator.evaluate(rows))


@pytest.mark.parametrize("cluster", ["group", "speaker"])
def test_clusters_that_predictions_do_not_hold_are_an_error(cluster, random_predictions):
    with pytest.raises(ConfigError, match=f"drawn by {cluster}.*hold only target"):
        Evaluator(METRICS, cluster=cluster).evaluate(random_predictions(0))


def test_bca_intervals_equal_scipys_up_to_chance(make_predictions):
    # Right 9 times of 10: the interval of the accuracy leans down.
    right = (np.arange(100) % 10 > 0).astype(int)
    rows = make_predictions(np.ones(100), right)
    theirs = stats.bootstrap((right,), np.mean, n_resamples=20_000, rng=0).confidence_interval

    evaluation = Evaluator(METRICS, n_resamples=20_000, method="bca").evaluate(rows)

    assert bounds(evaluation) == pytest.approx([theirs.low, theirs.high], abs=0.011)
    plain = Evaluator(METRICS, n_resamples=20_000).evaluate(rows)
    assert bounds(evaluation)[0] < bounds(plain)[0]


def test_bca_intervals_hold_their_values(random_predictions):
    evaluation = Evaluator(METRICS, 500, method="bca").evaluate(random_predictions(1))

    scores = [*evaluation.metrics.values(), *(c.f1 for c in evaluation.per_class.values())]
    assert all(score.low < score.value < score.high for score in scores)


def test_no_rows_are_an_error(evaluator, make_predictions):
    with pytest.raises(CorpusError, match="nothing to score"):
        evaluator.evaluate(make_predictions([], []))


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"n_resamples": -1}, "n_resamples is -1"),
        ({"confidence": 95}, "confidence is 95; give a share between 0 and 1"),
        ({"max_targets": -5}, "max_targets is -5"),
        ({"method": "bcaa"}, "method is 'bcaa'; give one of percentile, bca; did you mean 'bca'"),
        ({"cluster": "speakers"}, "cluster is 'speakers'.*null.*did you mean 'speaker'"),
    ],
)
def test_a_setting_out_of_range_is_an_error(settings, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Evaluator(METRICS, **settings)
