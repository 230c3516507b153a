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


QUICK = ["vectorizer=hashing", "classifier=ridge", "evaluation=quick", "plots=false"]


def test_thresholds_and_muting_are_keys_of_the_config(tmp_path: Path) -> None:
    planted(tmp_path / "planted.jsonl")
    words = ["planted.jsonl", "checks.shortcuts.n_resamples=50", "--fail-on", "warning"]
    loose = stance("check", *words, "checks.shortcuts.margin=1", cwd=tmp_path)
    assert loose.returncode == 0, loose.stdout
    muted = stance("check", *words, "checks.mute=[ST004]", cwd=tmp_path)
    assert muted.returncode == 0, muted.stdout
    assert "1 muted (ST004)" in muted.stdout
    wrong = stance("check", *words, "checks.mute=[ST04]", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean 'ST004'" in wrong.stderr


def test_a_run_is_checked_by_what_it_kept_and_by_the_ledger_as_it_is_now(tmp_path: Path) -> None:
    planted(tmp_path / "planted.jsonl")
    trained = stance("train", "corpus=planted.jsonl", *QUICK, "save_model=false", cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    assert "checks 0 issues" in trained.stdout
    runs = tmp_path / "runs" / "planted"
    (first,) = runs.iterdir()
    words = ["--fail-on", "warning"]
    assert stance("check", first.name, *words, cwd=tmp_path).returncode == 0
    again = ["corpus=planted.jsonl", *QUICK, "classifier.alpha=5", "save_model=false"]
    second = stance("train", *again, cwd=tmp_path)
    assert "warning: ST013 Test split scored more than once: these" in second.stdout
    told = stance("check", str(first), *words, cwd=tmp_path)
    assert told.returncode == 1
    assert "2 different settings" in told.stdout
    assert stance("check", first.name, "checks.mute=ST013", *words, cwd=tmp_path).returncode == 0
    recorded = stance("record", "latest", cwd=tmp_path).stdout
    assert "| ST013 | Test split scored more than once | warning |" in recorded.replace("**", "")


def test_what_is_neither_corpus_nor_run_or_cannot_be_set_is_one_sentence(tmp_path: Path) -> None:
    told = stance("check", "nowhere", cwd=tmp_path)
    assert told.returncode == 2
    assert "nor is there a corpus 'nowhere'" in told.stderr
    told = stance("check", "nowhere", "checks.calibrated.max_ece=0.1", cwd=tmp_path)
    assert "a run is checked by the settings it was trained with" in told.stderr
