"""Runs side by side, as folders of real files."""

import json
from dataclasses import replace

import numpy as np
import pytest
import yaml

from stance.checks import Checked, Finding, FloorsBeaten, SharedGroups
from stance.comparison import compare_runs
from stance.errors import ConfigError, RunError
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.metrics import METRICS
from stance.evaluation.significance import compare_systems
from stance.run_writer import RunWriter
from stance.runs import select_runs, write_json
from stance.shipped import shipped

N = 240
GOLD = np.arange(N) % 3


def column(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def predictions(share_right, seed=13, task="stance", n=N):
    rng = np.random.default_rng(seed + round(1000 * share_right))
    gold = GOLD[:n]
    predicted = np.where(rng.random(n) < share_right, gold, rng.integers(3, size=n))
    return Predictions(
        task,
        column([f"example {i:03}" for i in range(n)]),
        column([("NATO", "Russia", "the EU")[i % 3 - i % 2] for i in range(n)]),
        gold,
        predicted,
        column(["test"] * n),
        np.full(n, seed),
        facets={
            "group": column([f"group {i // 4}" for i in range(n)]),
            "phenomena": column([["irony", "negation"][: i % 3] for i in range(n)]),
        },
    )


@pytest.fixture
def make(tmp_path):
    """Return a maker of run folders with everything in them that is compared."""
    made = []

    def run(share_right=0.8, *, name="exp", seed=13, words=(), config=None, checks=(), of=None):
        rows = predictions(share_right, seed) if of is None else of
        evaluation = Evaluator({"f_avg": METRICS["f_avg"]()}, n_resamples=0).evaluate(rows)
        run_id = f"20260101T{len(made):06}-abc"
        settings = {"seed": seed, "classifier": {"random_state": seed, "words": [*words]}}
        with RunWriter(tmp_path / "runs", name, run_id) as writer:
            rows.save(writer.folder / "predictions.parquet")
            write_json(
                writer.folder / "metrics.json",
                {
                    "evaluation": evaluation.to_dict(),
                    "floors": None,
                    "target_test": None,
                    "tone": None,
                    "checks": [checked.to_dict() for checked in checks],
                },
            )
            text = json.dumps(settings) if config is None else config  # JSON is YAML
            (writer.folder / "config.yaml").write_text(text)
            about = {
                "id": run_id,
                "name": name,
                "task": rows.task,
                "headline": "f_avg",
                "command": [*words, f"seed={seed}", "plots=false"],
                "corpus": {"name": "tweets", "fingerprint": "f" * 64},
                "n_test": N,
            }
            write_json(writer.folder / "run.json", about)
        made.append(writer.folder)
        return writer.folder

    return run


def compare(tmp_path, *references, **options):
    words = [str(reference) for reference in references] or ["exp"]
    return compare_runs(words, tmp_path / "runs", **{"n_resamples": 500, **options})


def names(compared):
    return list(compared.standings.predictions)


def alter(folder, file="run.json", **changes):
    info = json.loads((folder / file).read_text())
    info.update(changes)
    path = folder / file
    path.write_text(json.dumps({key: value for key, value in info.items() if value is not ...}))


def test_systems_are_ranked_with_the_numbers_of_an_independent_comparison(make, tmp_path):
    folders = [make(0.3, words=["classifier=a"]), make(0.9, words=["classifier=b"])]
    standings = compare(tmp_path).standings
    assert names(compare(tmp_path)) == ["classifier=b", "classifier=a"]
    rows = [Predictions.load(folder / "predictions.parquet", "stance") for folder in folders]
    alone = compare_systems(
        {"b": rows[1], "a": rows[0]}, {"f_avg": METRICS["f_avg"]()}, n_resamples=500
    )
    assert [*standings.comparison.intervals("f_avg").values()] == [
        *alone.intervals("f_avg").values()
    ]
    (pair,), (expected,) = standings.pairs, alone.differences("f_avg")
    assert (pair.p_value, pair.detectable) == (expected.p_value, expected.detectable)
    assert standings.beaten == {"classifier=b": ("classifier=a",), "classifier=a": ()}


def test_runs_that_differ_in_the_seed_only_are_one_row_of_their_mean(make, tmp_path):
    for seed in (1, 2, 3):
        make(0.8, seed=seed, words=["classifier=a"])
    make(0.4, words=["classifier=b"])
    compared = compare(tmp_path)
    assert {name: len(runs) for name, runs in compared.runs.items()} == {
        "classifier=a": 3,
        "classifier=b": 1,
    }
    summary = compared.standings.seeds["classifier=a"]
    assert summary.seeds == (1, 2, 3)
    assert len(set(summary.values)) > 1
    score = compared.standings.comparison.intervals("f_avg")["classifier=a"]
    assert score.value == pytest.approx(np.mean(summary.values))
    assert any("3 of classifier=a" in note for note in compared.notes)
    (row, _) = compared.report().record()["systems"]
    assert row["seeds"] == {"seeds": (1, 2, 3), "values": summary.values}


def test_how_a_run_is_scored_and_kept_makes_no_other_setting(make, tmp_path):
    make(seed=1, config='{"seed": 1, "evaluation": {"n_resamples": 0}, "plots": true}')
    make(seed=2, config='{"seed": 2, "evaluation": {"n_resamples": 9}, "plots": false}')
    assert len(compare(tmp_path).runs) == 1


def test_a_seed_that_was_trained_twice_is_not_averaged(make, tmp_path):
    make(seed=1)
    make(seed=1)
    assert names(compare(tmp_path)) == ["exp (20260101T000000-abc)", "exp (20260101T000001-abc)"]


def test_runs_made_from_python_have_no_config_and_are_never_folded(make, tmp_path):
    make(seed=1, config="")
    make(seed=2, config="")
    assert len(compare(tmp_path).runs) == 2


def test_names_say_what_differs_within_an_experiment(make, tmp_path):
    make(0.9, name="one", words=["corpus=x", "classifier=a"])
    make(0.7, name="one", words=["corpus=x", "classifier=b"])
    make(0.5, name="two", words=["corpus=x"])
    assert names(compare(tmp_path, "one", "two")) == ["one classifier=a", "one classifier=b", "two"]


def test_runs_are_selected_by_folder_id_name_pattern_and_as_the_latest(make, tmp_path):
    one, two = make(name="one"), make(name="two")
    root = tmp_path / "runs"
    assert select_runs(["one"], root) == [one]
    assert select_runs([two.name, str(one), "one"], root) == [two, one]
    assert select_runs(["t*"], root) == [two]
    assert select_runs([str(root / "*" / "*")], root) == [one, two]
    assert select_runs([str(root)], root) == [one, two]
    assert select_runs(["latest"], root) == [two]
    with pytest.raises(RunError, match="no run 'onne'.*'one'"):
        select_runs(["onne"], root)


def test_one_run_is_enough(make, tmp_path):
    make()
    compared = compare(tmp_path)
    assert compared.standings.pairs == ()
    table = compared.report().tables[0]
    assert "letter" not in table.columns
    assert not table.best


def test_runs_on_different_examples_are_refused_unless_told(make, tmp_path):
    make(0.9, words=["classifier=a"])
    make(words=["classifier=b"], of=predictions(0.5, n=N - 10))
    with pytest.raises(
        RunError, match="10 of classifier=a, such as 'example 230'.*--partial on the 230"
    ):
        compare(tmp_path)
    compared = compare(tmp_path, partial=True)
    assert compared.standings.comparison.n_examples == N - 10
    assert "left out: 10 of classifier=a" in compared.notes[0]


def test_runs_without_a_common_example_are_refused(make, tmp_path):
    make()
    rows = predictions(0.5)
    make(words=["x=1"], of=replace(rows, id=column([f"other {name}" for name in rows.id])))
    with pytest.raises(RunError, match="no example in common"):
        compare(tmp_path, partial=True)


def test_runs_of_two_tasks_are_refused(make, tmp_path):
    make()
    make(of=predictions(0.5, task="sentiment"))
    with pytest.raises(RunError, match="sentiment and others stance"):
        compare(tmp_path)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            lambda run: (run / "predictions.parquet").write_bytes(b"PAR1"),
            "predictions.parquet was cut or altered",
        ),
        (
            lambda run: predictions(1).save(run / "predictions.parquet"),
            "predictions.parquet was cut or altered",
        ),
        (lambda run: (run / "predictions.parquet").unlink(), "predictions.parquet"),
        (
            lambda run: (run / "metrics.json").write_text('{"evaluation": {}}'),
            "metrics.json was cut or altered",
        ),
        (lambda run: (run / "run.json").write_text('{"id"'), "run.json cannot be read"),
        (lambda run: alter(run, headline=...), "headline"),
        (lambda run: alter(run, corpus={"name": "x"}), "made by older code"),
        (lambda run: (run / "config.yaml").write_text("a: ["), "config.yaml was cut or altered"),
        (lambda run: (run / "config.yaml").unlink(), "config.yaml was cut or altered"),
    ],
)
def test_a_run_that_was_cut_altered_or_is_old_is_named_and_left_out(
    make, tmp_path, damage, sentence
):
    make(0.9, words=["classifier=a"])
    bad = make(0.5, words=["classifier=b"])
    damage(bad)
    compared = compare(tmp_path)
    assert names(compared) == ["exp"]
    (told,) = compared.unreadable
    assert sentence in told
    assert str(bad) in told
    assert "\n" not in told


