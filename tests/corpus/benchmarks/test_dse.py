from collections import Counter
from pathlib import Path

import pytest

from stance.corpus.benchmarks import load_dse
from stance.errors import CorpusError

TRAIN = (
    "[Ruritania] praised [the Island Union] for its patience.\tRuritania\tthe Island Union\t1\n"
    "The [Los Verde]s council sued [Ruritania]n officials.\tLos Verde\tRuritania\t3\n"
)


def write(
    folder: Path, train: str, valid: str = "[Oz] met [the Board] .\tOz\tthe Board\t0\n"
) -> Path:
    (folder / "train.txt").write_bytes(train.encode())
    (folder / "valid.txt").write_bytes(valid.encode())
    return folder


def row(folder: Path, line: str) -> dict[str, str]:
    """Return the example of p on q on a single training line."""
    return load_dse(write(folder, line)).table.to_pylist()[0]


def test_a_line_gives_both_directions(tmp_path: Path) -> None:
    corpus = load_dse(write(tmp_path, TRAIN))

    assert list(corpus["id"])[:4] == ["train-1.pq", "train-1.qp", "train-2.pq", "train-2.qp"]
    assert list(corpus["speaker"])[:2] == ["Ruritania", "the Island Union"]
    assert list(corpus["target"])[:2] == ["the Island Union", "Ruritania"]
    assert list(corpus["stance"])[:4] == ["favor", "neutral", "against", "neutral"]
    assert list(corpus["split"]) == ["train"] * 4 + ["dev"] * 2
    assert corpus.official_metric == "dse_macro_f1"


@pytest.mark.parametrize(
    ("label", "p_on_q", "q_on_p"),
    [
        ("0", "neutral", "neutral"),
        ("1", "favor", "neutral"),
        ("2", "neutral", "favor"),
        ("3", "against", "neutral"),
        ("4", "neutral", "against"),
    ],
)
def test_the_five_labels_say_who_feels_what(
    tmp_path: Path, label: str, p_on_q: str, q_on_p: str
) -> None:
    corpus = load_dse(write(tmp_path, f"[Oz] and [the Board] talked.\tOz\tthe Board\t{label}\n"))

    assert list(corpus["stance"])[:2] == [p_on_q, q_on_p]


def test_the_text_loses_its_brackets_and_nothing_else(tmp_path: Path) -> None:
    texts = load_dse(write(tmp_path, TRAIN))["text"]

    assert texts[0] == "Ruritania praised the Island Union for its patience."
    assert texts[2] == "The Los Verdes council sued Ruritanian officials."


@pytest.mark.parametrize(
    ("sentence", "p", "whole"),
    [
        ("[Los Verde]s met [Oz].", "Los Verde", "Los Verdes"),
        ("[the Congre]ss met [Oz].", "the Congre", "the Congress"),
        ("[Ruritania]n troops met [Oz].", "Ruritania", "Ruritanian"),
        ("[the Court\u2019]s view of [Oz].", "the Court\u2019", "the Court"),
        ("[the Court]'s view of [Oz].", "the Court", "the Court"),
        ("[the U. R.\u2019 ] view of [Oz].", "the U. R.\u2019", "the U. R."),
        ("[ Board]s met [Oz].", "Board", "Boards"),
        ("[Ruritania]TV met [Oz].", "Ruritania", "Ruritania"),
        ("It wasn[\u2019]t [Oz].", "\u2019", "\u2019"),
    ],
)
def test_an_entity_cut_short_is_made_whole(
    tmp_path: Path, sentence: str, p: str, whole: str
) -> None:
    assert row(tmp_path, f"{sentence}\t{p}\tOz\t0\n")["speaker"] == whole


def test_csv_quotes_are_undone_where_a_field_has_them(tmp_path: Path) -> None:
    quoted = '"[Oz] said ""no"" to [the ""Big"" Board]."\tOz\t"the ""Big"" Board"\t3\n'
    spoken = '"Yes," said [Oz] to [the Board]. "Now."\tOz\tthe Board\t1\n'

    first = row(tmp_path, quoted)
    assert (first["text"], first["target"]) == (
        'Oz said "no" to the "Big" Board.',
        'the "Big" Board',
    )
    assert row(tmp_path, spoken)["text"] == '"Yes," said Oz to the Board. "Now."'


def test_a_sentence_of_both_files_is_left_out_of_training(tmp_path: Path) -> None:
    again = "[Oz] met the Board [ .]\tOz\t.\t0\n"
    corpus = load_dse(write(tmp_path, TRAIN + again))

    assert Counter(corpus["split"]) == {"train": 4, "dev": 2}
    assert [str(row) for row in corpus.skipped] == [
        "train.txt:3: its 2 examples are left out: the text is held out at valid.txt:1"
    ]


def test_a_sentence_with_two_pairs_is_one_group(tmp_path: Path) -> None:
    corpus = load_dse(
        write(
            tmp_path,
            "[Oz], [Ur] and Ib met.\tOz\tUr\t0\n" + "Oz, [Ur] and [Ib] met.\tUr\tIb\t0\n",
        )
    )

    assert len(set(corpus["group"][:4])) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[Oz] met [Ur].\tOz\tUr", "3 fields between tabs, wanted 4"),
        ("[Oz] met [Ur].\tOz\tUr\t5", "label '5' is none of 0, 1, 2, 3, 4"),
        ("[Oz] met [Ur].\tUr\tOz\t1", r"the brackets hold \['Oz', 'Ur'\], wanted \['Ur', 'Oz'\]"),
        ("[Oz] met Ur.\tOz\tUr\t1", r"the brackets hold \['Oz'\], wanted"),
        ("[Oz] met [].\tOz\t\t1", "the target is empty"),
    ],
)
def test_an_altered_line_is_an_error_with_its_place(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=f"train.txt:3: {reason}"):
        load_dse(write(tmp_path, TRAIN + line + "\n"))


def test_the_published_files_give_the_published_counts(benchmark_data: Path) -> None:
    corpus = load_dse(benchmark_data / "dse")
    dev = corpus.take(corpus["split"] == "dev")
    train = corpus.take(corpus["split"] == "train")

    assert len(corpus.skipped) == 392
    assert len(train) == 2 * (12_550 - 392)
    assert len(dev) == 2 * 1_398
    assert dev.class_counts("stance") == {
        "against": 263 + 41,
        "favor": 140 + 27,
        "neutral": 927 + 1_398,
    }
    assert not set(train["group"]) & set(dev["group"])
    for text, speaker, target in zip(
        corpus["text"], corpus["speaker"], corpus["target"], strict=True
    ):
        assert speaker in text
        assert target in text
