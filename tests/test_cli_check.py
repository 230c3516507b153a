"""`stance check` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def stance(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *words], cwd=cwd, capture_output=True, text=True
    )


def planted(path: Path) -> Path:
    labels = ("favor", "against", "neutral")
    rows = [
        # No two texts are alike, and each class and target has enough rows to be scored.
        {"text": f"{n:x} {n**5}", "target": labels[n % 3], "stance": labels[n % 3]}
        | {"split": "train" if n < 120 else "test"}
        for n in range(220)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_issues_are_told_with_what_they_mean_and_fail_only_where_asked(tmp_path: Path) -> None:
    planted(tmp_path / "planted.jsonl")
    told = stance("check", "planted.jsonl", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "target only scores 1.000 macro-F1 on test" in told.stdout
    assert "ST004: A model may score well by who speaks" in told.stdout
    assert stance("check", "planted.jsonl", "--fail-on", "error", cwd=tmp_path).returncode == 0
    failed = stance("check", "planted.jsonl", "--fail-on", "warning", cwd=tmp_path)
    assert failed.returncode == 1


def test_an_unknown_severity_is_one_sentence(tmp_path: Path) -> None:
    told = stance("check", "nato_russia", "--fail-on", "eror", cwd=tmp_path)
    assert told.returncode == 2
    assert "severity 'eror' is none of warning, error; did you mean 'error'?" in told.stderr
