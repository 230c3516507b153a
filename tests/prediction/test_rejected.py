import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.errors import ConfigError
from stance.prediction import Request


def test_ragged_and_broken_rows_are_rejected_with_their_lines_and_the_rest_goes_on(predict):
    content = 'id,text\n1,good\n2\n3,"two\nlines"\n4,"bad"x\n5,a,b\n6,  \n7,good\n'
    done = predict("a.csv", content, target="NATO")
    assert [row["id"] for row in done.table] == ["1", "3", "7"]
    assert [(row["line"], row["row"]) for row in done.rejected] == [
        (3, "2"), (6, '4,"bad"x'), (7, "5,a,b"), (8, "6,  "),
    ]  # fmt: skip
    assert [row["reason"].partition(":")[0] for row in done.rejected] == [
        "1 fields, the header has 2", "broken quotes", "3 fields, the header has 2",
        "text is empty",
    ]  # fmt: skip
    assert done.counts == (3, 4)


def test_a_quote_that_is_never_closed_costs_one_row(predict):
    rows = [f"{n},sentence {n}" for n in range(50)]
    rows[10] = '10,"never closed'
    done = predict("a.csv", "id,text\n" + "\n".join(rows), target="NATO")
    assert done.counts == (49, 1)
    assert done.rejected[0]["line"] == 12
    assert done.rejected[0]["reason"].startswith("broken quotes: ")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "x"', "no valid JSON"),
        ('["x"]', "a JSON list, wanted an object"),
        ('{"tweet": "x"}', "text is empty"),
        ('{"text": 5}', "text is '5' of type int, wanted a string"),
        ('{"text": "\\ud83d"}', "half of a surrogate pair"),
        ('{"text": "a\\u0000b"}', "text holds a NUL byte"),
        ('{"text": "x", "target": ["NATO"]}', "target is \"['NATO']\" of type list"),
        ('{"text": "x", "a": ' + "[" * 200 + "]" * 200 + "}", "nested more than 100 deep"),
        ('{"text": "x", "a": ' + "[" * 99999 + "]" * 99999 + "}", "nested more than 100 deep"),
        (b'{"text": "caf\xe9"}', "the byte 0xe9 is not utf-8"),
        ('{"text": "x"},{"text": "y"}', "no valid JSON"),
        ('{"text": "x", "a": [NaN]}', "no valid JSON: NaN is none; write null"),
        ('{"text": "x", "a": -Infinity}', "no valid JSON: -Infinity is none; write null"),
        ('{"text": "x"}],[{"text": "y"}', "no valid JSON"),
    ],
)
def test_a_bad_line_of_json_is_rejected_alone(predict, line, reason):
    line = line if isinstance(line, bytes) else line.encode()
    good = b'{"text": "We trust NATO.", "target": "NATO"}\n'
    done = predict("a.jsonl", good * 2 + line + b"\n" + good)
    assert done.counts == (3, 1)
    (rejected,) = done.rejected
    assert rejected["line"] == 3
    assert reason in rejected["reason"]
    assert rejected["row"].startswith(line[:12].decode())


def test_a_key_of_ours_in_a_late_line_of_json_costs_that_line(predict, monkeypatch):
    monkeypatch.setattr("stance.prediction.source.BLOCK", 50)
    content = '{"text": "We trust NATO."}\n' * 20 + '{"text": "x", "margin": 1}\n'
    done = predict("a.jsonl", content, target="NATO")
    assert done.counts == (20, 1)
    assert done.rejected[0]["reason"] == "has 'margin' already; choose a --prefix"


def test_lines_that_are_json_only_together_are_rejected_both(predict):
    content = '{"text": "x"}\n{"text": "a", "b": 1\n"c": 2}\n{}, {}\n{"text": "y"}\n'
    done = predict("a.jsonl", content, target="NATO")
    assert [json.loads(line)["text"] for line in done.lines] == ["x", "y"]
    assert [row["line"] for row in done.rejected] == [2, 3, 4]


@pytest.mark.parametrize("middle", ["], [", "],5,[", '],{"a": 1},['])
def test_a_line_that_makes_two_rows_is_not_set_off_by_two_that_make_one(predict, middle):
    good = '{"text": "We trust NATO."}\n'
    split = f'{{"text": "b"}}{middle}{{"text": "c"}}\n'
    merged = '{"text": "d", "k": [[1\n' + "2\n" * (middle.count(",") - 1) + "2]]}\n"
    done = predict("a.jsonl", good + split + merged + good, target="NATO")
    assert [json.loads(line)["text"] for line in done.lines] == ["We trust NATO."] * 2
    assert done.counts == (2, 1 + merged.count("\n"))


