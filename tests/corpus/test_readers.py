"""Files are read as they stand, or refused in one sentence that says where and what to do."""

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.corpus.readers import FORMATS, SUFFIXES, read_rows
from stance.errors import CorpusError

CSV = b"text,stance\nGood.,favor\nBad.,against\n"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def cells(path: Path, **kwargs: str) -> dict[str, list[object]]:
    raw = read_rows(path, **kwargs)
    return {name: list(column) for name, column in raw.columns.items()}


def places(path: Path) -> list[str]:
    return [place.removeprefix(f"{path}:") for place in read_rows(path).places]


def test_a_csv_row_is_told_by_the_line_it_starts_on(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", b'\ntext,stance\n"two\nlines",favor\n\n"x\r\ny",against\nz,favor\n'
    )
    assert places(path) == ["3", "6", "8"]
    assert cells(path)["text"] == ["two\nlines", "x\r\ny", "z"]


def test_line_ends_of_windows_and_of_old_are_line_ends(tmp_path: Path) -> None:
    expected = cells(written(tmp_path / "unix.csv", CSV))
    for name, end in (("dos", b"\r\n"), ("mac", b"\r")):
        for suffix, parted in (("csv", b","), ("tsv", b"\t")):
            content = CSV.replace(b"\n", end).replace(b",", parted)
            assert cells(written(tmp_path / f"{name}.{suffix}", content)) == expected


def test_a_quote_in_a_tsv_file_is_a_plain_character(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", b'text\tstance\n"Never closed\tfavor\nsaid "no"\tagainst\n')
    assert cells(path)["text"] == ['"Never closed', 'said "no"']


def test_csv_rows_with_too_many_and_too_few_fields_are_bad(tmp_path: Path) -> None:
    raw = read_rows(written(tmp_path / "a.csv", b"text,stance\na,favor,x\nb\nc,favor\n"))
    assert raw.bad == {0: "3 fields, the header has 2", 1: "1 fields, the header has 2"}
    assert list(raw.columns["text"]) == [None, None, "c"]


def test_broken_quotes_make_one_bad_row_that_says_how_far_it_goes(tmp_path: Path) -> None:
    raw = read_rows(
        written(tmp_path / "a.csv", b'text,stance\n"a"b,favor\n"c\nd" e,favor\nf,favor\n')
    )
    assert list(raw.columns["text"]) == [None, None, "f"]
    assert raw.bad[0].startswith("broken quotes: ")
    assert raw.bad[1].startswith("broken quotes up to line 4: ")


def test_a_quote_that_is_never_closed_is_told_by_the_line_that_opens_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'text,stance\na,favor\n"b,favor\nc,favor\n')
    with pytest.raises(CorpusError, match=r"a\.csv:3: this row opens a quote that is never closed"):
        read_rows(path)


def test_a_header_with_broken_quotes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"a\.csv:1: the header cannot be read: broken quotes"):
        read_rows(written(tmp_path / "a.csv", b'"text"x,stance\na,favor\n'))


def test_the_limit_on_csv_fields_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read_rows(written(tmp_path / "a.csv", CSV))
    with pytest.raises(CorpusError):
        read_rows(written(tmp_path / "b.csv", b'text,stance\n"'))
    assert csv.field_size_limit() == before


def test_a_column_without_a_name_goes_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b",text,stance\n0,Good.,favor\n")
    assert list(cells(path)) == ["column 1", "text", "stance"]


@pytest.mark.parametrize(
    ("delimiter", "way_out"),
    [
        (";", "'corpus.delimiter=\";\"'"),
        ("|", "'corpus.delimiter=\"|\"'"),
        ("\t", "corpus.format=tsv"),
    ],
)
def test_columns_parted_by_something_else_say_how_to_read_them(
    tmp_path: Path, delimiter: str, way_out: str
) -> None:
    path = written(tmp_path / "a.csv", f"text{delimiter}stance\nA, b{delimiter}favor\n".encode())
    with pytest.raises(CorpusError) as caught:
        read_rows(path)
    assert str(caught.value).startswith(f"{path} has one column, 'text")
    assert str(caught.value).endswith(f"; say what parts its columns with {way_out}")
    wanted = {"text": ["A, b"], "stance": ["favor"]}
    assert cells(path, delimiter=delimiter) == wanted
    assert cells(path, delimiter=delimiter, format="tsv") == wanted


