"""Anybody's file becomes a corpus without code, or an error tells all that is wrong with it."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stance.corpus import BadRow, Corpus, load_corpus
from stance.corpus.schema import ANNOTATIONS, COLUMNS
from stance.errors import CorpusError

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "The alliance keeps us safe.", "target": "NATO", "stance": "favor"},
    {"id": "b", "text": "Leave, he said,\nnow.", "target": "NATO", "stance": "against"},
    {
        "id": "c",
        "text": "\u041d\u0435\u0442 \u201eRussia\u201c.",
        "target": "Russia",
        "stance": "neutral",
    },
]
ANY_FILE = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def jsonl(path: Path, rows: list[Any]) -> Path:
    return written(path, "".join(json.dumps(row) + "\n" for row in rows))


def rows_of(corpus: Corpus, *columns: str) -> list[dict[str, Any]]:
    return list(corpus.table.select(columns).to_pylist())


def refused(path: Path, **kwargs: Any) -> str:
    with pytest.raises(CorpusError) as caught:
        load_corpus(path, **kwargs)
    return str(caught.value).replace(f"{path.parent}/", "")


# -- formats ---------------------------------------------------------------------------------


def save_csv(folder: Path) -> Path:
    path = folder / "tiny.csv"
    datasets.Dataset.from_list(ROWS).to_csv(path)
    return path


def save_tsv(folder: Path) -> Path:
    lines = ["\t".join(row.values()).replace("\n", " ") for row in ROWS]
    return written(folder / "tiny.tsv", "\n".join(["\t".join(ROWS[0]), *lines]))


def save_parquet(folder: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(ROWS), folder / "tiny.parquet")
    return folder / "tiny.parquet"


def save_dataset(folder: Path) -> Path:
    shuffled = datasets.Dataset.from_list(ROWS[::-1]).select([2, 1, 0])
    shuffled.save_to_disk(folder / "tiny")
    return folder / "tiny"


@pytest.mark.parametrize(
    "save",
    [save_csv, save_tsv, save_parquet, save_dataset, lambda f: jsonl(f / "tiny.jsonl", ROWS)],
    ids=["csv", "tsv", "parquet", "datasets", "jsonl"],
)
def test_every_format_gives_the_same_corpus(tmp_path: Path, save: Any) -> None:
    corpus = load_corpus(save(tmp_path))
    expected = ROWS if corpus["text"][1] == ROWS[1]["text"] else None
    if save is save_tsv:
        expected = [{**row, "text": row["text"].replace("\n", " ")} for row in ROWS]
    assert rows_of(corpus, *ROWS[0]) == expected
    assert corpus.name == "tiny"
    assert corpus.table.schema.remove_metadata().names == COLUMNS.names
    assert corpus["speaker"].tolist() == ["", "", ""]
    assert corpus["sentiment"].tolist() == [None, None, None]


def test_a_corpus_saved_by_datasets_loads_unchanged(tmp_path: Path) -> None:
    corpus = load_corpus(jsonl(tmp_path / "a.jsonl", [{**row, "likes": 3} for row in ROWS]))
    corpus.to_dataset().save_to_disk(tmp_path / "saved")
    assert load_corpus(tmp_path / "saved").fingerprint == corpus.fingerprint


def test_the_splits_of_a_saved_dataset_dict_become_a_column(tmp_path: Path) -> None:
    splits = {"train": ROWS[:2], "validation": ROWS[2:]}
    datasets.DatasetDict(
        {name: datasets.Dataset.from_list(rows) for name, rows in splits.items()}
    ).save_to_disk(tmp_path / "saved")
    assert load_corpus(tmp_path / "saved")["split"].tolist() == ["train", "train", "dev"]


def test_class_numbers_of_datasets_are_read_as_names(tmp_path: Path) -> None:
    features = datasets.Features(
        text=datasets.Value("string"), stance=datasets.ClassLabel(names=["NONE", "FAVOR"])
    )
    data = {"text": ["a", "b", "c"], "stance": [1, 0, -1]}
    datasets.Dataset.from_dict(data, features=features).save_to_disk(tmp_path / "saved")
    assert load_corpus(tmp_path / "saved")["stance"].tolist() == ["favor", "neutral", None]


def test_jsonl_is_read_from_standard_input() -> None:
    program = "from stance.corpus import load_corpus; c = load_corpus('-'); print(c.name, len(c))"
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    done = subprocess.run(
        [sys.executable, "-c", program], input=lines, capture_output=True, text=True, check=True
    )
    assert done.stdout == "stdin 3\n"
    done = subprocess.run(
        [sys.executable, "-c", program], input="{", capture_output=True, text=True, check=False
    )
    assert "<stdin>:1: no valid JSON" in done.stderr


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    writer = subprocess.Popen(
        ["sh", "-c", f"printf 'text,stance\\nGood.,favor\\n' > {tmp_path}/pipe.csv"]
    )
    assert load_corpus(tmp_path / "pipe.csv")["text"].tolist() == ["Good."]
    assert writer.wait() == 0


def test_a_path_may_start_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    written(tmp_path / "tweets.2024.csv", "text,stance\nGood.,favor\n")
    assert load_corpus("~/tweets.2024.csv").name == "tweets"


# -- columns ---------------------------------------------------------------------------------


def test_a_strangers_csv_needs_three_settings_and_no_code(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.csv", "Tweet,Label,Likes\nGood.,PRO!,3\nHm.,FAVOUR,4\n")
    corpus = load_corpus(
        path, columns={"text": "Tweet", "stance": "Label", "id": None}, labels={"PRO!": "favor"}
    )
    assert rows_of(corpus, "id", "text", "stance", "Likes") == [
        {"id": "1", "text": "Good.", "stance": "favor", "Likes": "3"},
        {"id": "2", "text": "Hm.", "stance": "favor", "Likes": "4"},
    ]


def test_one_column_may_be_read_twice(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "sentence,stance\nGood.,favor\n")
    corpus = load_corpus(path, columns={"text": "sentence", "group": "sentence"})
    assert corpus["text"].tolist() == corpus["group"].tolist() == ["Good."]
    assert "sentence" not in corpus.table.column_names


def test_a_column_that_is_mapped_elsewhere_is_not_read_under_its_own_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,sentiment\nGood.,favor\n")
    corpus = load_corpus(path, columns={"stance": "sentiment"})
    assert corpus["stance"].tolist() == ["favor"]
    assert corpus["sentiment"].tolist() == [None]


def test_a_column_whose_name_is_taken_is_kept_as_the_original(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,clean,stance\nGood!!,Good.,favor\n")
    corpus = load_corpus(path, columns={"text": "clean"})
    assert corpus["text"].tolist() == ["Good."]
    assert corpus["original_text"].tolist() == ["Good!!"]


@pytest.mark.parametrize("column", ["sentiment", "split", "annotations"])
def test_a_column_that_means_something_else_is_left_unread_where_asked(
    tmp_path: Path, column: str
) -> None:
    path = written(tmp_path / "a.csv", f"text,stance,{column}\nGood.,favor,0.81\nHm.,favor,\n")
    corpus = load_corpus(path, columns={column: ""})
    assert corpus[f"original_{column}"].tolist() == ["0.81", ""]
    if column in COLUMNS.names:
        assert corpus[column].tolist() == [None, None]
    assert refused(path).splitlines()[-1] == (
        f"No row has a {column} that can be read; if '{column}' is something else, "
        f'corpus.columns.{column}="" leaves it unread, as a column of your own'
    )


def test_a_bad_label_among_good_ones_is_no_column_of_something_else(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance,sentiment\na,favor,joy\nb,favor,neg\n")
    assert "corpus.columns.sentiment" not in refused(path)


def test_the_text_and_the_only_labels_are_needed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\nGood.,0.81\n")
    assert "corpus.columns.stance" not in refused(path)
    assert "none is read as stance or sentiment" in refused(path, columns={"stance": ""})
    assert "corpus.columns.text names the column ''" in refused(path, columns={"text": ""})


def test_a_missing_column_names_the_nearest_and_all_there_are(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Tweet,stance\nGood.,favor\n")
    assert refused(path) == (
        "a.csv has the columns 'Tweet', 'stance', but no 'text'; name it with "
        "corpus.columns.text=...; did you mean 'Tweet'?"
    )
    assert refused(path, columns={"text": "twet"}) == (
        "corpus.columns.text names the column 'twet', but a.csv has the columns 'Tweet', "
        "'stance'; did you mean 'Tweet'?"
    )


def test_a_file_without_a_label_column_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,Stance\nGood.,favor\n")
    assert refused(path).endswith(
        "but none is read as stance or sentiment; name the labels with corpus.columns.stance=... "
        "or corpus.columns.sentiment=...; did you mean 'Stance'?"
    )


def test_a_mapping_of_no_column_of_ours_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\nGood.,favor\n")
    sentence = refused(path, columns={"txt": "text"})
    assert sentence.startswith("corpus.columns.txt is no column of a corpus; they are id, text,")
    assert sentence.endswith("did you mean 'text'?")


def test_many_columns_are_not_all_listed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ",".join(f"c{n}" for n in range(50)) + "\n" + "," * 49)
    assert "'c19', and 30 more, but no 'text'" in refused(path)


def test_gaps_are_filled_only_where_asked(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance,target\nGood.,favor,\nBad.,against,Russia\n")
    corpus = load_corpus(
        path, fill={"target": "NATO", "lang": "en", "split": "valid", "date": None}
    )
    assert corpus["target"].tolist() == ["NATO", "Russia"]
    assert corpus["lang"].tolist() == ["en", "en"]
    assert corpus["split"].tolist() == ["dev", "dev"]
    assert corpus["date"].tolist() == [None, None]
    assert "corpus.fill.text cannot be; only target, speaker" in refused(path, fill={"text": "x"})
    assert "corpus.fill: split 'all' is none of train, dev, test" in refused(
        path, fill={"split": "all"}
    )


def test_columns_of_json_keep_their_kind(tmp_path: Path) -> None:
    row = {"text": "a", "stance": "favor", "likes": 3, "spans": [1, 2], "more": {"deep": 0.5}}
    corpus = load_corpus(jsonl(tmp_path / "a.jsonl", [row, {"text": "b", "stance": "favor"}]))
    assert corpus.table.schema.field("likes").type == pa.int64()
    assert corpus.table.schema.field("spans").type == pa.list_(pa.int64())
    assert corpus["more"].tolist() == [{"deep": 0.5}, None]


@pytest.mark.parametrize("values", [(1, "a"), ([1], {"a": 1}), (1 << 80, 1)])
def test_a_column_of_mixed_kinds_is_refused(tmp_path: Path, values: tuple[Any, Any]) -> None:
    rows = [{"text": "a", "stance": "favor", "mixed": value} for value in values]
    path = jsonl(tmp_path / "a.jsonl", rows)
    assert "a.jsonl: the column 'mixed' mixes values that have no common Arrow type" in refused(
        path
    )


def test_annotations_are_read_as_labels_one_entry_an_annotator(tmp_path: Path) -> None:
    row = {"text": "a", "stance": "favor"}
    several = ["PRO", {"stance": "NONE", "sentiment": "neg"}, {"sentiment": None}]
    path = jsonl(tmp_path / "a.jsonl", [{**row, "annotations": several}, row])
    corpus = load_corpus(path, labels={"PRO": "favor"})
    assert corpus["annotations"].tolist() == [
        [
            {"stance": "favor", "sentiment": None},
            {"stance": "neutral", "sentiment": "negative"},
            {"stance": None, "sentiment": None},
        ],
        None,
    ]
    assert corpus.table.schema.field("annotations") == ANNOTATIONS


@pytest.mark.parametrize(
    ("annotations", "complaint"),
    [
        ("favor", "annotations is 'favor', wanted a list with one entry an annotator"),
        (["AYE"], "annotations 'AYE' is none of against, favor, neutral"),
        ([{"tone": "positive"}], "annotations has the key 'tone', wanted stance or sentiment"),
    ],
)
def test_annotations_of_another_form_are_refused(
    tmp_path: Path, annotations: Any, complaint: str
) -> None:
    row = {"text": "a", "stance": "favor", "annotations": annotations}
    assert complaint in refused(jsonl(tmp_path / "a.jsonl", [row]))


def test_parquet_keeps_types_and_reads_dates_as_text(tmp_path: Path) -> None:
    day = datetime.date(2022, 2, 24)
    rows = [{"text": "a", "stance": "favor", "date": day, "seen": day, "raw": b"\xff"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    corpus = load_corpus(tmp_path / "a.parquet")
    assert corpus["date"].tolist() == ["2022-02-24"]
    assert corpus.table.schema.field("seen").type == pa.date32()
    assert len(corpus.fingerprint) == 64


# -- labels ----------------------------------------------------------------------------------


def test_a_crosswalk_may_have_numbers_for_keys_as_yaml_gives_them(tmp_path: Path) -> None:
    labels = {2: "favor", -1: "against", 0.5: "neutral", "yes": "favor", "?": None}
    path = written(tmp_path / "a.csv", "text,stance\na,2\nb,-1\nc,0.5\nd,yes\ne,?\nf,\n")
    wanted = ["favor", "against", "neutral", "favor", None, None]
    assert load_corpus(path, labels=labels)["stance"].tolist() == wanted
    stances = [2, -1, 0.5, "yes", "?", None]
    path = jsonl(tmp_path / "a.jsonl", [{"text": "t", "stance": one} for one in stances])
    assert load_corpus(path, labels=labels)["stance"].tolist() == wanted


def test_one_crosswalk_serves_both_tasks(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance,sentiment\na,0,1\nb,x,NEITHER\n")
    corpus = load_corpus(path, labels={"0": "neutral", "1": "positive", "x": "favor"})
    assert rows_of(corpus, "stance", "sentiment") == [
        {"stance": "neutral", "sentiment": "positive"},
        {"stance": "favor", "sentiment": "neutral"},
    ]


@pytest.mark.parametrize(
    ("spelling", "way_out"),
    [
        ("XYZ", "corpus.labels.XYZ=neutral"),
        ("2", "corpus.labels.2=neutral"),
        ("-1", "'+corpus.labels={-1: neutral}'"),
        ("rather for", "'+corpus.labels={rather for: neutral}'"),
        ("f\xfcr", "labels: {'f\xfcr': neutral} in the corpus's config file"),
        (True, "corpus.labels.true=neutral"),
    ],
)
def test_an_unknown_label_says_how_to_map_it(
    tmp_path: Path, spelling: object, way_out: str
) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "a", "stance": spelling}])
    shown = repr(spelling) if isinstance(spelling, str) else "'true'"
    assert refused(path).splitlines()[1:] == [
        f"  a.jsonl:1: stance {shown} is none of against, favor, neutral; say which it means, "
        f"as in {way_out}"
    ]


def test_a_crosswalk_is_read_as_spelt_and_then_in_any_case(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\na,Pro-War\nb,UNSURE\nc,x\nd,X\n")
    labels = {"PRO-WAR": "favor", "unsure": None, "x": "against", "X": "neutral"}
    corpus = load_corpus(path, labels=labels)
    assert corpus["stance"].tolist() == ["favor", None, "against", "neutral"]


def test_a_crosswalk_to_no_label_of_ours_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\na,2\n")
    sentence = refused(path, labels={2: "favr"})
    assert sentence.startswith("corpus.labels.2 is 'favr', wanted against, favor, neutral,")
    assert sentence.endswith("did you mean 'favor'?")


def test_a_truth_value_of_yaml_in_a_crosswalk_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\na,no\n")
    assert "corpus.labels has the key False: YAML takes yes, no" in refused(
        path, labels={False: "against"}
    )


# -- bad rows --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": " \t\u00a0"}, "text is empty"),
        ({"text": None}, "text is empty"),
        ({}, "text is empty"),
        ({"text": 5}, "text is '5' of type int, wanted a string"),
        ({"text": ["a"]}, "text is \"['a']\" of type list, wanted a string"),
        ({"text": "a\0b"}, "text holds a NUL byte (character 2); take it out"),
        ({"text": "\ud800"}, "\\ud800 is half of a surrogate pair, not a character"),
        ({"text": "x", "stance": "joy" * 20}, "stance '" + ("joy" * 14)[:40] + "...' is none of"),
        ({"text": "x", "stance": ["favor"]}, "stance is \"['favor']\" of type list"),
        ({"text": "x", "id": ""}, "id is empty"),
        ({"text": "x", "id": 1.5}, "id is '1.5' of type float, wanted a string"),
        ({"text": "x", "id": 7}, "id '7' is that of a.jsonl:1 already"),
        ({"text": "x", "split": "hold-out"}, "split 'hold-out' is none of train, dev, test"),
        ({"text": "x", "target": "NA\0TO"}, "target holds a NUL byte (character 3)"),
        ([], "a JSON list, wanted an object: {...}"),
    ],
)
def test_a_bad_row_is_told_by_file_line_and_reason(tmp_path: Path, row: Any, reason: str) -> None:
    good = {"id": 7, "text": "Good.", "stance": "favor"}
    bad = {"id": 8, "stance": "favor", **row} if isinstance(row, dict) else row
    path = jsonl(tmp_path / "a.jsonl", [good, bad])
    sentence = refused(path)
    assert sentence.startswith(
        "a.jsonl: 1 of 2 rows are bad (corpus.on_bad_row=skip leaves them out)"
    )
    assert f"  a.jsonl:2: {reason}" in sentence
    skipping = load_corpus(path, on_bad_row="skip")
    assert skipping["id"].tolist() == ["7"]
    assert [one.where for one in skipping.skipped] == [f"{path}:2"]


def test_all_bad_rows_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", 'id,text,stance\n1,,favor\n2,x\n3,"a\nb",joy\n1,y,favor\n1,z,favor\n'
    )
    assert [line.split(";")[0] for line in refused(path).splitlines()[1:]] == [
        "  a.csv:2: text is empty",
        "  a.csv:3: 2 fields, the header has 3",
        "  a.csv:4: stance 'joy' is none of against, favor, neutral",
        # The first row of this id is bad itself, so line 6 keeps it and only line 7 repeats it.
        "  a.csv:7: id '1' is that of a.csv:6 already",
    ]


def test_twenty_bad_rows_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\n" + ",favor\n" * 51 + "Good.,favor\n")
    lines = refused(path).splitlines()
    assert lines[0].startswith("a.csv: 51 of 52 rows are bad")
    assert lines[20] == "  a.csv:21: text is empty"
    assert lines[21:] == ["  and 31 more"]


def test_skipped_rows_are_kept_with_their_reason_and_shift_no_number(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance,n\nGood.,favor,1\n,favor,2\nBad.,against,3\n")
    corpus = load_corpus(path, on_bad_row="skip")
    assert corpus.skipped == (BadRow(f"{path}:3", "text is empty"),)
    assert rows_of(corpus, "id", "n") == [{"id": "1", "n": "1"}, {"id": "3", "n": "3"}]


def test_skipping_every_row_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\n,favor\n")
    way_out = "to skip them leaves none: mend the file, or corpus.columns and corpus.labels"
    assert f"1 of 1 rows are bad ({way_out})" in refused(path, on_bad_row="skip")
    path = written(tmp_path / "a.jsonl", "[\n]\n")
    assert f"2 of 2 rows are bad ({way_out})" in refused(path, on_bad_row="skip")


def test_on_bad_row_is_error_or_skip(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,stance\na,favor\n")
    assert refused(path, on_bad_row="drop") == "corpus.on_bad_row is 'drop', wanted error or skip"


def test_a_row_without_a_label_is_kept(tmp_path: Path) -> None:
    corpus = load_corpus(written(tmp_path / "a.csv", "text,stance\na,favor\nb,\n"))
    assert corpus.labelled("stance").tolist() == [True, False]


def test_published_names_of_splits_are_read(tmp_path: Path) -> None:
    names = ["Train", "validation", "VAL", "valid", "dev", "test", ""]
    lines = [f"t,favor,{name}" for name in names]
    corpus = load_corpus(written(tmp_path / "a.csv", "\n".join(["text,stance,split", *lines])))
    assert corpus["split"].tolist() == ["train", "dev", "dev", "dev", "dev", "test", None]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl"])
def test_a_line_of_ten_megabytes_is_read(tmp_path: Path, suffix: str) -> None:
    long = "word " * 2_000_000
    path = tmp_path / f"a.{suffix}"
    if suffix == "jsonl":
        jsonl(path, [{"text": long, "stance": "favor"}])
    else:
        parted = {"csv": ",", "tsv": "\t"}[suffix]
        written(path, f"text{parted}stance\n{long}{parted}favor\n")
    assert load_corpus(path)["text"].tolist() == [long]


# -- any file at all -------------------------------------------------------------------------

VALID_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(
    lambda text: text.strip()
)


@ANY_FILE
@given(texts=st.lists(VALID_TEXT, min_size=1, max_size=5), ascii_only=st.booleans())
def test_jsonl_gives_back_any_valid_text(
    tmp_path: Path, texts: list[str], ascii_only: bool
) -> None:
    rows = [{"text": text, "stance": "favor"} for text in texts]
    lines = [json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows]
    assert load_corpus(written(tmp_path / "a.jsonl", "".join(lines)))["text"].tolist() == texts


@ANY_FILE
@given(texts=st.lists(VALID_TEXT, min_size=1, max_size=5))
def test_csv_gives_back_any_valid_text(tmp_path: Path, texts: list[str]) -> None:
    lines = ['"' + text.replace('"', '""') + '",favor\r\n' for text in texts]
    path = written(tmp_path / "a.csv", "text,stance\r\n" + "".join(lines))
    assert load_corpus(path)["text"].tolist() == texts


PIECES = st.sampled_from(
    [b"text", b"stance", b"id", b",", b"\t", b"\n", b"\r\n", b'"', b"favor", b"{", b"}", b"[", b":",
     b'{"text": "a", "stance": "favor"}\n', b'"text"', b"\\ud800", b"\x00", b"\xff\xfe", b"\x92",
     b"\xef\xbb\xbf", b"1e999", b"null", b"PAR1", b"\x1f\x8b\x08"]
)  # fmt: skip


@ANY_FILE
@given(
    content=st.binary() | st.lists(PIECES | st.binary(max_size=3)).map(b"".join),
    suffix=st.sampled_from(["csv", "tsv", "jsonl", "parquet", "csv.gz"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-7", "gb18030", "cp1252"]),
    on_bad_row=st.sampled_from(["error", "skip"]),
)
@example(b"+2AA-,text,stance\n+2AA-,a,favor\n", "csv", "utf-7", "error")
@example(b"text,stance,x\na,favor,+2AA-\n", "csv", "utf-7", "error")
@example(b'{"": {}, "text": "a", "stance": 1e999}', "jsonl", "utf-8", "skip")
def test_no_bytes_whatever_raise_anything_but_a_corpus_error(
    tmp_path: Path, content: bytes, suffix: str, encoding: str, on_bad_row: str
) -> None:
    path = written(tmp_path / f"a.{suffix}", content)
    try:
        corpus = load_corpus(path, encoding=encoding, on_bad_row=on_bad_row)
    except CorpusError as error:
        str(error).encode()
    else:
        assert len(corpus) > 0
        assert corpus.fingerprint
