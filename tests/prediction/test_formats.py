import bz2
import gzip
import json
import lzma

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.errors import ConfigError, CorpusError

ADDED = ["label", "p_against", "p_favor", "p_neutral"]
ADDED += ["margin", "abstained", "near_tie", "unseen_target"]
TEXTS = ["We welcome what NATO did.", 'We condemn Russia, "again".', "Talks 🕊️ go on — weiter"]


def csv_of(*rows, header="id,tweet", end="\n"):
    return end.join([header, *rows]) + end


def test_csv_keeps_every_byte_of_its_rows_and_gets_columns_behind(predict):
    rows = ['007,"We welcome, NATO"', '8,"two\nlines"', '"9",  spaces ']
    done = predict("a.csv", csv_of(*rows), text="tweet", target="NATO")
    text = done.output.read_bytes().decode()
    assert text.startswith(f"id,tweet,{','.join(ADDED)}\n")
    for row in rows:
        assert f"\n{row}," in text
    table = done.table
    assert [row["tweet"] for row in table] == ["We welcome, NATO", "two\nlines", "  spaces "]
    assert table[0]["label"] == "favor"
    assert sum(float(table[0][name]) for name in ADDED[1:4]) == pytest.approx(1, abs=1e-5)
    assert table[0]["unseen_target"] == "false"
    assert done.counts == (3, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_keeps_its_line_ends(predict, end):
    done = predict("a.csv", csv_of("1,yes", "2,no", end=end).rstrip(end), text="tweet", target="")
    written = done.output.read_bytes().decode()
    assert written.count(end) == 3
    assert written.endswith(end)
    assert len(written.split(end)) == 4


def test_tsv_keeps_quotes_as_they_are(predict):
    done = predict("a.tsv", 'tweet\tid\n"never closed\t1\nplain\t2\n', text="tweet", target="NATO")
    assert done.lines[0] == "\t".join(["tweet", "id", *ADDED])
    assert done.lines[1].startswith('"never closed\t1\t')
    assert done.counts == (2, 0)


def test_a_semicolon_may_part_the_columns(predict):
    content = csv_of("1;a, b", header="id;tweet")
    done = predict("a.csv", content, text="tweet", target="NATO", delimiter=";")
    assert done.lines[0] == ";".join(["id", "tweet", *ADDED])
    assert done.lines[1].startswith("1;a, b;")


def test_json_lines_keep_numbers_order_and_spacing(predict):
    line = (
        '{"z":1.50,  "text": "We trust NATO.", "big": 123456789012345678901234567890, "a": [1, {}]}'
    )
    done = predict("a.jsonl", f"  {line}  \n\n{line}", target="NATO")
    assert done.lines[0].startswith(f'  {line[:-1]}, "label": "')
    row = json.loads(done.lines[1])
    assert list(row) == ["z", "text", "big", "a", *ADDED]
    assert row["near_tie"] in (True, False)
    assert done.counts == (2, 0)
    assert done.written.n_blank == 1


def test_lines_of_text_become_csv(predict):
    done = predict("a.txt", "\n".join(TEXTS), "out.csv", target="NATO")
    table = done.table
    assert [row["text"] for row in table] == TEXTS
    assert list(table[0]) == ["text", *ADDED]


def test_parquet_keeps_its_types(predict, tmp_path):
    table = pa.table(
        {
            "id": pa.array([1, None, 3], pa.int32()),
            "tweet": TEXTS,
            "when": pa.array([0, 1, 2], pa.timestamp("ms", "UTC")),
            "tags": [["a"], [], None],
        }
    ).replace_schema_metadata({"made by": "hand"})
    pq.write_table(table, tmp_path / "in.parquet")
    done = predict(
        "in.parquet", (tmp_path / "in.parquet").read_bytes(), text="tweet", target="NATO"
    )
    written = pq.read_table(done.output)
    assert written.column_names == [*table.column_names, *ADDED]
    assert written.select(table.column_names).equals(table)
    assert written.schema.metadata == {b"made by": b"hand"}
    assert written.schema.field("p_favor").type == pa.float64()
    assert written.schema.field("near_tie").type == pa.bool_()


@pytest.mark.parametrize("output", ["out.csv", "out.jsonl", "out.parquet", "out.csv.gz"])
@pytest.mark.parametrize("kind", ["csv", "parquet", "txt", "tsv"])
def test_tables_become_other_formats(predict, tmp_path, kind, output):
    if kind == "parquet":
        pq.write_table(pa.table({"text": TEXTS}), tmp_path / "made.parquet")
        content = (tmp_path / "made.parquet").read_bytes()
    elif kind == "csv":
        content = "text\n" + "".join('"' + text.replace('"', '""') + '"\n' for text in TEXTS)
    else:
        content = ("text\n" if kind == "tsv" else "") + "\n".join(TEXTS)
    done = predict(f"in.{kind}", content, output, target="NATO")
    match output:
        case "out.csv" | "out.csv.gz":
            texts = [row["text"] for row in done.table]
        case "out.jsonl":
            texts = [json.loads(line)["text"] for line in done.lines]
        case _:
            texts = pq.read_table(done.output)["text"].to_pylist()
    assert texts == TEXTS


def test_dates_lists_and_nothing_become_json(predict, tmp_path):
    table = pa.table(
        {
            "text": ["a", "b"],
            "day": pa.array([0, 1], pa.date32()),
            "tags": [["x"], None],
            "x": [float("nan"), 1.5],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    content = (tmp_path / "in.parquet").read_bytes()
    done = predict("in.parquet", content, "out.jsonl", target="NATO")
    first = json.loads(done.lines[0])
    assert (first["day"], first["tags"], first["x"]) == ("1970-01-01", ["x"], None)
    with pytest.raises(ConfigError, match="'tags'; write it as jsonl or parquet"):
        predict("in.parquet", content, "out.csv", target="NATO")


def test_zipped_files_are_read_and_written(predict):
    rows = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS)
    done = predict("a.jsonl.gz", gzip.compress(rows.encode()), target="NATO")
    written = gzip.decompress(done.output.read_bytes()).decode().splitlines()
    assert [json.loads(line)["text"] for line in written] == TEXTS


def test_a_file_is_unzipped_whatever_its_name_says(predict):
    content = gzip.compress(b"text\nWe trust NATO.\n") + gzip.compress(b"No.\n")
    done = predict("a.csv", content, target="NATO")
    assert [row["text"] for row in done.table] == ["We trust NATO.", "No."]


@pytest.mark.parametrize("suffix", ["bz2", "xz", "zst", "zip"])
def test_other_compression_is_refused_with_a_way_out(predict, suffix):
    way_out = rf"compressed as {suffix}.*\| stance predict MODEL - --format "
    for kind in ("csv", "jsonl"):
        with pytest.raises(ConfigError, match=way_out + kind):
            predict(f"a.{kind}.{suffix}", b"", target="NATO")
    with pytest.raises(ConfigError, match="unpack it into a file"):
        predict(f"a.parquet.{suffix}", b"", target="NATO")


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        ("bz2", bz2.compress(b"text\nyes\n")),
        ("xz", lzma.compress(b"text\nyes\n")),
        ("zst", b"\x28\xb5\x2f\xfd\x04\x58"),
        ("zip", b"PK\x03\x04\x14\0"),
    ],
)
def test_other_compression_is_told_whatever_the_name_says(predict, suffix, content):
    with pytest.raises(ConfigError, match=rf"a.tsv is compressed as {suffix}.* --format tsv"):
        predict("a.tsv", content, target="NATO")


