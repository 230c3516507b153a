import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.benchmarks import load_newsmtsc
from stance.errors import CorpusError

SENTENCE = "The mayor praised the union, which called him a “tyrant”."


def target(mention: str, polarity: float, gid: str, text: str = SENTENCE) -> dict[str, Any]:
    start = text.index(mention)
    stop = start + len(mention)
    return {"Input.gid": gid, "from": start, "to": stop, "mention": mention, "polarity": polarity}


def dev(text: str, mention: str, polarity: int, gid: str) -> dict[str, Any]:
    start = text.index(mention)
    place = {"from": start, "to": start + len(mention)}
    return {"mention": mention, "polarity": polarity, **place, "sentence": text, "id": gid}


TRAIN = {
    "primary_gid": "a_0",
    "sentence_normalized": SENTENCE,
    "targets": [
        target("The mayor", 2.0, "a_0"),
        target("union", 6.0, "a_1")
        | {"further_mentions": [{"from": 29, "to": 34, "mention": "which"}]},
        target("him", 4.0, "a_2"),
    ],
}
MT = dev("The board thanked its cooks.", "cooks", 1, "b_0")
RW = dev("The board sat.", "The board", 0, "c_0")


def write(folder: Path, *train: object, mt: object = MT, rw: object = RW) -> Path:
    for name, records in (("train", train or (TRAIN,)), ("dev_mt", (mt,)), ("dev_rw", (rw,))):
        lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_each_target_of_a_sentence_is_an_example(tmp_path: Path) -> None:
    corpus = load_newsmtsc(write(tmp_path))

    assert list(corpus["id"]) == ["a_0", "a_1", "a_2", "b_0", "c_0"]
    assert list(corpus["target"]) == ["The mayor", "union", "him", "cooks", "The board"]
    assert list(corpus["stance"]) == ["against", "favor", "neutral", "favor", "neutral"]
    assert set(corpus["sentiment"]) == {None}
    assert corpus.official_metric == "macro_f1"


def test_from_and_to_find_the_mention(tmp_path: Path) -> None:
    corpus = load_newsmtsc(write(tmp_path))

    for row in corpus.table.to_pylist():
        assert row["text"][row["from"] : row["to"]] == row["target"]


def test_both_development_files_are_dev_and_source_tells_them_apart(tmp_path: Path) -> None:
    corpus = load_newsmtsc(write(tmp_path))

    assert list(corpus["split"]) == ["train"] * 3 + ["dev"] * 2
    assert list(corpus["source"]) == ["train"] * 3 + ["mt", "rw"]


def test_a_subset_leaves_the_other_development_file_unread(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "dev_mt.jsonl").unlink()

    assert list(load_newsmtsc(tmp_path, subset="rw")["source"]) == ["train"] * 3 + ["rw"]


def test_a_sentence_that_is_held_out_is_left_out_of_training_with_all_its_targets(
    tmp_path: Path,
) -> None:
    other = {
        "primary_gid": "d_0",
        "sentence_normalized": "Rain fell on the town.",
        "targets": [target("the town", 4.0, "d_0", "Rain fell on the town.")],
    }
    corpus = load_newsmtsc(write(tmp_path, TRAIN, other, rw=dev(SENTENCE, "union", 1, "c_1")))

    assert list(corpus["id"]) == ["d_0", "b_0", "c_1"]
    assert [str(row) for row in corpus.skipped] == [
        "train.jsonl:1: its 3 examples are left out: the text is held out at dev_rw.jsonl:1"
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"sentence": ', "not JSON: Expecting value at character 14"),
        ("null", "not a record of NewsMTSC: "),
        ("[]", "not a record of NewsMTSC: "),
        ({"sentence": "Who?", "id": "x"}, "the field 'from' is missing"),
        ({"sentence_normalized": "Who?", "targets": []}, "the sentence has no targets"),
        (MT | {"polarity": 2}, "polarity 2 is none of -1, 0, 1"),
        (MT | {"mention": "cook"}, "'cooks' is at 22 to 27, wanted 'cook'"),
        (MT | {"id": "a_1"}, "id 'a_1' is also at train.jsonl:1"),
    ],
)
def test_an_altered_line_is_an_error_with_its_place(
    tmp_path: Path, line: object, reason: str
) -> None:
    with pytest.raises(CorpusError, match=f"dev_mt.jsonl:1: {reason}"):
        load_newsmtsc(write(tmp_path, mt=line))


def test_the_published_files_give_the_published_counts(benchmark_data: Path) -> None:
    corpus = load_newsmtsc(benchmark_data / "newsmtsc")
    dev_rw = corpus.take(corpus["source"] == "rw")

    assert len(corpus.skipped) == 1
    assert Counter(corpus["source"]) == {"train": 8_739 - 1, "mt": 442, "rw": 343}
    assert dev_rw.class_counts("stance") == {"against": 134, "favor": 73, "neutral": 136}
    groups = {split: set(corpus["group"][corpus["split"] == split]) for split in ("train", "dev")}
    assert not groups["train"] & groups["dev"]