@pytest.mark.parametrize("delimiter", ["", ", ", "\\t", '"', "\n"])
def test_a_delimiter_is_one_character(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(CorpusError, match=r"corpus\.delimiter is '.*', wanted one character that"):
        read_rows(written(tmp_path / "a.csv", CSV), delimiter=delimiter)


def test_a_delimiter_is_for_delimited_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'{"text": "a"}')
    with pytest.raises(CorpusError, match=r"corpus\.delimiter is for csv and tsv, not for jsonl"):
        read_rows(path, delimiter=";")


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    wanted = r"has more than one column 'text'; rename them"
    with pytest.raises(CorpusError, match=wanted):
        read_rows(written(tmp_path / "a.csv", b"text,text,stance\na,b,favor\n"))
    table = pa.table([["a"], ["b"]], names=["text", "text"])
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(CorpusError, match=wanted):
        read_rows(tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{oops}", r"no valid JSON: Expecting property name .* at character 2"),
        (b'["a list"]', "a JSON list, wanted an object"),
        (b"3", "a JSON int, wanted an object"),
        (rb'{"text": "\ud800", "stance": "favor"}', r"\\ud800 is half of a surrogate pair"),
        (rb'{"text": "a", "more": {"deep": ["\udc00"]}}', r"\\udc00 is half of a surrogate pair"),
        (b"[" * 100_000, "JSON nested more than 100 deep"),
        (
            b'{"text": "a", "more": ' + b"[" * 101 + b"]" * 101 + b"}",
            "JSON nested more than 100 deep",
        ),
        (b'{"text": ' + b"1" * 5000 + b"}", "integer string conversion"),
    ],
)
def test_a_line_that_is_no_json_object_is_a_bad_row(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = written(tmp_path / "a.jsonl", b'{"text": "a"}\n\n' + line + b'\n{"text": "b"}\n')
    raw = read_rows(path)
    assert raw.places[1] == f"{path}:3"
    assert list(raw.columns["text"]) == ["a", None, "b"]
    with pytest.raises(CorpusError, match=reason):
        raise CorpusError(raw.bad[1])


def test_a_long_json_list_is_not_a_deep_one(tmp_path: Path) -> None:
    content = b'{"text": "a", "more": [' + b", ".join([b'{"b": [1]}'] * 200) + b"]}"
    assert read_rows(written(tmp_path / "a.jsonl", content)).bad == {}


def test_a_pair_of_surrogates_is_one_character(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", rb'{"text": "\ud83d\ude00"}')
    assert cells(path)["text"] == ["\N{GRINNING FACE}"]


def test_a_line_separator_within_json_text_ends_no_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"text": "a\u2028b"}\r\n{"text": "c"}'.encode())
    assert cells(path)["text"] == ["a\u2028b", "c"]
    assert places(path) == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8"])
def test_utf8_is_read_with_a_byte_order_mark_and_without(tmp_path: Path, encoding: str) -> None:
    plain = cells(written(tmp_path / "a.csv", CSV), encoding=encoding)
    assert cells(written(tmp_path / "b.csv", b"\xef\xbb\xbf" + CSV), encoding=encoding) == plain
    marked = written(tmp_path / "b.jsonl", b'\xef\xbb\xbf{"text": "a"}')
    assert cells(marked, encoding=encoding) == {"text": ["a"]}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "\u5317\u7ea6"),
        ("cp1252", "caf\xe9 \u2026"),
        ("utf-16", "\u041d\u0410\u0422\u041e"),
    ],
)
def test_other_encodings_are_read_when_named(tmp_path: Path, encoding: str, text: str) -> None:
    path = written(tmp_path / "a.csv", f"text,stance\n{text},favor\n".encode(encoding))
    assert cells(path, encoding=encoding)["text"] == [text]
    with pytest.raises(CorpusError, match=r"a\.csv:\d: the byte 0x.. is not utf-8"):
        read_rows(path)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("before", [1, 30_000])
def test_an_undecodable_byte_is_told_by_its_line(tmp_path: Path, end: bytes, before: int) -> None:
    content = b"text,stance" + end + (b"Good.,favor" + end) * before + b"It\x92s bad.,favor" + end
    wanted = rf"a\.csv:{before + 2}: the byte 0x92 is not utf-8; .*corpus\.encoding=cp1252"
    with pytest.raises(CorpusError, match=wanted):
        read_rows(written(tmp_path / "a.csv", content))
    with pytest.raises(CorpusError, match=rf"a\.csv\.gz:{before + 2}: the byte 0x92"):
        read_rows(written(tmp_path / "a.csv.gz", gzip.compress(content)))


def test_a_wrong_encoding_that_names_no_byte_is_told_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", CSV)
    # Python 3.13 does name a byte.
    wanted = r"a\.csv(:1: the byte 0x..)? is not utf-16; say which encoding it is in"
    with pytest.raises(CorpusError, match=wanted):
        read_rows(path, encoding="utf-16")
    with pytest.raises(CorpusError, match=r"a\.csv is not undefined"):
        read_rows(path, encoding="undefined")