def test_a_run_without_checksums_is_compared_and_told(make, tmp_path):
    alter(make(), files=...)
    assert any("kept no checksums" in note for note in compare(tmp_path).notes)


def test_where_no_run_can_be_read_the_reasons_are_told(make, tmp_path):
    (make() / "predictions.parquet").write_bytes(b"")
    with pytest.raises(RunError, match=r"no run to compare: .*predictions\.parquet was cut"):
        compare(tmp_path)


def test_what_the_checks_found_is_told_once_with_the_systems_it_is_true_of(make, tmp_path):
    def found(check, sentence):
        return Checked.of(check, Finding.issue(sentence))

    leak, floor = found(SharedGroups(), "9 of 240 rows leak"), found(FloorsBeaten(), "no better")
    make(0.9, words=["classifier=a"], checks=[leak])
    make(0.5, words=["classifier=b"], checks=[leak, floor])
    compared = compare(tmp_path)
    assert compared.warnings == [
        "all: ST002 Groups across splits: 9 of 240 rows leak.",
        "classifier=b: ST009 Floor not beaten: no better.",
    ]
    assert not any("no checks" in note for note in compared.notes)


def test_runs_without_checks_are_told(make, tmp_path):
    make()
    assert "Made by older code, which had no checks: 1 of 1 run." in compare(tmp_path).notes


