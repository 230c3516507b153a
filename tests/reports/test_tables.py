import csv
from io import StringIO

import pytest
from rich.console import Console

from stance.evaluation import Interval
from stance.reports.tables import Table, interval, number, text

TABLE = Table("Scores", ("metric", "value"), [("F1 [macro]", "0.5"), ("a|b", "-")])


def test_markdown_escapes_what_would_break_the_table():
    assert TABLE.to_markdown().splitlines() == [
        "**Scores**",
        "",
        "| metric | value |",
        "| --- | ---: |",
        "| F1 [macro] | 0.5 |",
        r"| a\|b | - |",
    ]


def test_brackets_are_text_on_the_terminal_too():
    console = Console(file=StringIO(), width=60)
    console.print(TABLE.to_rich())
    assert "F1 [macro]" in console.file.getvalue()


def test_an_undefined_score_is_a_dash_and_never_a_zero():
    assert number(float("nan")) == "-"
    assert interval(Interval(float("nan"), float("nan"), float("nan"))) == "-"


def test_a_score_without_interval_stands_alone():
    assert interval(Interval(float("nan"), 0.65218, float("nan"))) == "0.6522"


NAN = float("nan")
SCORES = Table(
    "Scores of 2_systems",
    ("system & seed", "F1", "n", "a heading of many words"),
    [
        ("[one] 50%", Interval(0.6, 0.65218, 0.7), 1249, 0.5),
        ("two", Interval(NAN, 0.7, NAN), 12, NAN),
    ],
    best={(1, 1), (0, 3)},
)


def lines(table, width):
    console = Console(file=StringIO(), width=width)
    console.print(table.to_rich(width))
    return console.file.getvalue().splitlines()


def test_cells_are_values_and_the_table_writes_them():
    assert SCORES.to_markdown().splitlines()[4:] == [
        "| [one] 50% | 0.6522 [0.600, 0.700] | 1,249 | **0.5000** |",
        "| two | **0.7000** | 12 | - |",
    ]


def test_rows_of_alarm_and_best_cells_are_bold_on_a_terminal():
    stream = StringIO()
    console = Console(file=stream, width=100, force_terminal=True, color_system="standard")
    console.print(Table("t", ("a", "b"), [("x", "1"), ("y", "2")], [0], {(1, 1)}).to_rich())
    assert "\x1b[1;31m" in stream.getvalue()
    assert "\x1b[1m2" in stream.getvalue()


def test_latex_is_booktabs_with_every_special_character_escaped():
    assert SCORES.to_latex(["p < 5%."]).splitlines() == [
        r"% needs \usepackage{booktabs}",
        r"\begin{table}",
        r"\centering",
        r"\caption{Scores of 2\_systems}",
        r"\begin{tabular}{lrrr}",
        r"\toprule",
        r"system \& seed & F1 & n & a heading of many words \\",
        r"\midrule",
        r"{}[one] 50\% & 0.6522 [0.600, 0.700] & 1,249 & \textbf{0.5000} \\",
        r"two & \textbf{0.7000} & 12 & - \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\par\smallskip\footnotesize p \textless{} 5\%.",
        r"\end{table}",
    ]


def test_csv_has_an_interval_in_three_columns_and_nothing_where_there_is_no_value():
    rows = list(csv.reader(StringIO(SCORES.to_csv())))
    assert rows == [
        ["system & seed", "F1", "F1 low", "F1 high", "n", "a heading of many words"],
        ["[one] 50%", "0.65218", "0.6", "0.7", "1249", "0.5"],
        ["two", "0.7", "", "", "12", ""],
    ]


def test_a_table_that_fits_stays_in_one_piece():
    (part,) = SCORES.parts(200)
    assert part.to_markdown() == SCORES.to_markdown()
    assert any("0.6522 [0.600, 0.700]" in line for line in lines(SCORES, 200))


@pytest.mark.parametrize("width", [30, 40, 50, 60])
def test_a_table_too_wide_is_cut_into_parts_with_the_first_column_each(width):
    parts = list(SCORES.parts(width))
    assert [part.columns[0] for part in parts] == ["system & seed"] * len(parts)
    assert [name for part in parts for name in part.columns[1:]] == list(SCORES.columns[1:])
    assert sum(len(part.best) for part in parts) == 2
    for part in parts:
        shown = lines(part, width)
        assert max(map(len, shown)) <= width
        assert "[0.600, 0.700]" in " ".join(shown) or "F1" not in part.columns


def test_a_word_longer_than_a_terminal_is_folded_and_not_cut():
    shown = lines(Table("t", ("a", "b"), [("x" * 100, "y")]), 40)
    assert sum(line.count("x") for line in shown) == 100
    assert any("y" in line for line in shown)


def test_a_table_without_rows_has_its_heading():
    empty = Table("none", ("a", "b"), [])
    assert empty.to_csv() == "a,b\n"
    assert next(empty.parts(10)).columns == ["a", "b"]
    assert "a" in " ".join(lines(empty, 20))


def test_what_a_cell_shows():
    assert [text(cell) for cell in ("a", 1249, 0.5, Interval(NAN, NAN, NAN))] == [
        "a", "1,249", "0.5000", "-",
    ]  # fmt: skip
