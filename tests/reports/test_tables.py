from io import StringIO

from rich.console import Console

from stance.evaluation import Interval
from stance.reports.tables import Table, interval, number

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
