"""Speakers and sources on both sides of a split are found; others pass."""

import pytest

from stance.checks import Outcome, SharedSpeakers


def test_speakers_and_sources_of_their_own_pass(subject):
    found = SharedSpeakers().look(subject())
    assert found.outcome is Outcome.PASSED
    assert found.sentence == (
        "0 of 120 test rows share their speaker with train rows; "
        "0 of 120 test rows share their source with train rows"
    )


@pytest.mark.parametrize("column", ["speaker", "source"])
def test_values_on_both_sides_are_found(subject, column):
    found = SharedSpeakers().look(subject(**{column: lambda n, old: f"value {n % 40}"}))
    assert found.outcome is Outcome.ISSUE
    assert f"120 of 120 test rows share their {column} with train rows" in found.sentence


def test_a_few_known_speakers_are_allowed(subject):
    planted = subject(speaker=lambda n, old: "one" if n in (3, 200, 201) else old)
    assert SharedSpeakers().look(planted).outcome is Outcome.PASSED
    assert SharedSpeakers(max_share=0).look(planted).outcome is Outcome.ISSUE


def test_a_column_of_one_value_tells_nothing(subject):
    found = SharedSpeakers().look(subject(source=lambda n, old: "written by hand"))
    assert "source" not in found.sentence
    found = SharedSpeakers().look(
        subject(source=lambda n, old: None, speaker=lambda n, old: "" if n else "one")
    )
    assert found.outcome is Outcome.NOT_APPLICABLE
