"""A test split that was scored with several settings is found; one setting passes."""

from stance.checks import Outcome, RepeatedTest, Scoring


def scorings(*settings):
    return [
        Scoring(f"run {n}", setting, f"2026-01-{n + 1:02}") for n, setting in enumerate(settings)
    ]


def test_one_setting_passes_however_often(predictions, result):
    found = RepeatedTest().look(result(predictions(0.5), scorings=scorings("a", "a", "a")))
    assert found.outcome is Outcome.PASSED
    assert "with one setting" in found.sentence


def test_a_second_setting_is_found(predictions, result):
    found = RepeatedTest().look(result(predictions(0.5), scorings=scorings("a", "b", "a")))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence == (
        "these test rows were scored with 2 different settings, the first time 2026-01-01"
    )
    assert [row[0] for row in found.evidence.rows] == ["run 0", "run 1", "run 2"]


def test_systems_that_were_fixed_beforehand_can_be_allowed(predictions, result):
    of = result(predictions(0.5), scorings=scorings("a", "b", "c"))
    assert RepeatedTest(max_settings=3).look(of).outcome is Outcome.PASSED


def test_rows_of_no_test_split_are_not_counted(predictions, result):
    found = RepeatedTest().look(result(predictions(0.5)))
    assert found.outcome is Outcome.NOT_APPLICABLE