def test_text_that_begins_like_another_compression_is_text(predict):
    for text in ("BZh", "BZh9 is a name", "P", "PK", "("):
        assert [row["text"] for row in predict("a.txt", text, "out.csv", target="").table] == [text]


def test_a_zipped_file_that_is_cut_is_one_sentence(predict):
    rows = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS)
    with pytest.raises(CorpusError, match="cannot be read behind line"):
        predict("a.jsonl.gz", gzip.compress(rows.encode())[:-12], target="NATO")


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "utf-8-sig"])
def test_text_in_another_encoding_becomes_utf_8(predict, encoding):
    word = "日本" if encoding == "gb18030" else "café"
    content = csv_of(f"1,We trust {word}").encode(encoding)
    done = predict("a.csv", content, text="tweet", target="NATO", encoding=encoding)
    assert done.lines[0].startswith("id,")
    assert done.lines[1].startswith(f"1,We trust {word},")


def test_an_encoding_without_line_ends_is_refused_with_a_way_out(predict):
    with pytest.raises(ConfigError, match="iconv -f utf-16 -t UTF-8"):
        predict("a.csv", "text\nx\n".encode("utf-16"), target="NATO", encoding="utf-16")


def test_margins_take_the_place_of_probabilities(predict, margin_model):
    done = predict("a.csv", csv_of("1,yes"), text="tweet", target="NATO", model=margin_model)
    assert done.lines[0] == "id,tweet,label,margin,abstained,near_tie,unseen_target"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.txt"])
def test_no_rows_give_no_rows(predict, name):
    header = "" if name.endswith(("jsonl", "txt")) else "text\n"
    output = "out.csv" if name == "a.txt" else ""
    done = predict(name, header, output, target="NATO")
    assert done.counts == (0, 0)
    assert len(done.lines) == (0 if name == "a.jsonl" else 1)


def test_parquet_without_rows_keeps_its_columns(predict, tmp_path):
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "none.parquet")
    done = predict("a.parquet", (tmp_path / "none.parquet").read_bytes(), target="NATO")
    assert pq.read_table(done.output).column_names == ["text", *ADDED]


@pytest.mark.parametrize(
    ("name", "output", "sentence"),
    [
        ("a.jsonl", "out.csv", "cannot become csv; write it as jsonl"),
        ("a.csv", "out.tsv", "is csv and cannot become tsv"),
        ("a.csv", "out.xlsx", "out.xlsx ends in none of .csv, .tsv"),
        ("a.doc", "out.csv", "a.doc ends in none of"),
        ("a.parquet", "out.parquet", "cannot be read as parquet"),
        ("a.csv", "a.csv", "is the input itself"),
    ],
)
def test_what_cannot_be_read_or_written_is_one_sentence(predict, name, output, sentence):
    content = '{"text": "x"}\n' if name == "a.jsonl" else "text\nx\n"
    with pytest.raises((ConfigError, CorpusError), match=sentence):
        predict(name, content, output, target="NATO")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty; wanted a header"),
        ("a,a\n1,2\n", "more than one column 'a'"),
        ("id;text\n1;x\n", 'say what parts its columns with --delimiter ";"'),
        (b"caf\xe9,text\n1,x\n", ":1: the header cannot be read: the byte 0xe9 is not utf-8"),
        ('"id,text\n1,x\n', "the header cannot be read: broken quotes"),
    ],
)
def test_a_header_that_cannot_be_read_is_one_sentence(predict, content, sentence):
    with pytest.raises(CorpusError, match=sentence):
        predict("a.csv", content, target="NATO")
