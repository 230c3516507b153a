import numpy as np
import pytest

from stance.evaluation import Evaluator
from stance.evaluation.contrast import Contrasts
from stance.evaluation.metrics import LogLoss, MacroF1
from stance.evaluation.tone_table import ToneTable

GOLD = np.arange(300) % 3


@pytest.fixture
def systems(make_predictions):
    rng = np.random.default_rng(0)
    noisy = np.where(rng.random(300) < 0.6, GOLD, (GOLD + 1) % 3)
    sharp = np.full((300, 3), 0.05)
    sharp[np.arange(300), GOLD] = 0.9
    good = make_predictions(GOLD, GOLD, probabilities=sharp)
    flat = make_predictions(GOLD, noisy, probabilities=np.full((300, 3), 1 / 3))
    return good, flat


def contrasts(systems, metric, name):
    evaluator = Evaluator({name: metric}, n_resamples=200)
    good, flat = systems
    others = {"flat": ("a flat one", flat), "same": ("itself", good)}
    return Contrasts.of(good, others, {"tone": "no lexicon"}, metric=name, evaluator=evaluator)


@pytest.mark.parametrize(("metric", "name"), [(MacroF1(), "macro_f1"), (LogLoss(), "log_loss")])
def test_a_gain_is_positive_where_the_model_is_better_whichever_way_the_metric_runs(
    systems, metric, name
):
    found = contrasts(systems, metric, name)
    gain = found.rows["flat"].gain
    assert 0 < gain.low <= gain.value <= gain.high
    assert found.rows["flat"].is_beaten()
    assert not found.rows["same"].is_beaten()
    assert found.rows["same"].p_value == 1


def test_contrasts_come_back_from_json(systems):
    found = contrasts(systems, MacroF1(), "macro_f1")
    assert Contrasts.from_dict(found.to_dict()) == found


def test_the_tone_table_counts_and_scores_each_pair_of_labels(make_predictions):
    from dataclasses import asdict, replace

    tones = np.array(["negative", "negative", "positive", "neutral"], dtype=object)
    rows = replace(make_predictions([0, 0, 1, 2], [0, 1, 1, 0]), facets={"sentiment": tones})
    table = ToneTable.of(rows)
    assert table.counts == ((2, 0, 0), (0, 0, 1), (0, 1, 0))
    assert table.accuracy == ((0.5, None, None), (None, None, 1.0), (None, 0.0, None))
    assert ToneTable.from_dict(asdict(table)) == table


def test_one_label_alone_makes_no_tone_table(make_predictions):
    assert ToneTable.of(make_predictions([0, 1], [0, 1])) is None