def test_nan_and_infinity_are_words_like_others_within_a_text(predict):
    lines = ['{"text": "NaN"}', '{"text": "Infinity", "a": "\\u00e9"}', '{"text": "x", "a": NaN}']
    done = predict("a.jsonl", "\n".join(lines), target="NATO")
    assert [json.loads(line)["text"] for line in done.lines] == ["NaN", "Infinity"]


def test_lists_of_lists_in_a_line_of_json_are_kept(predict):
    content = '{"text": "We trust NATO.", "k": [[1], [2]]}\n' * 2
    done = predict("a.jsonl", content, target="NATO")
    assert [json.loads(line)["k"] for line in done.lines] == [[[1], [2]]] * 2


def test_an_input_where_rejected_rows_would_go_is_left_alone(predict, tmp_path):
    content = '{"text": "We trust NATO."}\n'
    with pytest.raises(ConfigError, match="is where rejected rows would go"):
        predict("y.jsonl.rejected.jsonl", content, output="y.jsonl", target="NATO")
    assert (tmp_path / "y.jsonl.rejected.jsonl").read_text() == content


def test_an_output_that_is_a_pipe_or_a_link_is_not_replaced(predict, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "pipe.csv")
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "missing.csv")
    for name in ("pipe.csv", "link.csv", "nowhere.csv"):
        with pytest.raises(ConfigError, match=r"a pipe or a device.* > .*csv$"):
            predict("a.csv", "text\nWe trust NATO.\n", output=name, target="NATO")
    assert (tmp_path / "pipe.csv").is_fifo()
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "nowhere.csv").is_symlink()


def test_bytes_that_are_no_text_cost_their_row_alone(predict):
    done = predict("a.csv", b"id,text\n1,caf\xc3\xa9\n2,caf\xe9\n3,ok\n", target="NATO")
    assert [row["text"] for row in done.table] == ["café", "ok"]
    assert done.rejected == [
        {"line": 3, "reason": "the byte 0xe9 is not utf-8", "row": "2,caf\\xe9"}
    ]


def test_rows_of_parquet_are_rejected_with_their_numbers(predict, tmp_path):
    texts = pa.array([b"good", b"caf\xe9", None, b"good"], pa.binary())
    text = pa.StringArray.from_buffers(4, *texts.buffers()[1:], texts.buffers()[0])
    pq.write_table(pa.table({"id": [1, 2, 3, 4], "text": text}), tmp_path / "in.parquet")
    done = predict("in.parquet", (tmp_path / "in.parquet").read_bytes(), target="NATO")
    assert pq.read_table(done.output)["id"].to_pylist() == [1, 4]
    assert [row["line"] for row in done.rejected] == [2, 3]
    assert done.rejected[0]["row"] == {"id": 2, "text": "caf\\xe9"}


def test_targets_a_model_refuses_are_rejected(predict, strict_model):
    content = "text,target\nyes,NATO\nyes,EU\nyes,\nno,Russia\n"
    done = predict("a.csv", content, model=strict_model)
    assert [row["target"] for row in done.table] == ["NATO", "Russia"]
    assert [row["line"] for row in done.rejected] == [3, 4]
    assert "not for the target 'EU'" in done.rejected[0]["reason"]


def test_targets_a_model_never_learned_are_flagged(predict):
    done = predict("a.csv", "text,target\nyes,NATO\nyes,EU\nyes,\n")
    assert [row["unseen_target"] for row in done.table] == ["false", "true", "true"]


def test_a_file_of_other_things_is_not_overwritten_by_rejected_rows(predict, tmp_path):
    path = tmp_path / "a.csv.rejected.jsonl"
    path.write_text('{"mine": 1}\n')
    for output in (None, tmp_path / "a.csv"):
        with pytest.raises(ConfigError, match="has something else; rename it"):
            Request(model=tmp_path, path=tmp_path / "a.csv", output=output)
    assert path.read_text() == '{"mine": 1}\n'
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="has something else; rename it"):
        Request(model=tmp_path, path=tmp_path / "a.csv")
    path.unlink()
    path.write_text('{"line": 2, "reason": "of a run before", "row": ""}\n')
    Request(model=tmp_path, path=tmp_path / "a.csv")


def test_rejected_rows_of_a_run_before_are_told_of_when_they_are_replaced(predict):
    first = predict("a.csv", "text\nx\n \n", target="NATO")
    assert first.told == []
    again = predict("a.csv", "text\nx\n \n", target="NATO")
    (told,) = again.told
    assert told.startswith("the rejected rows of a run before this one, in ")
    assert told.endswith("out.a.csv.rejected.jsonl, are replaced")
    assert len(again.rejected) == 1


