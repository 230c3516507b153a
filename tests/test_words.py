import pytest

from stance.build import build_corpus
from stance.errors import ConfigError
from stance.launch import compose_corpus
from stance.shipped import shipped
from stance.words import Words


def arguments(*words):
    return Words.of(words).to_hydra()


def test_no_experiment_means_the_shipped_baseline():
    folder = str(shipped("experiments").resolve())
    assert arguments() == ["-cd", folder, "-cn", "nato_russia_baseline"]


def test_an_experiment_is_found_by_name_among_the_shipped_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert arguments("ruw_baseline", "seed=3")[-2:] == ["ruw_baseline", "seed=3"]


def test_an_experiment_of_ones_own_comes_before_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "ruw_baseline.yaml").write_text("defaults: [config]\n")
    assert arguments("ruw_baseline")[1] == str(tmp_path / "experiments")


def test_an_experiment_is_found_by_its_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("defaults: [config]\n")
    assert arguments(str(path)) == ["-cd", str(tmp_path), "-cn", "mine"]


def test_an_unknown_experiment_names_the_nearest():
    with pytest.raises(ConfigError, match="no experiment 'ruw_basline'.*'ruw_baseline'"):
        arguments("ruw_basline")


def test_a_file_as_corpus_becomes_the_file_corpus_with_its_path():
    assert arguments("corpus=my tweets.csv") == ["corpus=file", "corpus.path='my tweets.csv'"]
    assert arguments("corpus=-") == ["corpus=file", "corpus.path='-'"]


def test_a_quote_in_a_file_name_is_escaped():
    assert arguments("corpus=it's.csv")[1] == r"corpus.path='it\'s.csv'"


def test_labels_of_ones_own_are_added_to_the_crosswalk():
    assert "+corpus.labels={PRO: favor}" in arguments("corpus=x.csv", "corpus.labels.PRO=favor")


@pytest.mark.parametrize("label", ["-1", "1.0", "rather for", "NONE"])
def test_any_label_can_be_mapped(label, tmp_path):
    (tmp_path / "x.csv").write_text(f"text,stance\nyes,{label}\nno,favor\n")
    words = [f"corpus.labels.{label}=against", "corpus.labels.other=neutral"]
    corpus = build_corpus(compose_corpus(str(tmp_path / "x.csv"), words))
    assert list(corpus["stance"]) == ["against", "favor"]


def test_a_shipped_name_is_no_file_whatever_lies_around(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dse").mkdir()
    (tmp_path / "saved").mkdir()
    assert arguments("corpus=dse") == ["corpus=dse"]
    assert arguments("corpus=saved") == ["corpus=file", "corpus.path='saved'"]


def test_an_option_and_its_value_may_be_one_word(tmp_path):
    words = arguments("ruw_baseline", f"--config-dir={tmp_path}")
    assert words[-1] == f"hydra.searchpath=['file://{tmp_path}']"


def test_the_name_of_the_root_is_taken(tmp_path):
    (tmp_path / "config.yaml").write_text("defaults: [config]\n")
    with pytest.raises(ConfigError, match="the name config is taken"):
        arguments(str(tmp_path / "config.yaml"))


def test_an_experiment_with_callbacks_is_refused(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "defaults: [config]\nhydra: {callbacks: {x: {_target_: joblib.load}}}\n"
    )
    with pytest.raises(ConfigError, match=r"hydra\.callbacks are not allowed"):
        arguments(str(tmp_path / "mine.yaml"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: [broken", "is no YAML"),
        ("seed: 5\n", r"begin it with: defaults: \[config, _self_\]"),
        ("", "is no experiment"),
    ],
)
def test_a_file_that_is_no_experiment_is_one_sentence(tmp_path, text, sentence):
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ConfigError, match=sentence):
        arguments(str(tmp_path / "mine.yaml"))


def test_the_command_of_a_job_gives_it_again():
    words = Words.of(["-m", "ruw_baseline", "-cd", "mine", "seed=1,2"])
    assert words.command(["seed=2"]) == ["-cd", "mine", "ruw_baseline", "seed=2"]


def test_the_value_of_an_option_is_no_experiment():
    assert arguments("--cfg", "job", "ruw_baseline")[:2] == ["--cfg", "job"]
    assert arguments("--cfg", "job", "ruw_baseline")[-1] == "ruw_baseline"


def test_folders_of_ones_own_go_along_with_an_experiment(tmp_path):
    words = arguments("ruw_baseline", "-cd", str(tmp_path))
    assert words[:2] == ["-cd", str(shipped("experiments").resolve())]
    assert words[-1] == f"hydra.searchpath=['file://{tmp_path}']"


def test_options_come_before_overrides_wherever_they_stood():
    assert arguments("corpus=x.csv", "-m", "seed=1,2")[0] == "-m"


def test_one_experiment_at_a_time():
    with pytest.raises(ConfigError, match="not ruw_baseline and dse_baseline"):
        arguments("ruw_baseline", "dse_baseline")
