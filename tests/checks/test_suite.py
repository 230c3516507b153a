"""All checks together: codes, muting, quick looks, and what is kept of them."""

from __future__ import annotations

import json
import re
from math import nan

import pytest
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate

import stance.checks
from stance.checks import Checked, Checks, Evidence, Finding, Outcome, Severity, Shortcuts
from stance.errors import ConfigError
from stance.evaluation import Interval
from stance.shipped import shipped


def test_a_clean_corpus_passes_every_check_that_applies(subject):
    found = list(Checks(shortcuts=Shortcuts(n_resamples=50)).of_corpus(subject()))
    assert {checked.finding.outcome for checked in found} == {Outcome.PASSED}


def test_codes_are_in_order_and_the_table_has_them_all():
    checks = Checks().all
    assert [check.code for check in checks] == [f"ST{n:03}" for n in range(1, len(checks) + 1)]
    lines = re.findall(r"^(ST\d{3}) (\w+) +(\w+) +(.+)$", stance.checks.__doc__, re.MULTILINE)
    assert lines == [
        (check.code, check.severity.value, name, check.title)
        for check, name in zip(checks, list(Checks.__dataclass_fields__), strict=False)
    ]


def test_every_check_says_why_it_matters_and_how_to_mend_it():
    for check in Checks().all:
        assert check.explanation.endswith(".")
        assert check.remedy.endswith(".")


def test_the_shipped_config_has_every_threshold_at_its_default():
    with initialize_config_dir(version_base="1.3", config_dir=str(shipped("configs"))):
        config = compose("checks/standard")
    assert instantiate(config.checks, _convert_="all") == Checks(mute=[])
    del config.checks._target_, config.checks.mute
    for name, check in config.checks.items():
        assert set(check) - {"_target_"} == set(vars(getattr(Checks(), name)))


def test_what_is_muted_is_said_to_be_and_not_looked_at(subject, clean):
    leaking = subject(group=lambda n, old: "one")
    found = {checked.code: checked for checked in Checks(mute=["ST002"]).of_corpus(leaking)}
    assert found["ST002"].finding == Finding(Outcome.MUTED, "muted by checks.mute")
    assert not found["ST002"].is_issue()
    assert Checks(mute="ST002").muted == ("ST002",)


def test_an_unknown_code_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"names 'ST04', which is none .* did you mean 'ST004'"):
        Checks(mute=["ST04"])


def test_a_quick_look_leaves_the_costly_checks_out(subject):
    found = {checked.code: checked for checked in Checks().of_corpus(subject(), quick=True)}
    assert found["ST001"].finding.sentence == "a quick evaluation leaves it out"
    assert found["ST004"].finding.outcome is Outcome.NOT_APPLICABLE
    assert found["ST002"].finding.outcome is Outcome.PASSED


def test_severities_are_ordered():
    checked = Checked("ST000", "", Severity.WARNING, "", "", Finding.issue("bad"))
    assert checked.is_issue()
    assert checked.is_issue(Severity.WARNING)
    assert not checked.is_issue(Severity.ERROR)


def test_what_is_kept_as_json_comes_back():
    evidence = Evidence(("a", "b", "c"), [("x", 0.5, 3), ("y", nan, Interval(0.1, 0.2, nan))])
    checked = Checked.of(Shortcuts(), Finding.issue("bad", evidence))
    text = json.dumps(checked.to_dict(), allow_nan=False)
    again = Checked.from_dict(json.loads(text))
    assert json.dumps(again.to_dict(), allow_nan=False) == text
    assert again.finding.evidence.rows[0] == ("x", 0.5, 3)
    assert again.finding.evidence.rows[1][2].value == 0.2
    assert str(again) == "ST004 Labels can be told without the sentence: bad."
    passed = Checked.of(Shortcuts(), Finding.passed("good"))
    assert Checked.from_dict(passed.to_dict()) == passed
