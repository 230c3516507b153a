"""The words next to the target become columns of their own."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from stance.errors import ConfigError
from stance.vectorizers import TargetMarker, TargetWindow, chain


def windowed(text: str, target: str, n_words: int) -> list[str]:
    frame = pd.DataFrame({"text": [text], "target": [target]}, dtype=object)
    steps = chain(marker=TargetMarker({"NATO": ["the alliance"]}), window=TargetWindow(n_words))
    return steps.fit_transform(frame)[["near_left", "near_right", "near"]].iloc[0].tolist()


def test_the_window_is_next_to_the_first_and_the_last_mention() -> None:
    text = "One two three NATO four the alliance five six seven."
    assert windowed(text, "NATO", 2) == ["two three", "five six", "two three | five six"]


def test_a_window_wider_than_the_sentence_has_all_of_it() -> None:
    assert windowed("Out of NATO now!", "NATO", 9) == ["Out of", "now!", "Out of | now!"]


@given(st.text(), st.integers(1, 9))
def test_a_window_never_has_more_words_than_asked_for(text: str, n_words: int) -> None:
    left, right, _ = windowed(f"NATO {text} NATO {text}", "NATO", n_words)
    assert len(left.split()) <= n_words
    assert len(right.split()) <= n_words


def test_a_row_without_a_mention_has_no_words_near_it() -> None:
    frame = pd.DataFrame({"text": ["Yes.", "NATO"], "target": ["NATO", "NATO"]}, dtype=object)
    made = TargetWindow().fit_transform(TargetMarker().fit_transform(frame))
    assert made["near_left"].tolist() == ["", ""]


def test_it_wants_a_marker_before_it_and_a_word_at_least() -> None:
    frame = pd.DataFrame({"text": ["NATO"], "target": ["NATO"]}, dtype=object)
    with pytest.raises(ConfigError, match="put a TargetMarker before it"):
        TargetWindow().fit(frame)
    with pytest.raises(ConfigError, match="n_words is 0, wanted 1 word or more"):
        TargetWindow(0).fit(frame)


def test_names_of_the_columns_are_told_and_a_clone_keeps_the_setting() -> None:
    assert TargetWindow().get_feature_names_out()[-3:].tolist() == [
        "near_left",
        "near_right",
        "near",
    ]
    assert clone(TargetWindow(3)).n_words == 3
