import re

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from stance.build import build, build_corpus
from stance.errors import ConfigError, CorpusError
from stance.experiment import Experiment
from stance.shipped import shipped


def options(group):
    return sorted(path.stem for path in (shipped("configs") / group).glob("*.yaml"))


def config(*overrides):
    with initialize_config_dir(version_base="1.3", config_dir=str(shipped("configs"))):
        return compose("config", overrides=list(overrides))


@pytest.mark.parametrize("vectorizer", sorted({*options("vectorizer")} - {"other"}))
def test_every_vectorizer_config_builds(vectorizer):
    assert isinstance(build(config(f"vectorizer={vectorizer}")), Experiment)


@pytest.mark.parametrize("classifier", sorted({*options("classifier")} - {"other"}))
def test_every_classifier_config_builds(classifier):
    assert isinstance(build(config(f"classifier={classifier}")), Experiment)


def test_any_estimator_is_taken_by_its_name():
    words = ["classifier=other", "classifier._target_=sklearn.linear_model.Perceptron"]
    built = build(config(*words, "+classifier.max_iter=50"))
    assert built.classifier.max_iter == 50


@pytest.mark.parametrize("splitter", options("splitter"))
def test_every_splitter_config_builds(splitter):
    assert isinstance(build(config(f"splitter={splitter}")), Experiment)


@pytest.mark.parametrize("evaluation", options("evaluation"))
def test_every_evaluation_config_builds(evaluation):
    assert isinstance(build(config(f"evaluation={evaluation}")), Experiment)


@pytest.mark.parametrize("metric", options("metric"))
def test_every_metric_can_be_added(metric):
    built = build(config("evaluation=quick", f"+metric@evaluation.metrics={metric}"))
    assert metric in built.evaluation.metrics


@pytest.mark.parametrize("group", ["corpus", "vectorizer", "classifier", "splitter", "metric"])
def test_every_config_opens_with_why_one_would_choose_it(group):
    for path in (shipped("configs") / group).glob("*.yaml"):
        text = path.read_text(encoding="utf-8").removeprefix("# @package _global_\n")
        assert re.match(r"# [^@]", text), path


def test_a_misspelt_key_fails_with_its_name():
    broken = config()
    OmegaConf.set_struct(broken, False)
    broken.n_sedes = 3
    with pytest.raises(ConfigError, match="n_sedes"):
        build(broken)


def test_a_misspelt_option_of_an_estimator_fails_with_its_name_and_place():
    with pytest.raises(ConfigError, match="classifier.*unexpected keyword argument 'Cc'"):
        build(config("classifier=linear_svm", "+classifier.Cc=2"))


@pytest.mark.parametrize(
    "target",
    [
        "os.system",
        "subprocess.run",
        "stance.build.inspect.getsource",
        "stance.launch.train",
        "stance.run_writer.RunWriter",
        "sklearn.os.system",
        "sklearn.datasets.clear_data_home",
        "sklearn.utils._testing.assert_run_python_script_without_output",
        "sklearn.utils._set_output.check_library_installed",
    ],
)
def test_a_target_outside_the_trusted_packages_is_refused(target):
    with pytest.raises(
        ConfigError, match=r"classifier: _target_ .* is no estimator of sklearn, no part of stance"
    ):
        build(config("classifier=majority", f"classifier._target_={target}"))


def test_an_interpolation_is_not_resolved_a_second_time():
    hidden = config()
    hidden.corpus = {"_target_": r"\${oc.create:builtins.open}", "file": "x"}
    with pytest.raises(
        ConfigError, match=r"corpus\._target_='\$\{oc.create:builtins.open\}' has an"
    ):
        build(hidden)


def test_a_target_that_does_not_exist_is_named():
    with pytest.raises(ConfigError, match=r"there is no sklearn\.svm\.LinearSVX"):
        build(config("classifier=majority", "classifier._target_=sklearn.svm.LinearSVX"))


def test_a_package_of_ones_own_is_built_when_allowed(tmp_path, monkeypatch):
    (tmp_path / "my_vectorizer_module.py").write_text(
        "from sklearn.feature_extraction.text import CountVectorizer\n"
        "class Mine(CountVectorizer):\n"
        "    pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    mine = config("~vectorizer", "+vectorizer={_target_: my_vectorizer_module.Mine}")
    with pytest.raises(ConfigError, match="--allow my_vectorizer_module"):
        build(mine)
    built = build(mine, allow=["my_vectorizer_module"])
    assert type(built.vectorizer).__name__ == "Mine"


def test_a_value_that_is_missing_is_named():
    with pytest.raises(ConfigError, match=r"corpus\.path has no value"):
        build(config("corpus=file"))


def test_a_corpus_that_cannot_be_read_keeps_its_own_sentence(tmp_path):
    with pytest.raises(CorpusError, match="nothing_here"):
        build_corpus(config("corpus=file", f"corpus.path={tmp_path}/nothing_here.csv"))
