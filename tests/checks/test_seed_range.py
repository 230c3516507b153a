"""Scores that depend on the seed are found; steady ones pass."""

from stance.checks import Outcome, SeedRange
from stance.evaluation import Predictions


def test_steady_scores_pass(predictions, result):
    rows = Predictions.concatenate([predictions(0.8, seed=seed) for seed in range(3)])
    found = SeedRange(max_range=0.2).look(result(rows))
    assert found.outcome is Outcome.PASSED
    assert [row[0] for row in found.evidence.rows] == ["0", "1", "2"]


def test_a_wide_range_is_found(predictions, result):
    rows = Predictions.concatenate([predictions(0.9, seed=0), predictions(0.5, seed=1)])
    found = SeedRange().look(result(rows))
    assert found.outcome is Outcome.ISSUE
    assert " over 2 seeds, 0." in found.sentence


def test_the_folds_of_one_seed_are_one_score(predictions, result):
    rows = predictions(0.9)
    rows.fold[:150] = "fold 1"
    found = SeedRange().look(result(rows))
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert "one seed" in found.sentence


def test_seeds_that_change_nothing_say_nothing(predictions, result):
    first = predictions(0.8)
    second = Predictions(*(getattr(first, name) for name in first.__dataclass_fields__))
    second.seed.setflags(write=True)
    object.__setattr__(second, "seed", first.seed + 1)
    found = SeedRange().look(result(Predictions.concatenate([first, second])))
    assert found.sentence == "every seed gives the same score"
