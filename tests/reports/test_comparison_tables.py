"""The tables and sentences of a comparison, and the forms they are written in."""

import csv
import json
from io import StringIO

import numpy as np
import pytest
from rich.console import Console
from scipy.stats import ttest_rel

from stance.errors import ConfigError
from stance.evaluation import Predictions
from stance.evaluation.metrics import METRICS
from stance.evaluation.standings import Standings
from stance.reports.comparison import (
    method_notes,
    pairs_table,
    record,
    seed_tests_table,
    seeds_table,
    slices_table,
    standings_table,
)
from stance.reports.report import Report, write

N = 240
GOLD = np.arange(N) % 3


def system(share, seed=0, n_targets=2):
    rng = np.random.default_rng(round(100 * share) + seed)
    predicted = np.where(rng.random(N) < share, GOLD, rng.integers(3, size=N))
    ids = np.array([f"{i:03}" for i in range(N)], dtype=object)
    targets = np.array([f"target {i // 3 % n_targets}" for i in range(N)], dtype=object)
    fold = np.array(["test"] * N, dtype=object)
    return Predictions("stance", ids, targets, GOLD, predicted, fold, np.full(N, seed))


def standings(*shares, n_resamples=300, **options):
    systems = {f"system {share}": system(share, **options) for share in shares}
    metrics = {name: METRICS[name]() for name in ("macro_f1", "accuracy")}
    return Standings.of(systems, metrics, headline="macro_f1", n_resamples=n_resamples)


def report(found):
    tables = [standings_table(found, "tweets"), *pairs_table(found)]
    return Report(
        tables, tables[0], method_notes(found), ["it reads no target"], lambda: record(found)
    )


def test_one_row_a_system_with_intervals_letters_and_targets():
    table = standings_table(standings(0.3, 0.9), "tweets")
    assert table.title == "2 systems on 240 examples of tweets; by target: Macro-F1"
    assert list(table.columns) == [
        "system", "Macro-F1", "letter", "better than", "Accuracy", "n", "target 0", "target 1",
    ]  # fmt: skip
    assert [row[0] for row in table.rows] == ["system 0.9", "system 0.3"]
    assert [row[3] for row in table.rows] == ["b", ""]
    assert table.best == {(0, 1), (0, 4), (0, 6), (0, 7)}


def test_three_letters_in_a_row_are_a_range():
    table = standings_table(standings(0.98, 0.05, 0.07, 0.1, 0.6), "tweets")
    assert table.rows[0][3] == "b-e"


def test_equal_systems_are_both_best():
    found = Standings.of(
        {"a": system(0.5), "b": system(0.5)},
        {"macro_f1": METRICS["macro_f1"]()},
        headline="macro_f1",
        n_resamples=50,
    )
    assert {(0, 1), (1, 1)} <= standings_table(found, "x").best


def test_many_targets_have_no_columns():
    table = standings_table(standings(0.3, 0.9, n_targets=9), "tweets")
    assert "target 0" not in table.columns
    assert "by target" not in table.title


def test_pairs_are_listed_as_long_as_there_are_few():
    (table,) = pairs_table(standings(0.3, 0.9))
    assert table.rows[0][0] == "a - b"
    assert pairs_table(standings(0.9)) == []
    assert pairs_table(standings(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)) == []


def test_seeds_are_shown_with_mean_spread_and_range_and_no_best_one():
    rows = Predictions.concatenate([system(0.5, seed) for seed in (1, 2, 3)])
    found = Standings.of(
        {"folded": rows, "alone": system(0.1)},
        {"accuracy": METRICS["accuracy"]()},
        headline="accuracy",
        n_resamples=50,
    )
    (table,) = seeds_table(found)
    summary = found.seeds["folded"]
    assert table.rows == [("folded", 3, summary.mean, summary.sd, *summary.range)]
    main = standings_table(found, "x")
    assert [row[list(main.columns).index("seeds")] for row in main.rows] == [3, 1]
    assert seeds_table(standings(0.3)) == []


def test_systems_with_the_same_seeds_get_a_paired_test_over_them():
    def folded(share, seeds):
        return Predictions.concatenate([system(share, seed) for seed in seeds])

    systems = {"x": folded(0.9, [1, 2, 3]), "y": folded(0.5, [1, 2, 3]), "z": folded(0.2, [1, 2])}
    found = Standings.of(
        systems, {"accuracy": METRICS["accuracy"]()}, headline="accuracy", n_resamples=50
    )
    (table,) = seed_tests_table(found)
    expected = ttest_rel(found.seeds["x"].values, found.seeds["y"].values)
    assert table.rows[0][:2] == ("a - b", 3)
    assert table.rows[0][3] == f"{expected.pvalue:.4f}"
    assert seed_tests_table(standings(0.3, 0.9)) == []


