"""Classes and targets with few scored rows are found; larger ones pass."""

from stance.checks import Outcome, SmallCells


def test_enough_rows_of_each_pass(subject):
    found = SmallCells().look(subject())
    assert (found.outcome, found.sentence) == ("passed", "the smallest class has 40 scored rows")


def test_a_small_class_is_found_with_how_little_it_says(subject):
    def rarely_neutral(n, old):
        return "favor" if old == "neutral" and n >= 190 else old

    found = SmallCells().look(subject(stance=rarely_neutral))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence == "of scored rows, class 'neutral' has 3"
    assert found.evidence.rows == [("class", "neutral", 3, "nothing")]


def test_a_class_that_is_learned_from_and_never_scored_is_found(subject):
    found = SmallCells().look(
        subject(stance=lambda n, old: "favor" if old == "neutral" and n >= 180 else old)
    )
    assert found.sentence == "of scored rows, class 'neutral' has 0"


def test_a_class_that_the_corpus_has_nowhere_is_not_wanted(subject):
    found = SmallCells().look(subject(stance=lambda n, old: "favor" if old == "neutral" else old))
    assert found.outcome is Outcome.PASSED


def test_small_targets_are_found_the_smallest_first(subject):
    found = SmallCells().look(
        subject(target=lambda n, old: {0: "a", 1: "b", 2: "b"}.get(n % 60, old))
    )
    assert found.sentence == "of scored rows, target 'a' has 2, target 'b' has 4"


def test_sizes_are_arguments(subject):
    assert SmallCells(min_class=41).look(subject()).outcome is Outcome.ISSUE
    assert SmallCells(min_target=61).look(subject()).outcome is Outcome.ISSUE
