from collections import Counter
from pathlib import Path

import pytest

from stance.corpus.benchmarks import load_ruw
from stance.errors import CorpusError

HEADER = "Tweet,Target 1,Stance 1,Target 2,Stance 2,Test/Train/Dev\r\n"
TRAIN = (
    '"Maps, and ""more maps"" of Ukraine…",Russia,NONE,Ukraine,FAVOR,Train\r\n'
    "Both banks of the river flooded,Russia,NONE,Ukraine,NONE,Train\r\n"
    "Both banks of the river flooded ,Russia,AGAINST,Ukraine,NONE,Train\r\n"
)
VAL = "Всё тихо at the border,Russia,FAVOR,Ukraine,AGAINST,Dev\r\n"


def write(folder: Path, *, train: str = TRAIN, val: str = VAL) -> Path:
    (folder / "raw_train_Russia_Ukraine.csv").write_bytes((HEADER + train).encode("gb18030"))
    (folder / "raw_val_Russia_Ukraine.csv").write_bytes((HEADER + val).encode("gb18030"))
    return folder


def test_each_tweet_is_read_once_for_each_target(tmp_path: Path) -> None:
    corpus = load_ruw(write(tmp_path))

    assert len(corpus) == 8
    assert list(corpus["id"])[:2] == ["train-2-Russia", "train-2-Ukraine"]
    assert list(corpus["target"])[:2] == ["Russia", "Ukraine"]
    assert list(corpus["stance"])[:2] == ["neutral", "favor"]
    assert corpus.official_metric == "macro_f1"


def test_chinese_encoding_and_csv_quotes_are_undone(tmp_path: Path) -> None:
    texts = list(load_ruw(write(tmp_path), "Russia")["text"])

    assert (texts[0], texts[-1]) == ('Maps, and "more maps" of Ukraine…', "Всё тихо at the border")


def test_one_target_alone_can_be_chosen(tmp_path: Path) -> None:
    corpus = load_ruw(write(tmp_path), targets=["Ukraine"])

    assert corpus.targets == ("Ukraine",)
    assert list(corpus["stance"]) == ["favor", "neutral", "neutral", "against"]


def test_equal_tweets_share_a_group(tmp_path: Path) -> None:
    groups = list(load_ruw(write(tmp_path), "Russia")["group"])

    assert groups[1] == groups[2]
    assert len(set(groups)) == 3


def test_a_tweet_of_the_development_file_is_left_out_of_training(tmp_path: Path) -> None:
    corpus = load_ruw(write(tmp_path, train=TRAIN + VAL))

    assert len(corpus) == 8
    assert [row.where for row in corpus.skipped] == ["raw_train_Russia_Ukraine.csv:5"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("One, two,Russia,NONE,Ukraine,NONE,Dev", "7 fields between commas, wanted 6"),
        ("One,Russia,none,Ukraine,NONE,Dev", "stance 'none' is none of FAVOR, AGAINST, NONE"),
        ("One,NATO,NONE,Ukraine,NONE,Dev", "the targets are 'NATO' and 'Ukraine', wanted Russia"),
        ('"One,Russia,NONE,Ukraine,NONE,Dev', "not one CSV record: unexpected end of data"),
    ],
)
def test_an_altered_line_is_an_error_with_its_place(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=f"raw_val_Russia_Ukraine.csv:2: {reason}"):
        load_ruw(write(tmp_path, val=line + "\r\n"))


def test_a_file_saved_in_another_encoding_is_an_error_with_its_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "raw_val_Russia_Ukraine.csv").write_bytes(
        (HEADER + "Un été calme,Russia,NONE,Ukraine,NONE,Dev\r\n").encode("latin-1")
    )

    with pytest.raises(CorpusError, match=r"raw_val_Russia_Ukraine.csv:2: 'gb18030' codec"):
        load_ruw(tmp_path)


def test_the_published_files_give_the_published_counts(benchmark_data: Path) -> None:
    corpus = load_ruw(benchmark_data / "ruw")
    dev = corpus.take((corpus["split"] == "dev") & (corpus["target"] == "Russia"))
    left_out = len(corpus.skipped)

    assert left_out == 11
    assert Counter(corpus["source"]) == {"train": 2 * (4200 - left_out), "val": 2 * 600}
    assert dev.class_counts("stance") == {"against": 267, "favor": 132, "neutral": 201}
    groups = {split: set(corpus["group"][corpus["split"] == split]) for split in ("train", "dev")}
    assert not groups["train"] & groups["dev"]
    assert len(groups["dev"]) == 600
