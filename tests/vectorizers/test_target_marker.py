"""Mentions of the target become a marker."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils import estimator_checks

from stance.errors import ConfigError
from stance.vectorizers import TargetMarker

ALIASES = {
    "NATO": ["the alliance", "the Atlantic alliance", "alliance"],
    "Russia": ["Russian", "Moscow", "#Russia", "R.F."],
}


def frame(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(text, target, "") for text, target in rows],
        columns=["text", "target", "speaker"],
        dtype=object,
    )


def mark(text: str, target: str, **settings: object) -> list[str]:
    marker = TargetMarker(**{"aliases": ALIASES, "marker": "X"} | settings)
    return marker.transform(frame((text, target)))[["text", "left", "right"]].iloc[0].tolist()


@pytest.mark.parametrize(
    ("text", "target", "marked"),
    [
        ("We trust NATO.", "NATO", "We trust X."),
        ("we trust nato and the ALLIANCE", "NATO", "we trust X and X"),
        ("We trust the Atlantic alliance.", "NATO", "We trust X."),
        ("We trust the\n Atlantic  alliance.", "NATO", "We trust X."),
        ("A NATOesque plan, an anti-NATO march", "NATO", "A NATOesque plan, an anti-X march"),
        ("NATO's plan", "NATO", "X's plan"),
        ("Tell #Russia, tell the R.F. now", "Russia", "Tell X, tell the X now"),
        ("Russian trains and Russians", "Russia", "X trains and Russians"),
        ("NATO warned Moscow.", "Russia", "NATO warned X."),
        ("NATO warned Moscow.", "NATO", "X warned Moscow."),
        ("NATO warned Moscow.", "", "NATO warned Moscow."),
        ("NATO warned Moscow.", "the moon", "NATO warned Moscow."),
    ],
)
def test_mentions_are_whole_words_in_any_case(text: str, target: str, marked: str) -> None:
    assert mark(text, target)[0] == marked


def test_left_and_right_are_what_stands_outside_the_first_and_last_mention() -> None:
    assert mark("One two NATO three the alliance four five.", "NATO") == [
        "One two X three X four five.",
        "One two",
        "four five.",
    ]


def test_a_window_keeps_the_words_next_to_the_mention() -> None:
    assert mark("one two three NATO four five six", "NATO", window=2)[1:] == [
        "two three",
        "four five",
    ]


def test_a_row_without_a_mention_keeps_its_text_and_has_no_sides() -> None:
    assert mark("Nobody  asked us.", "NATO") == ["Nobody  asked us.", "", ""]


def test_aliases_belong_to_a_target_in_any_case() -> None:
    assert mark("The alliance.", "nato")[0] == "X."


def test_a_marker_is_taken_literally() -> None:
    assert mark("NATO.", "NATO", marker=r"\1")[0] == r"\1."


def test_the_other_columns_and_the_index_stay() -> None:
    given_frame = frame(("NATO.", "NATO"), ("Hm.", "Russia")).set_index(pd.Index([7, 3]))
    marked = TargetMarker().fit_transform(given_frame)
    assert list(marked.columns) == ["text", "target", "speaker", "left", "right"]
    pd.testing.assert_frame_equal(marked[["target", "speaker"]], given_frame[["target", "speaker"]])
    assert given_frame["text"].tolist() == ["NATO.", "Hm."]


def test_no_rows_give_no_rows() -> None:
    assert TargetMarker().transform(frame()).shape == (0, 5)


def test_the_names_of_its_columns_are_told() -> None:
    marker = TargetMarker()
    columns = ["text", "target", "speaker", "left", "right"]
    assert marker.get_feature_names_out().tolist() == columns
    assert marker.get_feature_names_out(["text", "id"]).tolist() == ["text", "id", *columns[-2:]]


def test_coverage_is_the_share_of_rows_that_mention_their_target() -> None:
    rows = [("NATO.", "NATO"), ("Hm.", "NATO"), ("Moscow.", "Russia"), ("Hm.", "the moon")]
    marker = TargetMarker(aliases=ALIASES).fit(frame(*rows))
    assert marker.coverage_ == {"NATO": 0.5, "Russia": 1.0, "the moon": 0.0}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"aliases": {"NATO": "alliance"}}, r"aliases of 'NATO' are 'alliance', wanted a list"),
        ({"aliases": {"NATO": [True]}}, r"aliases of 'NATO' are \[True\], wanted a list"),
        ({"window": 0}, "window is 0, wanted 1 word or more"),
    ],
)
def test_a_setting_that_cannot_work_is_told_at_fit(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        TargetMarker(**settings).fit(frame(("NATO.", "NATO")))


def test_a_corpus_that_never_mentions_its_targets_is_told_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"no text mentions its target \('the moon'\).*aliases"):
        TargetMarker().fit(frame(("Hm.", "the moon")))


names = st.sampled_from([" NATO ", "\nThe  Alliance.", " Moscow", "nato", "NATO NATO"])
gaps = st.text(st.characters(exclude_characters="\ue000", exclude_categories=["Cs"]), max_size=8)


@given(pieces=st.lists(gaps | names), target=st.sampled_from(["NATO", "Russia", ""]))
def test_marking_leaves_everything_but_mentions_in_place(pieces: list[str], target: str) -> None:
    text = "".join(pieces)
    marked, left, right = mark(text, target, marker="\ue000")
    kept = marked.split("\ue000")
    assert re.fullmatch(".+".join(map(re.escape, kept)), text, re.DOTALL)
    sides = (kept[0], kept[-1]) if len(kept) > 1 else ("", "")
    assert (left.split(), right.split()) == (sides[0].split(), sides[1].split())


words = st.sampled_from(["NATO", "alliance", "peace", "the", "war", "Moscow"])


@given(words=st.lists(words, min_size=1))
def test_a_window_is_the_end_of_the_left_and_the_start_of_the_right(words: list[str]) -> None:
    _, left, right = mark(" ".join(words), "NATO")
    _, near_left, near_right = mark(" ".join(words), "NATO", window=1)
    assert near_left.split() == left.split()[-1:]
    assert near_right.split() == right.split()[:1]


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_mixin_order,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
    ],
    ids=lambda check: check.__name__,
)
def test_it_keeps_the_conventions_of_scikit_learn(check: object) -> None:
    check("TargetMarker", TargetMarker(aliases=ALIASES))


def test_a_clone_marks_the_same() -> None:
    rows = frame(("NATO warned Moscow.", "NATO"), ("NATO warned Moscow.", "Russia"))
    marker = TargetMarker(aliases=ALIASES, window=3)
    np.testing.assert_array_equal(
        clone(marker).fit(rows).transform(rows), marker.fit(rows).transform(rows)
    )
