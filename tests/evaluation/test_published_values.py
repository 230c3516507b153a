"""Values that papers and textbooks give, worked out by hand or printed."""

import csv

import numpy as np
import pytest

from stance.evaluation import NoScoreError, Sample, metrics
from stance.labels import LABELS, read_label


def value(metric, predictions) -> float:
    return float(metric.score(Sample.whole(predictions))[0])


def semeval(path, encoding):
    """Return targets and stance positions of a SemEval-2016 Task 6 file."""
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row[0] != "ID"]
    gold = [LABELS["stance"].index(read_label(row[3], "stance")) for row in rows]
    return np.array([row[1] for row in rows], dtype=object), np.array(gold)


def test_majority_per_target_scores_65_22_on_semeval(benchmark_data, make_predictions):
    folder = benchmark_data / "semeval2016_task6"
    seen, labels = semeval(folder / "trainingdata-all-annotations.txt", "windows-1252")
    target, gold = semeval(folder / "testdata-taskA-all-annotations.txt", "windows-1252")
    majority = {t: np.bincount(labels[seen == t], minlength=3).argmax() for t in set(seen)}

    rows = make_predictions(gold, [majority[t] for t in target], target=target)

    assert len(rows) == 1249
    assert round(100 * value(metrics.FAvg(), rows), 2) == 65.22
    assert value(metrics.FAvgByTarget(), rows) < value(metrics.FAvg(), rows) - 0.2


def test_kappa_equals_cohens_own_example(make_predictions):
    # Cohen (1968), Weighted kappa: two judges, 200 patients; he gives .492 unweighted.
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    gold, predicted = np.repeat(np.indices((3, 3)).reshape(2, 9), table.ravel(), axis=1)

    assert value(metrics.Kappa(), make_predictions(gold, predicted)) == pytest.approx(
        0.492, abs=5e-4
    )


def test_brier_score_runs_from_zero_to_two(make_predictions):
    sure = make_predictions([0, 1], [0, 1], probabilities=np.eye(3)[[0, 1]])
    wrong = make_predictions([0, 1], [1, 0], probabilities=np.eye(3)[[1, 0]])

    assert value(metrics.Brier(), sure) == 0
    assert value(metrics.Brier(), wrong) == 2


def test_log_loss_of_even_odds_is_the_logarithm_of_three(make_predictions):
    rows = make_predictions([0, 1], [0, 1], probabilities=np.full((2, 3), 1 / 3))

    assert value(metrics.LogLoss(), rows) == pytest.approx(np.log(3))


def test_a_sure_mistake_costs_36_and_not_infinity(make_predictions):
    rows = make_predictions([0], [1], probabilities=np.eye(3)[[1]])

    assert value(metrics.LogLoss(), rows) == pytest.approx(36.04, abs=0.005)


def test_a_constant_answer_has_no_correlation(make_predictions):
    rows = make_predictions([0, 1, 2, 0], [0, 0, 0, 0])

    assert value(metrics.MCC(), rows) == 0
    assert value(metrics.Kappa(), rows) == 0
    assert value(metrics.MacroRecall(), rows) == pytest.approx(1 / 3)


def test_rows_of_one_class_have_no_correlation_to_measure(make_predictions):
    rows = make_predictions([0, 0], [0, 0])

    assert np.isnan(value(metrics.MCC(), rows))
    assert np.isnan(value(metrics.Kappa(), rows))


def test_f_avg_of_sentiment_is_that_of_positive_and_negative(make_predictions):
    # negative, neutral, positive: the positive row is missed, both negative rows are found.
    rows = make_predictions([0, 0, 1, 2], [0, 0, 1, 1], task="sentiment")

    assert value(metrics.FAvg(), rows) == pytest.approx((1 + 0) / 2)


def test_a_class_without_gold_rows_is_left_out_of_the_mean(make_predictions):
    rows = make_predictions([0, 0, 1, 1], [0, 0, 1, 2])

    assert value(metrics.MacroF1(), rows) == pytest.approx((1 + 2 / 3) / 2)


class TestDseMacroF1:
    """Rows are pairs: against, favor, neutral are 0, 1, 2."""

    IDS = ("a.pq", "a.qp", "b.pq", "b.qp", "c.pq", "c.qp", "d.pq", "d.qp", "e.pq", "e.qp")
    GOLD = (2, 2, 1, 2, 2, 1, 0, 2, 2, 0)  # classes 0, 1, 2, 3, 4

    def test_full_agreement_scores_one(self, make_predictions):
        rows = make_predictions(self.GOLD, self.GOLD, id=self.IDS)
        assert value(metrics.DseMacroF1(), rows) == 1

    def test_the_right_label_in_the_wrong_direction_is_wrong(self, make_predictions):
        swapped = np.array(self.GOLD).reshape(5, 2)[:, ::-1].ravel()
        rows = make_predictions(self.GOLD, swapped, id=self.IDS)
        assert value(metrics.DseMacroF1(), rows) == pytest.approx(1 / 5)

    @pytest.mark.parametrize(("surer_in_qp", "score"), [(False, 1.0), (True, 0.0)])
    def test_of_two_directions_the_surer_one_counts(self, surer_in_qp, score, make_predictions):
        margins = np.array([[-1, 1.0, 0], [-1, 2.0 if surer_in_qp else 0.5, 0]])
        rows = make_predictions([1, 2], [1, 1], id=["a.pq", "a.qp"], margins=margins)
        assert value(metrics.DseMacroF1(), rows) == score

    def test_without_scores_the_direction_from_p_to_q_counts(self, make_predictions):
        rows = make_predictions([1, 2], [1, 0], id=["a.pq", "a.qp"])
        assert value(metrics.DseMacroF1(), rows) == 1

    def test_sentiment_labels_do_as_well(self, make_predictions):
        # negative, neutral, positive
        rows = make_predictions([0, 1, 1, 2], [0, 1, 1, 2], id=self.IDS[:4], task="sentiment")
        assert value(metrics.DseMacroF1(), rows) == 1

    def test_a_pair_is_drawn_as_often_as_its_first_row(self, make_predictions):
        rows = make_predictions([1, 2, 1, 2], [1, 2, 2, 1], id=self.IDS[:4])
        weights = np.array([[1.0, 0, 0, 1], [0, 1, 1, 0]])
        assert metrics.DseMacroF1().score(Sample(rows, weights)).tolist() == [1, 0]

    def test_folds_and_seeds_keep_their_pairs_apart(self, make_predictions):
        rows = make_predictions(
            [1, 2, 1, 2], [1, 2, 1, 2], id=["a.pq", "a.qp"] * 2, seed=[0, 0, 1, 1]
        )
        assert value(metrics.DseMacroF1(), rows) == 1

    @pytest.mark.parametrize(
        ("ids", "gold", "reason"),
        [
            (["a.pq", "b"], [2, 2], "ids end in .pq and .qp, and there is a row 'b'"),
            (["a.pq", "b.qp"], [2, 2], "a row for one direction only: 2, such as 'a'"),
            (
                ["a.pq", "a.qp"],
                [0, 1],
                "a gold label in both directions: 1, such as 'a'",
            ),
        ],
    )
    def test_rows_that_are_no_pairs_have_no_score(self, ids, gold, reason, make_predictions):
        with pytest.raises(NoScoreError, match=reason):
            value(metrics.DseMacroF1(), make_predictions(gold, gold, id=ids))
