"""The configs of metrics and evaluations compose into evaluators."""

import shutil
from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate

from stance.evaluation import Evaluator, metrics

CONFIGS = Path(__file__).parents[2] / "configs"
METRICS = sorted(path.stem for path in (CONFIGS / "metric").glob("*.yaml"))


@pytest.fixture
def composed(tmp_path):
    """Return a maker of evaluators from overrides, over the shipped groups."""
    for group in ("metric", "evaluation"):
        shutil.copytree(CONFIGS / group, tmp_path / group)
    (tmp_path / "config.yaml").write_text("defaults: [{evaluation: standard}, _self_]\n")

    def make(*overrides: str) -> Evaluator:
        with initialize_config_dir(version_base="1.3", config_dir=str(tmp_path)):
            config = compose("config", overrides=list(overrides))
        return instantiate(config.evaluation, _convert_="all")

    return make


def test_the_standard_evaluation_resamples_and_leaves_out_what_fits_one_corpus(composed):
    evaluator = composed()

    assert evaluator.n_resamples == 1000
    assert set(METRICS) - set(evaluator.metrics) == {
        *("aurc", "classwise_ece", "dse_macro_f1", "e_aurc", "macro_recall")
    }
    assert evaluator.metrics["f_avg"] == metrics.FAvg()


def test_the_quick_evaluation_has_the_same_metrics_and_no_resamples(composed):
    assert composed("evaluation=quick").n_resamples == 0
    assert composed("evaluation=quick").metrics == composed().metrics


def test_intervals_are_made_another_way_by_one_word(composed):
    assert composed("evaluation.method=bca").method == "bca"
    assert composed("evaluation.cluster=speaker").cluster == "speaker"
    assert (composed().method, composed().cluster) == ("percentile", None)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_listed_under_the_name_of_its_file(name, composed):
    evaluator = composed(f"metric@evaluation.metrics=[{name}]")

    assert list(evaluator.metrics) == [name]
    assert evaluator.metrics[name].title


def test_every_metric_has_a_config(composed):
    evaluator = composed(f"metric@evaluation.metrics=[{','.join(METRICS)}]")

    classes = {type(metric).__name__ for metric in evaluator.metrics.values()}
    assert classes | {"CountMetric", "IntervalMetric", "METRICS", "Metric"} == set(metrics.__all__)


def test_one_metric_is_added_or_taken_away_by_one_word(composed):
    assert "dse_macro_f1" in composed("+metric@evaluation.metrics=dse_macro_f1").metrics
    assert "brier" not in composed("~evaluation.metrics.brier").metrics


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("metric/*")), ids=lambda path: path.stem)
def test_a_config_opens_with_the_reason_to_choose_it(path):
    assert path.read_text().startswith("# ")
