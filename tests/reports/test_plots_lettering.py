import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reports.plots.lettering import fitted, readable, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nato", "nato"),
        (" na", "␣na"),
        ("o  ", "o␣␣"),
        ("peace now", "peace now"),
        ("   ", "␣␣␣"),
        ("", ""),
        ("🇺🇦", "⟨u⟩⟨a⟩"),
        ("❤\ufe0f", "❤"),
        ("中", "⟨U+4E2D⟩"),
        ("a\u200fb", "a⟨U+200F⟩b"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("می\u200cرود", "می\u200cرود"),
    ],
)
def test_what_cannot_be_drawn_or_seen_is_shown(text, shown):
    assert readable(text) == shown


@given(st.text(max_size=60))
def test_any_text_can_be_measured_and_written_without_a_warning(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert width([readable(text)], 8) >= 0
    readable(text).encode()


@given(st.text(max_size=400), st.floats(0.3, 3))
def test_fitted_text_keeps_to_its_room(text, inches):
    assert width([fitted(text, inches, 8)], 8) <= inches


def test_only_text_that_was_cut_has_an_ellipsis():
    assert fitted("short", 2, 8) == "short"
    assert fitted("long " * 100, 2, 8).endswith("…")