@pytest.mark.parametrize("encoding", ["utf-9", "hex"])
def test_an_unknown_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    wanted = f"corpus.encoding={encoding} is no text encoding that Python knows; wanted utf-8"
    with pytest.raises(CorpusError, match=wanted):
        read_rows(written(tmp_path / "a.csv", CSV), encoding=encoding)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "is empty; wanted a header and one row an example"),
        ("a.csv", b"\xef\xbb\xbf", "is empty; wanted a header"),
        ("a.csv", b"\n\n", "is empty; wanted a header"),
        ("a.tsv", b"", "is empty; wanted a header"),
        ("a.csv", b"text,stance\n", "has a header and no rows; wanted one row an example below"),
        ("a.csv", b"text,stance\n\n\n", "has a header and no rows"),
        ("a.jsonl", b"", "is empty; wanted one JSON object a line"),
        ("a.jsonl", b" \n\n", "is empty; wanted one JSON object a line"),
        ("a.parquet", b"", r"cannot be read as parquet: Parquet file size is 0 bytes"),
        ("a.parquet", b"PAR1 but no more", "cannot be read as parquet: "),
        ("a.csv.gz", b"not zipped", "cannot be read as csv: Not a gzipped file"),
        (
            "a.csv.gz",
            gzip.compress(CSV, mtime=0)[:-9],
            "cannot be read as csv: Compressed file ended",
        ),
        (
            "a.csv.gz",
            gzip.compress(CSV, mtime=0)[:10] + b"\xff\xff",
            "cannot be read as csv: Error -3",
        ),
    ],
)
def test_a_file_without_rows_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(CorpusError, match=rf"{name} {reason}"):
        read_rows(written(tmp_path / name, content))


def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    with pytest.raises(CorpusError, match=r"a\.parquet has no rows; wanted one an example"):
        read_rows(tmp_path / "a.parquet")


def test_parquet_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    broken = pa.array([b"It\x92s"]).view(pa.string())
    pq.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")
    with pytest.raises(CorpusError, match=r"a\.parquet cannot be read as parquet: .*UTF8"):
        read_rows(tmp_path / "a.parquet")


def test_a_parquet_name_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a"], "stance": ["favor"]}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes().replace(b"stance", b"stanc\xff")
    with pytest.raises(CorpusError, match=r"a\.parquet cannot be read as parquet: 'utf-8' codec"):
        read_rows(written(tmp_path / "a.parquet", content))


def test_a_missing_file_names_the_nearest_in_its_folder(tmp_path: Path) -> None:
    written(tmp_path / "tweets.csv", CSV)
    with pytest.raises(CorpusError, match=r"no file .*twets\.csv; did you mean 'tweets\.csv'\?"):
        read_rows(tmp_path / "twets.csv")
    with pytest.raises(CorpusError, match=r"there is no file .*zzz; mend corpus\.path"):
        read_rows(tmp_path / "zzz")
    with pytest.raises(CorpusError, match=r"not even the folder .*nowhere; mend corpus\.path"):
        read_rows(tmp_path / "nowhere" / "tweets.csv")


def test_a_path_the_system_refuses_is_one_sentence() -> None:
    with pytest.raises(CorpusError, match="cannot be read: File name too long"):
        read_rows(Path("x" * 300))


def test_an_unknown_suffix_names_the_known_ones_and_the_way_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", CSV)
    with pytest.raises(CorpusError) as caught:
        read_rows(path)
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)
    assert f"corpus.format={'|'.join(FORMATS)}" in str(caught.value)
    assert cells(path, format="csv")["stance"] == ["favor", "against"]


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"'json', wanted csv, tsv, jsonl, .*mean 'jsonl'"):
        read_rows(written(tmp_path / "a.csv", CSV), format="json")


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"is a folder, but none that datasets\.save_to_disk"):
        read_rows(tmp_path)
    with pytest.raises(CorpusError, match="cannot be read as csv: Is a directory"):
        read_rows(tmp_path, format="csv")


def test_a_broken_datasets_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "state.json", b"{}")
    with pytest.raises(CorpusError, match=r"is a folder|is a broken data set|cannot be read"):
        read_rows(tmp_path)
    written(tmp_path / "dataset_info.json", b"{}")
    with pytest.raises(CorpusError, match=r"is a broken data set: KeyError"):
        read_rows(tmp_path)


def test_standard_input_is_no_parquet() -> None:
    with pytest.raises(
        CorpusError, match=r"standard input is read as csv, tsv, jsonl, not as parq"
    ):
        read_rows(Path("-"), format="parquet")


def test_zipped_text_is_read_as_the_text_it_is(tmp_path: Path) -> None:
    plain = cells(written(tmp_path / "a.csv", CSV))
    assert cells(written(tmp_path / "a.csv.gz", gzip.compress(CSV))) == plain


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            st.sampled_from(["favor", "against"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_csv_gives_back_any_text_that_was_written(
    tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("text", "stance"), *rows])
    path = written(tmp_path / "a.csv", out.getvalue().encode())
    assert list(zip(*cells(path).values(), strict=True)) == rows
