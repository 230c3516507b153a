"""The command line as its users meet it: real processes in an empty folder."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

STANCE = [sys.executable, "-m", "stance"]
HEAVY = ("sklearn", "datasets", "pandas", "matplotlib")
QUICK = ["vectorizer=hashing", "classifier=ridge", "evaluation=quick", "plots=false"]


def stance(*words, folder, stdin=None, **environment):
    return subprocess.run(
        [*STANCE, *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )


@pytest.fixture
def csv(tmp_path, rows):
    lines = [
        "tweet,about,label",
        *(f'"{r["text"]}",{r["target"]},{r["stance"].upper()}' for r in rows),
    ]
    path = tmp_path / "tweets.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys; from typer.testing import CliRunner; from stance.cli import app\n"
        "print(CliRunner().invoke(app, ['--help']).output)\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "train" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_config_is_shown_without_importing_anything_heavy(tmp_path):
    code = (
        "import sys; from stance.launch import run_hydra; from stance.words import Words\n"
        "run_hydra(Words.of(['--cfg', 'job']).to_hydra(), lambda config: None)\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "_target_: stance.experiment.Experiment" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert list(tmp_path.iterdir()) == []


def test_hydras_help_tells_what_can_be_chosen(tmp_path):
    done = stance("train", "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "splitter: by_date, " in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_told(tmp_path):
    assert stance("--version", folder=tmp_path).stdout.startswith("stance toolkit 0.")


def test_a_csv_of_ones_own_needs_three_overrides_and_no_code(csv, tmp_path):
    done = stance(
        "train", "corpus=tweets.csv", "corpus.columns.text=tweet", "corpus.columns.stance=label",
        "splitter=stratified", folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Macro-F1" in done.stdout
    assert "plots " in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path != csv] == ["runs"]
    (folder,) = (tmp_path / "runs" / "tweets").iterdir()
    assert (folder / "plots" / "confusion.png").is_file()


def test_runs_are_listed_and_recorded(csv, tmp_path):
    words = ["corpus=tweets.csv", "corpus.columns.text=tweet", "corpus.columns.stance=label"]
    words += ["corpus.columns.target=about", "corpus.labels.NEUTRAL=neutral", "splitter=stratified"]
    done = stance("train", "-q", *words, *QUICK, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    listed = stance("runs", folder=tmp_path)
    assert "1 run" in listed.stdout
    assert "corpus.columns.text=tweet" in "".join(listed.stdout.split())
    recorded = stance("record", "latest", "-o", "record.md", folder=tmp_path)
    assert recorded.returncode == 0
    text = (tmp_path / "record.md").read_text()
    assert text.startswith("# tweets\n\n    stance train corpus=file ")
    assert "| Macro-F1 | " in text


def test_piped_output_is_plain_lines(tmp_path):
    done = stance("train", *QUICK, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert " s  reading the corpus" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_sweep_makes_a_run_a_job_and_lists_them(tmp_path):
    done = stance("train", "-m", "seed=1,2", *QUICK, "save_model=false", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 runs" in done.stdout
    runs = list((tmp_path / "runs" / "nato_russia_baseline").iterdir())
    assert {json.loads((run / "run.json").read_text())["command"][-1] for run in runs}
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_a_sweep_goes_on_after_a_job_that_fails(tmp_path):
    words = ["-m", "splitter.test=nowhere,test", *QUICK, "save_model=false"]
    done = stance("train", *words, folder=tmp_path)
    assert done.returncode == 2
    assert "Macro-F1" in done.stdout
    assert "stance: splitter.test=nowhere" in done.stderr
    assert "has no row with a stance label" in done.stderr
    assert done.stderr.splitlines()[-1] == "stance: 1 jobs failed"


def test_a_damaged_run_is_named_and_the_others_are_listed(tmp_path):
    for seed in (1, 2):
        stance("train", "-q", f"seed={seed}", *QUICK, "save_model=false", folder=tmp_path)
    first, _ = sorted((tmp_path / "runs" / "nato_russia_baseline").iterdir())
    (first / "metrics.json").write_text("{}")
    done = stance("runs", folder=tmp_path)
    assert done.returncode == 2
    assert "1 run" in done.stdout
    assert str(first.name) in done.stderr
    assert "Traceback" not in done.stderr


def test_every_shipped_experiment_takes_every_classifier(tmp_path):
    """Composed and built, whatever vectorizer a classifier brings along."""
    code = (
        "import sys; from pathlib import Path; from omegaconf import OmegaConf\n"
        "from stance.launch import run_hydra; from stance.words import Words\n"
        "from stance.shipped import shipped\n"
        "names = [p.stem for p in (shipped('configs') / 'classifier').glob('*.yaml')]\n"
        "for path in shipped('experiments').glob('*.yaml'):\n"
        "    for name in ('majority_per_target', 'gradient_boosting'):\n"
        "        def task(config):\n"
        "            target = config.vectorizer._target_\n"
        "            print(path.stem, name, target)\n"
        "        run_hydra(Words.of([path.stem, f'classifier={name}']).to_hydra(), task)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    told = [line.split() for line in done.stdout.splitlines()]
    kept = {name for name, classifier, target in told if target.endswith("union")}
    shipped = list((Path(__file__).parents[1] / "experiments").glob("*.yaml"))
    # Only the experiment whose claim is its vectorizer keeps it whatever the classifier.
    assert kept == set()
    assert len(told) == 2 * len(shipped)


def test_corpora_are_listed_and_shown(tmp_path):
    listed = stance("corpus", "list", folder=tmp_path)
    assert "semeval2016" in listed.stdout
    shown = stance("corpus", "show", "nato_russia", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "Stance by target" in shown.stdout
    assert "Stance by split" in shown.stdout


def test_jsonl_comes_from_standard_input(tmp_path, rows):
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    done = stance("corpus", "show", "-", folder=tmp_path, stdin=lines)
    assert done.returncode == 0, done.stderr
    assert "90" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "no_such_experiment"], "no experiment 'no_such_experiment'"),
        (["train", "classifer=majority"], "Could not override 'classifer'"),
        (["train", "classifier=linear_svn"], "Could not find 'classifier/linear_svn'"),
        (["train", "corpus=missing.csv"], "missing.csv"),
        (["train", "splitter.test=dev2"], "dev2"),
        (["record", "latest"], "there are no runs in runs"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(tmp_path, words, sentence):
    done = stance(*words, folder=tmp_path)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 2
    assert last.startswith("stance: ")
    assert sentence in last
    assert "Traceback" not in done.stderr
    assert "HYDRA_FULL_ERROR" not in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "runs").write_text("in the way")
    done = stance("train", *QUICK, folder=tmp_path)
    assert done.returncode == 2
    assert "choose another folder with --runs" in done.stderr.splitlines()[-1]


def test_a_vectorizer_of_ones_own_is_one_file_and_one_config(tmp_path):
    (tmp_path / "shouting.py").write_text(
        "import numpy as np\n"
        "from sklearn.base import BaseEstimator, TransformerMixin\n"
        "class Shouting(TransformerMixin, BaseEstimator):\n"
        "    def fit(self, X, y=None):\n"
        "        self.n_features_in_ = X.shape[1]\n"
        "        return self\n"
        "    def transform(self, X):\n"
        "        return np.array([[text.count('!'), len(text)] for text in X['text']])\n"
    )
    (tmp_path / "mine" / "vectorizer").mkdir(parents=True)
    (tmp_path / "mine" / "vectorizer" / "shouting.yaml").write_text("_target_: shouting.Shouting\n")
    words = ["train", "-cd", "mine", "vectorizer=shouting", *QUICK[1:]]
    refused = stance(*words, folder=tmp_path)
    assert refused.returncode == 2
    assert "--allow shouting" in refused.stderr
    done = stance(*words, "--allow", "shouting", folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_killed_run_leaves_nothing_a_reader_sees(tmp_path):
    words = [*STANCE, "train", "evaluation.n_resamples=100000000"]
    # Without coverage, whose data a killed process would leave half written.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    with subprocess.Popen(
        words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=plain
    ) as process:
        for line in process.stderr:
            if "scores and intervals" in line:
                break
        process.send_signal(signal.SIGKILL)
    assert "no runs in runs" in stance("runs", folder=tmp_path).stdout
    assert stance("train", *QUICK, folder=tmp_path).returncode == 0
    left = list((tmp_path / "runs" / "nato_russia_baseline").iterdir())
    assert [path.name.startswith(".") for path in left] == [False]
