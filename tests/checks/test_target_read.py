"""A model that ignores the target is found; one that reads it passes."""

import pytest

from stance.checks import Outcome, TargetRead
from stance.evaluation import Interval
from stance.evaluation.contrast import Contrast, Contrasts

SCORE = Interval(0.4, 0.5, 0.6)


@pytest.fixture
def tested(predictions, result):
    def with_gains(**gains):
        rows = {
            name: Contrast(name, SCORE, Interval(value - 0.05, value, value + 0.05), 0.01)
            for name, value in gains.items()
        }
        reasons = {} if rows else {"target test": "a split scores examples of one target only"}
        return result(predictions(0.7), target_test=Contrasts("macro_f1", rows, reasons))

    return with_gains


def test_a_model_that_is_worse_without_the_target_passes(tested):
    found = TargetRead().look(tested(text_only=0.2, swapped_target=0.3))
    assert found.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text_only", "learned without targets"),
        ("target_only", "commonest class of each target"),
        ("swapped_target", "asked for another target"),
        ("shuffled_target", "asked for targets at random"),
    ],
)
def test_each_sign_that_the_target_is_ignored_is_found(tested, name, words):
    found = TargetRead().look(tested(**{"text_only": 0.2, name: 0.03}))
    assert found.outcome is Outcome.ISSUE
    assert f"{words} (gain +0.030, at least -0.020)" in found.sentence


def test_the_gain_is_an_argument(tested):
    assert TargetRead(min_gain=0.2).look(tested(text_only=0.2)).outcome is Outcome.ISSUE


def test_what_could_not_be_tested_says_why(tested, predictions, result):
    found = TargetRead().look(tested())
    assert (found.outcome, found.sentence) == (
        Outcome.NOT_APPLICABLE,
        "a split scores examples of one target only",
    )
    assert TargetRead().look(result(predictions(0.5))).outcome is Outcome.NOT_APPLICABLE
