"""A group that a split cuts is found; whole groups pass."""

from stance.checks import Outcome, SharedGroups


def test_whole_groups_pass(subject):
    found = SharedGroups().look(subject())
    assert found.outcome is Outcome.PASSED
    assert found.sentence == "0 of 120 test rows share their group with train rows"


def test_a_group_on_both_sides_is_found(subject):
    found = SharedGroups().look(subject(group=lambda n, old: "one" if n in (3, 200, 201) else old))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence == "2 of 120 test rows share their group with train rows"


def test_rows_without_a_group_share_none(subject):
    found = SharedGroups().look(subject(group=lambda n, old: old if n == 0 else None))
    assert found.outcome is Outcome.PASSED


def test_without_groups_or_splits_there_is_nothing_to_look_at(subject):
    found = SharedGroups().look(subject(group=lambda n, old: None))
    assert (found.outcome, found.sentence) == ("not applicable", "the corpus names no groups")
    found = SharedGroups().look(subject(split=lambda n, old: None))
    assert found.sentence == "the corpus has no splits of its own"


def test_the_share_is_an_argument(subject):
    planted = subject(group=lambda n, old: "one" if n in (3, 200) else old)
    assert SharedGroups(max_share=0.01).look(planted).outcome is Outcome.PASSED
