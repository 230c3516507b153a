"""One text with two labels for one target is found; other differences pass."""

from stance.checks import ConflictingLabels, Outcome


def twins(clean, **changes):
    """Return columns in which row 5 is row 0, but for some changes and its label."""
    columns = ("text", "target", "speaker")
    return {
        name: (lambda n, old, name=name: changes.get(name, clean[0][name]) if n == 5 else old)
        for name in columns
    }


def test_texts_of_their_own_pass(subject):
    found = ConflictingLabels().look(subject())
    assert found.outcome is Outcome.PASSED
    assert found.sentence.startswith("0 of 300 labelled rows have a stance that differs")


def test_two_labels_of_one_text_and_target_are_found(subject, clean):
    found = ConflictingLabels().look(subject(**twins(clean)))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence.startswith("2 of 300 labelled rows")
    assert found.evidence.rows == [("r0, r5", "favor, neutral")]
    shouted = twins(clean, text=clean[0]["text"].upper())
    assert ConflictingLabels().look(subject(**shouted)).outcome is Outcome.ISSUE


def test_another_target_speaker_or_the_same_label_is_no_conflict(subject, clean):
    for change in ({"target": "Russia"}, {"speaker": "somebody else"}):
        assert ConflictingLabels().look(subject(**twins(clean, **change))).outcome == "passed"
    same = subject(**twins(clean), stance=lambda n, old: "favor" if n == 5 else old)
    assert ConflictingLabels().look(same).outcome is Outcome.PASSED


def test_rows_without_a_label_are_in_no_conflict(subject, clean):
    unlabelled = subject(**twins(clean), stance=lambda n, old: None if n == 5 else old)
    assert ConflictingLabels().look(unlabelled).outcome is Outcome.PASSED


def test_the_share_is_an_argument(subject, clean):
    found = ConflictingLabels(max_share=0.01).look(subject(**twins(clean)))
    assert found.outcome is Outcome.PASSED
