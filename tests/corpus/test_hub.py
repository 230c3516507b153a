"""Whatever `load_dataset` takes becomes a corpus; what it does not becomes one sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import datasets
import pytest

from stance.corpus import load_hub
from stance.errors import CorpusError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of data files such as people upload."""
    made = tmp_path / "tweets"
    made.mkdir()
    (made / "train.csv").write_text("tweet,label\nGood.,PRO\n,PRO\nBad.,CON\n")
    (made / "validation.csv").write_text("tweet,label\nHm.,NONE\n")
    return made


def test_a_folder_of_data_files_is_read_with_its_splits(folder: Path) -> None:
    corpus = load_hub(
        str(folder),
        columns={"text": "tweet", "stance": "label"},
        on_bad_row="skip",
        fill={"target": "NATO"},
    )
    assert corpus.name == "tweets"
    assert corpus["text"].tolist() == ["Good.", "Bad.", "Hm."]
    assert corpus["stance"].tolist() == ["favor", "against", "neutral"]
    assert corpus["split"].tolist() == ["train", "train", "dev"]
    assert [str(row) for row in corpus.skipped] == [f"{folder}[train]:2: text is empty"]


def test_bad_rows_name_the_data_set_the_split_and_the_row(folder: Path) -> None:
    with pytest.raises(CorpusError, match=r"tweets\[train\]:2: text is empty"):
        load_hub(str(folder), columns={"text": "tweet", "stance": "label"})


def test_a_split_column_of_the_data_stands(tmp_path: Path) -> None:
    rows = [{"text": name, "stance": "favor", "split": name} for name in ("train", "test")]
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert load_hub(str(tmp_path))["split"].tolist() == ["train", "test"]


def test_a_folder_without_data_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=r"the data set '.*empty' cannot be loaded: "):
        load_hub(str(tmp_path / "empty"))


def test_files_that_do_not_agree_are_refused(folder: Path) -> None:
    (folder / "validation.csv").write_text("sentence,label,extra\nHm.,NONE,1\n")
    with pytest.raises(CorpusError, match=r"the data set '.*tweets' cannot be loaded: "):
        load_hub(str(folder))


def offline(program: str) -> str:
    """Return what a program prints in a process that may not reach the hub."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.splitlines()[-1]


def test_a_data_set_that_is_not_here_is_one_sentence_when_offline() -> None:
    program = "from stance.corpus import load_hub; load_hub('nobody/nothing', subset='en')"
    assert offline(program).startswith(
        "stance.errors.CorpusError: the data set 'nobody/nothing', subset 'en' is not kept on this "
        "machine and the hub cannot be reached ("
    )


def test_a_name_that_can_be_none_is_refused() -> None:
    program = "from stance.corpus import load_hub; load_hub('no such/name/at all')"
    assert offline(program).startswith(
        "stance.errors.CorpusError: the data set 'no such/name/at all' cannot be loaded: "
    )