def test_parts_of_the_examples_are_rows_with_their_size():
    found = standings(0.3, 0.9)
    table = slices_table(found, "class", found.by("class"))
    assert table.title == "F1 by class"
    assert list(table.columns) == ["class", "n", "system 0.9", "system 0.3"]
    assert [row[:2] for row in table.rows] == [["against", 80], ["favor", 80], ["neutral", 80]]
    assert table.best == {(0, 2), (1, 2), (2, 2)}
    assert slices_table(found, "target", found.by("target")).title == "Macro-F1 by target"


def test_test_resamples_pairs_and_the_detectable_difference_are_told():
    found = standings(0.2, 0.5, 0.9)
    told = " ".join(method_notes(found))
    assert "95% percentile bootstrap intervals, 300 resamples of the 240 examples" in told
    assert "paired bootstrap test, 300 resamples, p < 0.05 after Holm's correction over 3" in told
    middle, largest = found.detectable
    assert f"below {middle:.3f} (the median over 3 pairs; {largest:.3f} for the hardest)" in told
    assert "cannot be told with these 240 examples" in told
    assert "80% power" in told


def test_too_few_resamples_for_holms_correction_are_told():
    told = " ".join(method_notes(standings(0.2, 0.5, 0.9, n_resamples=50)))
    assert "No p value is below 1 in 51" in told
    assert "--resamples 60 or more" in told


def test_one_system_has_no_letters_and_no_test():
    (told,) = method_notes(standings(0.5))
    assert told.startswith("Brackets")


def test_clusters_and_permutations_are_told():
    metrics = {"accuracy": METRICS["accuracy"]()}
    found = Standings.of(
        {"a": system(0.9), "b": system(0.3)},
        metrics,
        headline="accuracy",
        n_resamples=60,
        test="randomization",
        cluster="target",
    )
    told = " ".join(method_notes(found))
    assert "60 resamples of the 2 clusters of examples by target" in told
    assert "approximate randomization, 60 permutations" in told


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_nothing_is_cut_off_on_a_terminal(width):
    stream = StringIO()
    report(standings(0.2, 0.5, 0.9)).show(Console(file=stream, width=width))
    text = stream.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for part in ("system 0.9", "Accuracy", "letter", "target 1", "warning: it reads no target"):
        assert part in text
    brackets = [line for line in text.splitlines() if line.count("[") != line.count("]")]
    assert brackets == []


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.md", "**2 systems on 240"),
        ("x.tex", r"% needs \usepackage{booktabs}"),
        ("x.csv", "system,Macro-F1,Macro-F1 low,Macro-F1 high,letter,better than"),
        ("x.json", "{"),
        ("x.txt", "2 systems on 240"),
    ],
)
def test_the_ending_of_a_file_says_the_form(tmp_path, name, start):
    write(report(standings(0.3, 0.9)), None, tmp_path / name)
    assert (tmp_path / name).read_text().startswith(start)


def test_markdown_and_latex_have_the_notes_and_the_warnings(tmp_path):
    made = report(standings(0.3, 0.9))
    assert "- Letters: " in made.to_markdown()
    assert made.to_markdown().endswith("- it reads no target\n")
    assert r"\footnotesize Brackets: 95\% percentile" in made.to_latex()
    assert made.to_latex().endswith("% it reads no target\n")
    assert made.to_latex().count(r"\begin{tabular}") == made.to_latex().count(r"\end{tabular}") == 2


def test_csv_has_whole_numbers_that_read_back(tmp_path):
    found = standings(0.3, 0.9)
    (best, _) = csv.DictReader(StringIO(report(found).to_csv()))
    interval = found.comparison.intervals("macro_f1")["system 0.9"]
    assert [float(best[f"Macro-F1{end}"]) for end in (" low", "", " high")] == [
        interval.low, interval.value, interval.high,
    ]  # fmt: skip


def test_json_has_null_where_there_is_no_value(capsys):
    write(report(standings(0.5)), "json", None)
    read = json.loads(capsys.readouterr().out)
    assert read["detectable"] == {"median": None, "largest": None}
    assert read["systems"][0]["by_target"]["target 0"]["n"] == 120


def test_an_unknown_form_or_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="--format html is none of terminal, markdown"):
        write(report(standings(0.5)), "html", None)
    with pytest.raises(ConfigError, match="cannot be written"):
        write(report(standings(0.5)), None, tmp_path / "no" / "x.md")


@pytest.mark.parametrize(("test", "is_told"), [("bootstrap", True), ("randomization", False)])
def test_a_bootstrap_of_few_clusters_is_warned_of(test, is_told):
    systems = {f"system {share}": system(share) for share in (0.3, 0.8)}
    found = Standings.of(
        systems,
        {"macro_f1": METRICS["macro_f1"]()},
        headline="macro_f1",
        n_resamples=100,
        test=test,
        cluster="target",
    )
    assert any("so few clusters (2)" in note for note in method_notes(found)) == is_told
