import numpy as np
import pytest

from stance.bench import Bench
from stance.cache import cache_folder
from stance.corpus import Corpus
from stance.corpus.benchmarks import load_semeval2016
from stance.corpus.splits import Given, StratifiedKFold
from stance.evaluation import Evaluator
from stance.evaluation.metrics import FAvg
from stance.floors import FLOORS, floor_predictions
from stance.reports.progress import Quiet


@pytest.fixture
def bench(rows):
    return Bench(Corpus.from_rows(rows, name="tiny"), "stance")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "cache"))


def jobs(bench, splitter=None, seed=0):
    splits = (splitter or Given()).split(bench.corpus, bench.task, seed=seed)
    return [(seed, split) for split in splits]


def test_every_floor_predicts_the_test_rows(bench):
    predicted, not_applicable = floor_predictions(bench, jobs(bench), Quiet())
    assert predicted.keys() == FLOORS.keys()
    assert not_applicable == {}
    assert {len(predictions) for _, predictions in predicted.values()} == {30}


def test_floors_are_cross_validated_as_the_model_is(bench):
    folds = jobs(bench, StratifiedKFold(n_splits=3))
    predicted, _ = floor_predictions(bench, folds, Quiet())
    assert set(predicted["svm"][1].fold) == {"fold 1", "fold 2", "fold 3"}


def test_the_svm_is_computed_once_for_a_corpus_and_split(bench):
    first, _ = floor_predictions(bench, jobs(bench), Quiet())
    (kept,) = (cache_folder() / "floors").iterdir()
    written = kept.stat().st_mtime_ns
    second, _ = floor_predictions(bench, jobs(bench), Quiet())
    assert kept.stat().st_mtime_ns == written
    assert first["svm"][1].to_table() == second["svm"][1].to_table()
    floor_predictions(bench, jobs(bench, seed=1), Quiet())
    assert len(list((cache_folder() / "floors").iterdir())) == 2


def test_a_spoilt_cache_is_computed_again(bench):
    first, _ = floor_predictions(bench, jobs(bench), Quiet())
    (kept,) = (cache_folder() / "floors").iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    second, _ = floor_predictions(bench, jobs(bench), Quiet())
    assert first["svm"][1].to_table() == second["svm"][1].to_table()


def test_a_cache_that_cannot_be_written_is_no_cache(bench, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "file"))
    predicted, _ = floor_predictions(bench, jobs(bench), Quiet())
    assert "svm" in predicted


def test_the_cache_lies_where_the_user_wants_it(monkeypatch, tmp_path):
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("STANCE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "stance-toolkit"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder().parts[-2:] == (".cache", "stance-toolkit")


def test_a_floor_that_is_not_applicable_says_why(bench, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vaderSentiment.vaderSentiment", None)
    predicted, not_applicable = floor_predictions(bench, jobs(bench), Quiet())
    assert "tone" not in predicted
    assert "stance-toolkit[lexicon]" in not_applicable["tone taken for the label"]


def test_the_commonest_class_of_each_target_scores_what_semeval_published(benchmark_data):
    bench = Bench(load_semeval2016(benchmark_data / "semeval2016_task6"), "stance")
    predicted, _ = floor_predictions(bench, jobs(bench), Quiet())
    evaluation = Evaluator({"f_avg": FAvg()}, n_resamples=0).evaluate(
        predicted["majority_per_target"][1]
    )
    assert round(100 * evaluation.metrics["f_avg"].value, 2) == 65.22
    assert np.isfinite(evaluation.metrics["f_avg"].value)
