"""A floor that is not beaten is found; a better model passes."""

import pytest

from stance.checks import FloorsBeaten, Outcome
from stance.evaluation import Evaluator
from stance.evaluation.contrast import Contrasts
from stance.evaluation.metrics import MacroF1


@pytest.fixture
def held(predictions, result):
    def against(share_right, floor, not_applicable=()):
        rows = predictions(share_right)
        floors = Contrasts.of(
            rows,
            {"random": ("random, by prevalence", predictions(floor, seed=1))},
            dict(not_applicable),
            metric="macro_f1",
            evaluator=Evaluator({"macro_f1": MacroF1()}, n_resamples=200),
        )
        return result(rows, floors=floors)

    # The floor's rows are those of the same seed, so that they can be compared.
    return against


def test_a_better_model_passes(held):
    found = FloorsBeaten().look(held(0.8, 0.4, {"tone": "no lexicon"}.items()))
    assert found.outcome is Outcome.PASSED
    assert found.sentence == (
        "significantly better than random, by prevalence; not to be had: tone (no lexicon)"
    )


def test_a_model_no_better_than_a_floor_is_found(held):
    found = FloorsBeaten().look(held(0.5, 0.5))
    assert found.outcome is Outcome.ISSUE
    assert "the model is not significantly better than random, by prevalence (" in found.sentence
    assert FloorsBeaten().look(held(0.4, 0.8)).outcome is Outcome.ISSUE


def test_the_level_is_an_argument(held):
    assert FloorsBeaten(alpha=0).look(held(0.8, 0.4)).outcome is Outcome.ISSUE


def test_a_quick_evaluation_has_no_floors(predictions, result):
    found = FloorsBeaten().look(result(predictions(0.5)))
    assert found.outcome is Outcome.NOT_APPLICABLE