def test_the_name_of_a_column_is_no_target(predict):
    with pytest.raises(ConfigError, match="a column of .*; read it with --target-column about"):
        predict("a.csv", "text,about\nyes,NATO\n", target="about")


def test_targets_never_learned_are_counted(predict):
    done = predict("a.csv", "text,target\nyes,NATO\nno,Nato\nno,EU\n,\nno,Nato\n")
    assert done.written.n_unseen == 3
    assert done.told == [
        "the model never learned the target 'Nato', but 'NATO', 'Russia'; did you mean 'NATO'?"
    ]
    rows = '{"text": "no", "target": null}\n'
    done = predict("a.jsonl", rows, target_column="target", target="EU")
    assert done.written.n_unseen == 1
    assert [sentence.partition(",")[0] for sentence in done.told] == [
        "the model never learned the target 'EU'"
    ]


@pytest.mark.parametrize("prefix", ["a,b", 'a"', "a\n", "a\udcff"])
def test_a_prefix_that_would_part_columns_is_refused(predict, prefix):
    with pytest.raises(ConfigError, match="--prefix .* would part or quote columns"):
        predict("a.csv", "text\nyes\n", target="NATO", prefix=prefix)


@pytest.mark.parametrize("delimiter", [".", "_", "-", "a", "0"])
def test_a_delimiter_that_new_columns_may_hold_is_refused(predict, delimiter):
    with pytest.raises(ConfigError, match="is in no number or label"):
        predict("a.csv", "text\nyes\n", target="NATO", delimiter=delimiter)


def test_rows_rejected_before_are_not_left_beside_a_file_without_any(predict):
    bad = predict("a.csv", "text\nx\n \n", target="NATO")
    assert len(bad.rejected) == 1
    good = predict("a.csv", "text\nx\n", target="NATO")
    assert good.output == bad.output
    assert good.rejected == []


@pytest.mark.parametrize(
    ("header", "asked", "sentence"),
    [
        ("id,tweet", {}, "but no 'text'; say which one has the sentences: --text COLUMN"),
        ("id,tweet", {"text": "twet"}, "--text names the column 'twet'.*did you mean 'tweet'?"),
        ("id,text", {}, "name one for all rows, --target 'NATO'"),
        ("id,text", {"target_column": "about"}, "--target-column names the column 'about'"),
        ("text,label", {"target": "NATO"}, "has a column 'label' already.*--prefix predicted_"),
    ],
)
def test_columns_that_cannot_be_found_or_added_are_one_sentence(predict, header, asked, sentence):
    with pytest.raises(ConfigError, match=sentence):
        predict("a.csv", f"{header}\n1,2\n", **asked)


def test_a_prefix_keeps_new_columns_apart(predict):
    done = predict("a.csv", "text,label\nyes,x\n", target="NATO", prefix="predicted_")
    assert done.lines[0].startswith("text,label,predicted_label,predicted_p_against")


def test_the_only_column_has_the_texts_and_a_column_may_say_the_target(predict):
    done = predict("a.csv", "tweet\nyes\n", target="NATO")
    assert done.counts == (1, 0)
    table = "about,text\nNATO,yes\n,yes\nEU,yes\n"
    done = predict("b.csv", table, target_column="about", target="Russia")
    assert [row["unseen_target"] for row in done.table] == ["false", "false", "true"]


def test_keys_that_only_some_json_lines_have_can_be_named(predict):
    lines = '{"text": "yes"}\n{"text": "no", "about": "EU"}\n'
    done = predict("a.jsonl", lines, target_column="about", target="NATO")
    assert [json.loads(line)["unseen_target"] for line in done.lines] == [False, True]
    mistyped = predict("c.jsonl", lines, target_column="abuot", target="NATO")
    (told,) = mistyped.told
    assert "none of the first lines of" in told
    assert "has the key 'abuot' that --target-column names" in told
    assert told.endswith("did you mean 'about'?")
    with pytest.raises(ConfigError, match="has a column 'label' already"):
        predict("b.jsonl", lines + '{"text": "x", "label": 1}\n', target="NATO")


def test_a_target_that_was_never_learned_is_told(predict):
    done = predict("a.csv", "text\nyes\n", target="nato")
    assert done.told == [
        "the model never learned the target 'nato', but 'NATO', 'Russia'; did you mean 'NATO'?"
    ]
