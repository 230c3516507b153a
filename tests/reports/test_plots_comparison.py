"""Plots of several systems, and of transfer: their numbers, and that nothing is cut or overlaps."""

import importlib.util
from dataclasses import FrozenInstanceError, replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from stance.evaluation import Predictions
from stance.evaluation.metrics.brier import Brier
from stance.evaluation.metrics.macro_f1 import MacroF1
from stance.evaluation.significance import compare_systems
from stance.reports.plots.comparison import ForestDisplay, RankingDisplay
from stance.reports.plots.display import figure_of
from stance.reports.plots.groups import not_told_apart, side_by_side
from stance.reports.plots.lettering import width
from stance.reports.plots.names import both_ends
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.transfer import TransferDisplay


def _layout():
    """Return the module that measures plots; tests are not a package."""
    path = Path(__file__).with_name("test_plots_layout.py")
    spec = importlib.util.spec_from_file_location("plots_layout", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LAYOUT = _layout()
STRANGE, check_layout = LAYOUT.STRANGE, LAYOUT.check_layout


def system(right: float, *, n: int = 400, seed: int = 0, probabilities: bool = False):
    """Return predictions of which about a share is right by rank of a difficulty all share."""
    gold = np.random.default_rng(0).integers(3, size=n)
    hard = np.random.default_rng(1).random(n)
    rng = np.random.default_rng(seed)
    guess = np.where(0.9 * hard + 0.1 * rng.random(n) < right, gold, rng.integers(3, size=n))
    return Predictions(
        task="stance",
        id=np.array([str(k) for k in range(n)], dtype=object),
        target=np.array(["NATO"] * n, dtype=object),
        gold=gold,
        predicted=guess,
        fold=np.array(["test"] * n, dtype=object),
        seed=np.zeros(n, dtype=np.int64),
        probabilities=np.eye(3)[guess] if probabilities else None,
    )


def comparison(shares, n_resamples=300, **options):
    systems = {name: system(share, seed=k) for k, (name, share) in enumerate(shares.items())}
    return compare_systems(systems, {"macro_f1": MacroF1()}, n_resamples=n_resamples, **options)


@pytest.fixture(scope="module")
def four():
    """Two systems that are alike, a worse one, and one that guesses."""
    return comparison({"guess": 0.0, "good": 0.7, "fair": 0.45, "as good": 0.69})


def texts(display) -> list[str]:
    return [text.get_text() for text in figure_of(display).findobj(Text)]


def test_the_ranking_has_the_best_first_and_joins_what_does_not_differ(four):
    display = RankingDisplay.of(four, "macro_f1", "Four")
    names = [name for name, _ in display.scores]
    assert set(names[:2]) == {"good", "as good"}
    assert names[2:] == ["fair", "guess"]
    assert dict(display.scores) == four.intervals("macro_f1")
    assert display.groups == ((0, 1),)
    assert (display.n, display.left_out, display.metric) == (400, 0, "Macro-F1")
    assert "Four (n = 400)" in texts(display)


def test_the_forest_has_the_differences_to_the_best(four):
    display = ForestDisplay.of(four, "macro_f1", "Four")
    best, score = display.best
    values = dict(zip(four.names, four.values["macro_f1"], strict=True))
    assert score == max(values.values()) == values[best]
    assert [pair.second for pair in display.differences] == [best] * 3
    for pair in display.differences:
        assert pair.interval.value == pytest.approx(values[pair.first] - values[best])
        assert pair.interval.low <= pair.interval.value <= pair.interval.high
    assert [pair.p_holm < 0.05 for pair in display.differences] == [False, True, True]


def test_a_difference_that_was_turned_round_keeps_its_interval_and_p_value(four):
    pairs = {frozenset((p.first, p.second)): p for p in four.differences("macro_f1")}
    for turned in ForestDisplay.of(four, "macro_f1", "").differences:
        pair = pairs[frozenset((turned.first, turned.second))]
        assert (turned.p_holm, turned.detectable) == (pair.p_holm, pair.detectable)
        same = pair.first == turned.first
        low, high = pair.interval.low, pair.interval.high
        expected = (low, high) if same else (-high, -low)
        assert (turned.interval.low, turned.interval.high) == expected


def test_of_a_loss_the_lowest_is_the_best():
    systems = {"bad": system(0.2, probabilities=True), "good": system(0.8, probabilities=True)}
    compared = compare_systems(systems, {"brier": Brier()}, n_resamples=100)
    assert RankingDisplay.of(compared, "brier", "").scores[0][0] == "good"
    forest = ForestDisplay.of(compared, "brier", "")
    assert forest.best[0] == "good"
    assert forest.differences[0].interval.value > 0


def test_groups_of_examples_are_in_the_title():
    cluster = {str(k): str(k // 4) for k in range(400)}
    compared = comparison({"a": 0.5, "b": 0.6}, cluster=cluster)
    for display in (RankingDisplay, ForestDisplay):
        assert "Two (n = 400 in 100 groups)" in texts(display.of(compared, "macro_f1", "Two"))


@pytest.mark.parametrize("display", [RankingDisplay, ForestDisplay])
def test_a_comparison_without_what_is_drawn_says_so(four, display):
    assert display.of(four, "f_avg", "") == NotDrawn("the comparison has no f_avg; it has macro_f1")
    alone = comparison({"one": 0.5})
    assert display.of(alone, "macro_f1", "") == NotDrawn(
        "there is one system, and none to compare it with"
    )
    undefined = replace(four, values={"macro_f1": np.full(4, np.nan)})
    assert display.of(undefined, "macro_f1", "") == NotDrawn("no system has a macro_f1")


@pytest.mark.parametrize("n_systems", [2, 12, 30, 50])
@pytest.mark.parametrize("display", [RankingDisplay, ForestDisplay])
def test_two_to_fifty_systems_lie_inside_the_figure_and_apart(display, n_systems):
    shares = {f"semeval2016-word_ngrams-svm-C={k}": 0.01 * k for k in range(n_systems)}
    drawn = display.of(comparison(shares, 30), "macro_f1", "Systems on the test set")
    check_layout(drawn)
    left_out = max(n_systems - 30, 0)
    assert drawn.left_out == left_out
    assert any(f"the best 30, {left_out} left out" in text for text in texts(drawn)) == (
        n_systems > 30
    )


@pytest.mark.parametrize("display", [RankingDisplay, ForestDisplay])
@pytest.mark.parametrize("title", ["", "$5 🙏", "W" * 300])
def test_systems_and_titles_with_any_name_lie_inside_the_figure_and_apart(display, title):
    compared = comparison({name: 0.05 * k for k, name in enumerate(STRANGE)})
    check_layout(display.of(compared, "macro_f1", title))


def test_too_few_resamples_for_so_many_pairs_are_not_taken_for_equal_systems(four):
    few = replace(four, resampled={"macro_f1": four.resampled["macro_f1"][:, :99]})
    ranking, forest = (d.of(few, "macro_f1", "") for d in (RankingDisplay, ForestDisplay))
    assert ranking.least_p == forest.least_p == 6 / 100
    assert ranking.groups == ()
    for display in (ranking, forest):
        assert any("too few resamples" in text for text in texts(display))
        check_layout(display)


def test_systems_without_a_score_come_last_and_are_written_out(four):
    missing = np.where(np.array(four.names) == "good", np.nan, four.values["macro_f1"])
    resampled = np.where(np.isnan(missing)[:, None], np.nan, four.resampled["macro_f1"])
    undefined = replace(four, values={"macro_f1": missing}, resampled={"macro_f1": resampled})
    ranking = RankingDisplay.of(undefined, "macro_f1", "")
    assert ranking.scores[-1][0] == "good"
    assert ranking.groups == ()
    for display in (ranking, ForestDisplay.of(undefined, "macro_f1", "")):
        assert "not defined" in texts(display)
        check_layout(display)


def test_displays_cannot_be_changed(four):
    transfer = TransferDisplay.of(["a"], ["a"], [[0.5]], [10], "Macro-F1")
    for of in (RankingDisplay.of, ForestDisplay.of):
        with pytest.raises(FrozenInstanceError):
            of(four, "macro_f1", "").left_out = 1
    with pytest.raises(FrozenInstanceError):
        transfer.metric = "F1"


@given(
    st.integers(2, 8).flatmap(
        lambda n: st.tuples(st.just(n), st.sets(st.sampled_from(list(combinations(range(n), 2)))))
    )
)
def test_two_systems_share_a_group_where_they_do_not_differ_and_only_there(drawn):
    n, alike = drawn
    groups = not_told_apart(n, alike)
    assert {pair for group in groups for pair in combinations(group, 2)} == alike
    assert not any(set(a) < set(b) for a in groups for b in groups)
    columns = side_by_side(groups)
    assert sorted(group for column in columns for group in column) == sorted(groups)
    for column in columns:
        assert all(a[-1] < b[0] for a, b in pairwise(column))


def test_one_critical_difference_gives_demsars_stretches_of_the_ranking():
    ranks = [1.0, 1.4, 2.1, 2.2, 4.0]
    alike = [(a, b) for a, b in combinations(range(5), 2) if ranks[b] - ranks[a] < 1]
    assert not_told_apart(5, alike) == ((0, 1), (1, 2, 3))


@given(st.text(max_size=200), st.floats(0.5, 3))
def test_names_cut_in_the_middle_keep_to_their_room(name, inches):
    assert width([both_ends(name, inches, 8)], 8) <= inches + 0.05


def test_names_that_differ_only_at_their_end_stay_apart():
    shown = {both_ends(f"{'a-very-long-prefix-' * 5}seed={k}", 2.0, 8) for k in range(3)}
    assert len(shown) == 3


@pytest.mark.parametrize("names", [["a", "b"], STRANGE, [f"Target {k}" for k in range(18)]])
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_transfer_between_any_names_lies_inside_the_figure_and_apart(names, share):
    rng = np.random.default_rng(0)
    scores = rng.random((len(names), len(names) + 1))
    scores[rng.random(scores.shape) < share] = np.nan
    ns = [12, *([1_249_000] * len(names))]
    check_layout(TransferDisplay.of(names, ["x", *names], scores, ns, "Macro-F1"))


def test_transfer_frames_where_names_agree_and_hatches_what_has_no_score():
    display = TransferDisplay.of(
        ["NATO", "Russia"], ["Russia", "EU"], [[0.5, np.nan], [0.7, 0.25]], [30, 1200], "Macro-F1"
    )
    figure = figure_of(display)
    axes = figure.axes[0]
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    framed = [patch for patch in axes.patches if not patch.get_hatch()]
    assert [(int(patch.get_x()), int(patch.get_y())) for patch in hatched] == [(1, 0)]
    assert [(int(patch.get_x()), int(patch.get_y())) for patch in framed] == [(0, 1)]
    written = texts(display)
    assert {"0.50", "0.70", "0.25", "-", "Transfer: Macro-F1 (n = 1,230)"} <= set(written)
    assert any("framed" in text and "hatched" in text for text in written)


def test_transfer_of_one_row_and_one_column_is_drawn():
    check_layout(TransferDisplay.of(["a"], ["b"], [[0.5]], [10], "Macro-F1"))


def test_transfer_of_a_matrix_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="reshape"):
        TransferDisplay.of(["a"], ["b"], [[0.5, 0.6]], [10], "Macro-F1")
