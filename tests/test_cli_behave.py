"""`stance behave` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

QUICK = ("evaluation=quick", "plots=false")
HOPE = {"type": "MFT", "target": "NATO", "label": "favor"}


def stance(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *words], cwd=cwd, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> Path:
    """Return a folder with a run of a stance model and one of a sentiment model."""
    made = tmp_path_factory.mktemp("behave")
    (made / "tiny.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for task in ("sentiment", "stance"):
        done = stance(
            "train", *QUICK, f"task={task}", f"name={task}", "-q", "corpus=tiny.jsonl", cwd=made
        )
        assert done.returncode == 0, done.stderr
    return made


def test_a_model_is_tested_and_ci_gets_its_file(folder: Path) -> None:
    told = stance("behave", "stance", "-o", "junit.xml", "--worst", "1", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert "Behavioural tests" in told.stdout
    assert "negation: 1 of " in told.stdout
    root = ET.parse(folder / "junit.xml").getroot()
    assert len(list(root.iter("testcase"))) == int(root.get("tests", 0)) >= 280
    failed = sum(int(suite.get("failures", 0)) for suite in root)
    assert failed == len(list(root.iter("failure"))) > 0


def test_a_rate_above_what_is_allowed_exits_with_1(folder: Path) -> None:
    model = str(next(folder.glob("runs/stance/*/model")))
    words = ("behave", model, "negation", "typo", "--worst", "0")
    failed = stance(*words, "--max-failure-rate", "0", cwd=folder)
    assert failed.returncode == 1
    assert "stance: more than 0 failed: negation" in failed.stderr
    assert stance(*words, "--max-failure-rate", "1", cwd=folder).returncode == 0


def test_cases_of_the_users_own_are_tested_or_refused_by_line(folder: Path) -> None:
    rows = [HOPE | {"id": str(n), "text": "All our hope is in NATO."} for n in range(2)]
    (folder / "mine.jsonl").write_text("\n".join(map(json.dumps, rows)))
    told = stance("behave", "stance", "mine.jsonl", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert "mine" in told.stdout
    assert "negation" not in told.stdout
    (folder / "bad.jsonl").write_text(json.dumps(HOPE | {"id": "1", "text": "Hope.", "label": "?"}))
    refused = stance("behave", "stance", "bad.jsonl", cwd=folder)
    assert refused.returncode == 2
    assert "stance: bad.jsonl:1: label '?' is none of against, favor, neutral" in refused.stderr


def test_what_cannot_be_tested_is_told_and_never_passes_for_ci(folder: Path) -> None:
    told = stance("behave", "sentiment", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert "(it is of stance, and the model predicts sentiment)" in told.stdout
    refused = stance("behave", "sentiment", "--max-failure-rate", "1", cwd=folder)
    assert refused.returncode == 2
    assert "none of the cases can be tested" in refused.stderr


def test_a_model_that_is_not_there_is_one_sentence(folder: Path) -> None:
    told = stance("behave", "stanze", cwd=folder)
    assert told.returncode == 2
    assert "did you mean 'stance'?" in told.stderr
