"""Where a model errs: rates that can be counted by hand, and the surest errors first."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stance.errors import ModelError, RunError
from stance.evaluation import Predictions
from stance.evaluation.errors import Error, ErrorAnalysis
from stance.reports.errors import error_tables

AGAINST, FAVOR, NEUTRAL = range(3)


def column(*values: Any) -> Any:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def predictions(**changes: Any) -> Predictions:
    """Return six examples, of which b, d and e are wrong."""
    given = {
        "task": "stance",
        "id": column(*"abcdef"),
        "target": column("NATO", "NATO", "NATO", "Russia", "Russia", "Russia"),
        "gold": np.array([FAVOR, FAVOR, AGAINST, AGAINST, NEUTRAL, NEUTRAL]),
        "predicted": np.array([FAVOR, AGAINST, AGAINST, FAVOR, FAVOR, NEUTRAL]),
        "fold": column(*["test"] * 6),
        "seed": np.zeros(6, dtype=np.int64),
        "probabilities": np.array(
            [
                [0.1, 0.8, 0.1],
                [0.5, 0.3, 0.2],
                [0.7, 0.2, 0.1],
                [0.1, 0.9, 0.0],
                [0.2, 0.6, 0.2],
                [0.1, 0.1, 0.8],
            ]
        ),
        "facets": {
            "speaker": column("the mayor", "the mayor", "", None, "a baker", "a baker"),
            "phenomena": column(["irony"], ["irony", "negation"], [], None, ["negation"], []),
            "date": column("2020-01", "2020", "2021", "2021-05", "", None),
            "source": column(*["one"] * 6),
            "group": column(*"gghhii"),
        },
    }
    return Predictions(**(given | changes))


TEXT = dict(zip("abcdef", ("x" * n for n in (10, 20, 30, 40, 50, 60)), strict=True))


def rates(analysis: ErrorAnalysis, by: str) -> dict[str, tuple[int, float]]:
    return {of.value: (of.n, of.rate.value) for of in analysis.rates if of.by == by}


def test_rates_are_counted_by_all_that_is_known_but_the_group() -> None:
    analysis = ErrorAnalysis.of(predictions(), TEXT)
    assert (analysis.total.n, analysis.total.rate.value) == (6, 0.5)
    assert rates(analysis, "target") == {
        "NATO": (3, pytest.approx(1 / 3)),
        "Russia": (3, pytest.approx(2 / 3)),
    }
    assert rates(analysis, "stance") == {
        "against": (2, 0.5),
        "favor": (2, 0.5),
        "neutral": (2, 0.5),
    }
    assert rates(analysis, "speaker") == {
        "(none)": (2, 0.5),
        "a baker": (2, 0.5),
        "the mayor": (2, 0.5),
    }
    assert rates(analysis, "phenomena") == {
        "(none)": (3, pytest.approx(1 / 3)),
        "irony": (2, 0.5),
        "negation": (2, 1.0),
    }
    assert rates(analysis, "year") == {"(none)": (2, 0.5), "2020": (2, 0.5), "2021": (2, 0.5)}
    assert rates(analysis, "group") == {}
    assert rates(analysis, "source") == {}  # of one value, which says nothing new


def test_lengths_come_in_fifths_in_order() -> None:
    by_length = rates(ErrorAnalysis.of(predictions(), TEXT), "length")
    assert list(by_length) == ["10 to 20", "30 to 30", "40 to 40", "50 to 50", "60 to 60"]
    assert sum(n for n, _ in by_length.values()) == 6
    alike = ErrorAnalysis.of(predictions(), dict.fromkeys("abcdef", "same"))
    assert rates(alike, "length") == {"4 to 4": (6, 0.5)}


def test_the_surest_errors_come_first() -> None:
    errors = ErrorAnalysis.of(predictions(), TEXT).errors
    assert [(of.id, of.confidence) for of in errors] == [("d", 0.9), ("e", 0.6), ("b", 0.5)]
    worst = errors[0]
    assert (worst.text, worst.target, worst.gold, worst.predicted) == (
        "x" * 40, "Russia", "against", "favor",
    )  # fmt: skip
    assert worst.facets["phenomena"] == "(none)"
    assert errors[2].facets["phenomena"] == "irony, negation"
    assert len(ErrorAnalysis.of(predictions(), TEXT, most_errors=2).errors) == 2


def test_margins_are_sure_by_their_lead_and_labels_not_at_all() -> None:
    margins = np.array([[0, 2.0, 1], [3, 0, 2.5], [5, 0, 0], [0, 4, 0], [0, 9, 1], [0, 0, 1]])
    errors = ErrorAnalysis.of(predictions(probabilities=None, margins=margins), TEXT).errors
    assert [(of.id, of.confidence) for of in errors] == [("e", 8), ("d", 4), ("b", 0.5)]
    errors = ErrorAnalysis.of(predictions(probabilities=None), TEXT).errors
    assert [of.id for of in errors] == ["b", "d", "e"]
    assert all(np.isnan(of.confidence) for of in errors)


def test_an_example_scored_by_several_models_counts_once() -> None:
    first = predictions()
    second = predictions(
        seed=np.ones(6, dtype=np.int64),
        predicted=np.array([FAVOR, FAVOR, AGAINST, FAVOR, FAVOR, AGAINST]),
        probabilities=np.roll(first.probabilities, 1, axis=0),
    )
    analysis = ErrorAnalysis.of(Predictions.concatenate([first, second]), TEXT)
    assert analysis.total.n == 6
    assert analysis.total.rate.value == pytest.approx((0.5 + 1 + 1 + 0.5) / 6)
    assert sorted(of.id for of in analysis.errors) == ["b", "d", "e", "f"]
    found = {of.id: (of.n_wrong, of.n_scored, of.seed, of.confidence) for of in analysis.errors}
    assert found["b"] == (1, 2, 0, 0.5)
    assert found["e"] == (2, 2, 1, 0.9)
    assert found["f"] == (1, 2, 1, 0.6)


def told(error: Error) -> list[tuple[str, float]]:
    return [(f'not; {error.id}, "quoted"', 0.25), ("é|x", -0.125)]


def test_only_the_surest_errors_are_explained() -> None:
    analysis = ErrorAnalysis.of(predictions(), TEXT).explained(told, most=2)
    assert [bool(of.pushes) for of in analysis.errors] == [True, True, False]

    def cannot(error: Error) -> list[tuple[str, float]]:
        raise ModelError("a forest is not linear")

    with pytest.raises(ModelError, match="not linear"):
        analysis.explained(cannot)


@pytest.mark.parametrize("giving", ["probabilities", "nothing"])
def test_what_is_saved_is_loaded(tmp_path: Path, giving: str) -> None:
    changes = {} if giving == "probabilities" else {"probabilities": None}
    text = TEXT | {"d": 'He said: "no",\nand\r\n<left>; ' + "long " * 50_000}
    analysis = ErrorAnalysis.of(predictions(**changes), text).explained(told, most=2)
    analysis.save(tmp_path)
    loaded = ErrorAnalysis.load(tmp_path)
    assert loaded.rates == analysis.rates
    plain = [[replace(of, confidence=0.0) for of in some.errors] for some in (loaded, analysis)]
    assert plain[0] == plain[1]
    assert [of.confidence for of in loaded.errors] == pytest.approx(
        [of.confidence for of in analysis.errors], nan_ok=True
    )
    assert (tmp_path / "errors.csv").read_text(encoding="utf-8").startswith('"id","text","target"')


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3),
    st.text(st.characters(exclude_categories=["Cs"])),
)
@example(["a\rb", "\r", 'c\r\n"'], "\r")
def test_any_text_is_loaded_as_it_was_saved(texts: list[str], speaker: str) -> None:
    analysis = ErrorAnalysis.of(
        predictions(facets={"speaker": column(*[speaker] * 5, "a baker")}),
        TEXT | dict(zip("bde", texts, strict=True)),
    )
    with tempfile.TemporaryDirectory() as folder:
        analysis.save(Path(folder))
        assert ErrorAnalysis.load(Path(folder)) == analysis


@pytest.mark.parametrize("content", ["", "garbage\n", None])
@pytest.mark.parametrize("name", ["errors.csv", "error_rates.csv"])
def test_a_missing_empty_or_garbled_table_is_one_sentence(
    tmp_path: Path, name: str, content: str | None
) -> None:
    ErrorAnalysis.of(predictions(), TEXT).save(tmp_path)
    header, *_ = (tmp_path / name).read_text(encoding="utf-8").splitlines()
    for altered in (content, content and header + "\n"):
        (tmp_path / name).unlink(missing_ok=True)
        if altered is not None:
            (tmp_path / name).write_text(altered, encoding="utf-8")
        with pytest.raises(RunError, match="the tables of errors cannot be read"):
            ErrorAnalysis.load(tmp_path)


def test_without_an_error_there_is_an_empty_table(tmp_path: Path) -> None:
    gold = predictions().gold
    analysis = ErrorAnalysis.of(predictions(predicted=gold), TEXT)
    assert (analysis.errors, analysis.total.rate.value) == ((), 0.0)
    analysis.save(tmp_path)
    assert ErrorAnalysis.load(tmp_path) == analysis
    assert [table.title for table in error_tables(analysis)] == ["Error rates"]


def test_an_altered_file_is_one_sentence(tmp_path: Path) -> None:
    ErrorAnalysis.of(predictions(), TEXT).save(tmp_path)
    (tmp_path / "errors.csv").write_text("id,text\n1,a\n")
    with pytest.raises(RunError, match="the tables of errors cannot be read"):
        ErrorAnalysis.load(tmp_path)
    (tmp_path / "errors.csv").unlink()
    with pytest.raises(RunError, match="restore errors.csv"):
        ErrorAnalysis.load(tmp_path)


def test_tables_show_what_is_worse_than_the_whole_in_red() -> None:
    n = 100
    target = column(*["NATO"] * n, *["Russia"] * n)
    wrong = np.r_[np.zeros(n), np.ones(n)].astype(int)
    many = Predictions(
        "stance", column(*map(str, range(2 * n))), target, np.zeros(2 * n, dtype=int), wrong,
        column(*["test"] * 2 * n), np.zeros(2 * n, dtype=int),
    )  # fmt: skip
    analysis = ErrorAnalysis.of(many, {str(k): "a  text\nof two lines" for k in range(2 * n)})
    table, worst = error_tables(analysis.explained(told), most_errors=3)
    red = [table.rows[r][0] for r in table.alarms]
    assert red == ["target: Russia"]
    assert worst.title == "The 3 surest errors"
    text, _, right, predicted, *_ = worst.rows[0]
    assert (text, right, predicted) == ("a text of two lines", "against", "favor")
    assert 'not; 100, "quoted" +0.25' in worst.rows[0][5]