def test_the_first_metric_that_is_named_orders_and_tests(make, tmp_path):
    make(0.9, words=["classifier=a"])
    make(0.5, words=["classifier=b"])
    standings = compare(tmp_path, metrics=["accuracy", "worst_target_macro_f1"]).standings
    assert (standings.headline, [*standings.comparison.metrics]) == (
        "accuracy",
        ["accuracy", "worst_target_macro_f1"],
    )
    value = standings.comparison.intervals("worst_target_macro_f1")["classifier=a"].value
    assert value == pytest.approx(min(of.scores["classifier=a"].value for of in macro(standings)))


def macro(standings):
    """Return the slices by target of the same systems by macro-F1."""
    by_macro = type(standings).of(
        standings.predictions,
        {"macro_f1": METRICS["macro_f1"]()},
        headline="macro_f1",
        n_resamples=1,
    )
    return by_macro.by_target().values()


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ({"metrics": ["macro_f"]}, "--metric macro_f is none of .*'macro_f1'"),
        ({"test": "t"}, "--test t is none of bootstrap, randomization"),
        ({"cluster": "genre"}, "--cluster genre is none of"),
        ({"cluster": "speaker"}, "drawn by speaker"),
        ({"metrics": ["log_loss"]}, "Log loss has no value for exp"),
    ],
)
def test_what_there_is_not_is_one_sentence(make, tmp_path, option, sentence):
    make()
    with pytest.raises(ConfigError, match=sentence):
        compare(tmp_path, **option)


def test_the_plots_are_drawn_where_there_are_pairs(make, tmp_path):
    make(0.9, words=["classifier=a"])
    assert compare(tmp_path).draw(tmp_path / "one") == []
    make(0.5, words=["classifier=b"])
    files = compare(tmp_path).draw(tmp_path / "two")
    assert sorted(path.name for path in files) == [
        "differences.png", "differences.svg", "ranking.png", "ranking.svg",
    ]  # fmt: skip
    assert all(path.stat().st_size for path in files)


def test_the_record_is_complete_json(make, tmp_path):
    make(0.9, words=["classifier=a"])
    make(0.5, words=["classifier=b"])
    record = json.loads(compare(tmp_path).report("phenomena").to_json())
    assert {name: len(pairs) for name, pairs in record["pairs"].items()} == {
        "f_avg": 1, "macro_f1": 1, "accuracy": 1,
    }  # fmt: skip
    assert {"p_value", "p_holm", "detectable", "interval"} <= record["pairs"]["f_avg"][0].keys()
    assert {value: of["n"] for value, of in record["by"]["phenomena"].items()} == {
        "(none)": 80, "irony": 160, "negation": 80,
    }  # fmt: skip
    assert record["systems"][0]["better_than"] == ["classifier=b"]


def test_every_metric_of_the_configs_is_known_by_its_name():
    from hydra.utils import get_class

    found = {}
    for path in sorted(shipped("configs").glob("metric/*.yaml")):
        for name, config in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found[name] = get_class(config["_target_"])
    assert found == METRICS
