"""What every published data set is promised: read to the letter, or told what is wrong."""

from pathlib import Path

import pytest

from stance.corpus.benchmarks import load_ruw
from stance.corpus.benchmarks.published import (
    LineError,
    Published,
    PublishedFile,
    load_published,
    look_up,
    text_key,
)
from stance.errors import ConfigError, CorpusError

TINY = Published(
    name="tiny",
    title="Tiny",
    citation="Nobody. Nothing. Nowhere 2000.",
    official_metric="f_avg",
    found="the shelf",
    files=(
        PublishedFile("learn.txt", "train", "learn", header="stance text"),
        PublishedFile("score.txt", "test", "score"),
    ),
)


def parse(line: str, place: str) -> list[dict[str, str]]:
    stance, _, text = line.partition(" ")
    row = {"id": place, "text": text, "target": "peace", "group": text_key(text)}
    return [row | {"stance": look_up({"+": "favor", "-": "against"}, stance, "stance")}]


def write(folder: Path, learn: str | bytes, score: str | bytes = "- No.\n") -> Path:
    for name, content in (("learn.txt", learn), ("score.txt", score)):
        raw = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return folder


def test_a_corpus_carries_its_metric_its_citation_and_its_files(tmp_path: Path) -> None:
    corpus = load_published(TINY, write(tmp_path, "stance text\n+ Yes.\r\n- Never.\n"), parse)

    assert (corpus.name, corpus.official_metric, corpus.citation) == (
        "tiny",
        "f_avg",
        "Nobody. Nothing. Nowhere 2000.",
    )
    assert list(corpus["text"]) == ["Yes.", "Never.", "No."]
    assert list(corpus["id"]) == ["learn-2", "learn-3", "score-1"]
    assert list(corpus["split"]) == ["train", "train", "test"]
    assert list(corpus["source"]) == ["learn", "learn", "score"]
    assert set(corpus["lang"]) == {"en"}


def test_a_training_text_that_is_held_out_is_left_out_and_named(tmp_path: Path) -> None:
    folder = write(tmp_path, "stance text\n+ Yes.\n- NO. \n+ Yes.\n", "- No.\n- No.\n")

    corpus = load_published(TINY, folder, parse)

    assert list(corpus["text"]) == ["Yes.", "Yes.", "No.", "No."]
    assert [str(row) for row in corpus.skipped] == [
        "learn.txt:3: its one example is left out: the text is held out at score.txt:2"
    ]


def test_a_missing_folder_says_what_is_missing_and_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError,
        match=r"Tiny: .*absent has no learn.txt, score.txt; get the files from the shelf, "
        r"or set STANCE_DATA to the folder in which your absent/ is",
    ):
        load_published(TINY, tmp_path / "absent", parse)


def test_only_the_missing_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, "stance text\n+ Yes.\n")
    (tmp_path / "score.txt").unlink()

    with pytest.raises(CorpusError, match=r"has no score\.txt; get"):
        load_published(TINY, tmp_path, parse)


@pytest.mark.parametrize(
    ("learn", "reason"),
    [
        (
            "stance\ttext\n+ Yes.\n",
            r"learn.txt:1: the first line is 'stance\\ttext', wanted 'stance text'",
        ),
        ("stance text\n? Yes.\n", r"learn.txt:2: stance '\?' is none of \+, -"),
        ("stance text\n+  \n", r"learn.txt:2: the text is empty"),
        (b"stance text\n+ Yes.\n+ Y\xe9s.\n", r"learn.txt:3: 'utf-8' codec can't decode byte 0xe9"),
        ("stance text\n", r"learn.txt: has no rows"),
        ("", r"learn.txt: has no rows"),
    ],
)
def test_an_altered_file_is_an_error_with_its_line(
    tmp_path: Path, learn: str | bytes, reason: str
) -> None:
    with pytest.raises(CorpusError, match=reason):
        load_published(TINY, write(tmp_path, learn), parse)


def test_an_id_that_stands_twice_is_an_error_with_both_lines(tmp_path: Path) -> None:
    def same_id(line: str, place: str) -> list[dict[str, str]]:
        return [row | {"id": "7"} for row in parse(line, place)]

    with pytest.raises(CorpusError, match=r"score.txt:1: id '7' is also at learn.txt:2"):
        load_published(TINY, write(tmp_path, "stance text\n+ Yes.\n"), same_id)


def test_all_bad_lines_are_told_at_once_twenty_of_them_in_full(tmp_path: Path) -> None:
    folder = write(tmp_path, "stance text\n" + "? Maybe.\n" * 22, "! Surely.\n")

    with pytest.raises(CorpusError, match=r"23 line\(s\) in .* are not as published") as caught:
        load_published(TINY, folder, parse)

    assert str(caught.value).count(" is none of ") == 20
    assert str(caught.value).endswith("and 3 more")


def test_a_bug_in_a_parser_keeps_its_traceback(tmp_path: Path) -> None:
    def buggy(line: str, place: str) -> list[dict[str, str]]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load_published(TINY, write(tmp_path, "stance text\n+ Yes.\n"), buggy)


def test_an_unknown_label_is_told_with_the_known_ones() -> None:
    with pytest.raises(LineError, match="label '7' is none of 0, 1"):
        look_up({"0": "a", "1": "b"}, "7", "label")


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["Rusia"], r"target 'Rusia' is none of Russia, Ukraine; did you mean 'Russia'\?"),
        ("NATO", "target 'NATO' is none of Russia, Ukraine"),
        ([], "no target is chosen; choose among Russia, Ukraine"),
    ],
)
def test_a_choice_that_names_nothing_is_told_before_any_file_is_read(
    targets: str | list[str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_ruw("nowhere", targets)
