"""The ledger keeps every time a test split was scored, whoever else writes and whatever dies."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from stance.checks import Scoring
from stance.corpus import Corpus
from stance.ledger import Ledger, rows_key

MANY = """
import sys
from pathlib import Path
from stance.checks import Scoring
from stance.ledger import Ledger
for n in range(50):
    Ledger(Path(sys.argv[1])).add("rows", Scoring(f"run {sys.argv[2]}", str(n), "2026-01-01"))
"""


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "runs")


def test_what_was_noted_is_told_in_order_and_apart_by_rows(ledger):
    second, first = Scoring("b", "s2", "2026-01-02"), Scoring("a", "s1", "2026-01-01")
    ledger.add("rows", second)
    ledger.add("rows", first)
    ledger.add("others", Scoring("c", "s3", "2026-01-03"))
    assert list(ledger.scorings("rows")) == [first, second]
    assert list(ledger.scorings("none")) == []


def test_processes_that_write_at_once_lose_nothing(ledger, tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", MANY, str(tmp_path / "runs"), str(n)])
        for n in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(ledger.scorings("rows")) == 150


def test_a_process_that_is_killed_leaves_no_cut_entry(ledger, tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", MANY, str(tmp_path / "runs"), "0"])
    while not ledger.scorings("rows"):
        assert writer.poll() is None or ledger.scorings("rows")
    writer.kill()
    writer.wait()
    told = ledger.scorings("rows")
    assert {scoring.run for scoring in told} == {"run 0"}
    ledger.add("rows", Scoring("later", "s", "2026-01-02"))
    assert len(ledger.scorings("rows")) == len(told) + 1


def test_an_entry_that_cannot_be_read_counts_as_another_setting(ledger):
    ledger.add("rows", Scoring("a", "s", "2026-01-01"))
    (ledger.folder / "rows" / "damaged.json").write_text("{")
    (ledger.folder / "rows" / "other.json").write_text('{"what": 1}')
    assert len({scoring.settings for scoring in ledger.scorings("rows")}) == 3


def test_rows_are_known_again_in_another_order_or_a_larger_corpus(rows):
    key = rows_key(Corpus.from_rows(rows, name="tiny"), "stance", np.array([3, 5, 8]))
    more = [{"text": "One more.", "target": "NATO", "stance": "favor"}, *reversed(rows)]
    again = Corpus.from_rows(more, name="larger")
    places = np.array([len(rows) - place for place in (3, 5, 8)])
    assert rows_key(again, "stance", places) == key
    assert rows_key(again, "sentiment", places) != key
    assert rows_key(again, "stance", places[:2]) != key
