"""Files of cases: what is read, and what is refused, with the line it stands on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.behaviour import Case, Kind, Sentence, find_capabilities, read_capability
from stance.errors import CorpusError

MFT = {"id": "a", "type": "MFT", "text": "We thank NATO.", "target": "NATO", "label": "favor"}
INV = {"id": "b", "type": "INV", "text": "It rains.", "changed": {"text": "It snows."}}
DIR = INV | {"id": "c", "type": "DIR", "label": "against", "must_not": "rise"}


def write(path: Path, *rows: Any) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_kind_of_case_is_read(tmp_path: Path) -> None:
    changed = {"speaker": "the baker"}
    rows = [MFT, "", INV | {"changed": changed, "speaker": "the cook"}, DIR | {"tolerance": 0}]
    capability = read_capability(write(tmp_path / "hope.jsonl", *rows))
    assert capability.name == "hope"
    assert capability.cases == (
        Case("a", Kind.MFT, Sentence("We thank NATO.", "NATO"), label="favor"),
        Case(
            "b",
            Kind.INV,
            Sentence("It rains.", "", "the cook"),
            Sentence("It rains.", "", "the baker"),
        ),
        Case(
            "c",
            Kind.DIR,
            Sentence("It rains."),
            Sentence("It snows."),
            label="against",
            must_not="rise",
            tolerance=0.0,
        ),
    )


def test_a_tenth_is_allowed_and_published_spellings_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", DIR | {"label": "FAVOUR"})
    (case,) = read_capability(path).cases
    assert (case.tolerance, case.label, case.task) == (0.1, "favor", "stance")


def test_a_line_end_inside_a_text_does_not_shift_the_lines(tmp_path: Path) -> None:
    first = json.dumps(MFT | {"text": "one\u2028two\u0085three"}, ensure_ascii=False)
    path = write(tmp_path / "x.jsonl", first, "{}")
    with pytest.raises(CorpusError, match=r"x\.jsonl:2: type"):
        read_capability(path)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "no valid JSON"),
        ("[]", "a JSON list, wanted an object"),
        ({}, "type 'None' is none of MFT, INV, DIR"),
        (MFT | {"type": "mft"}, "type 'mft' is none of MFT, INV, DIR"),
        (MFT | {"id": None}, "MFT wants id"),
        (MFT | {"id": " "}, "id is empty"),
        (MFT | {"text": ""}, "text is empty"),
        (MFT | {"text": ["a"]}, "text is .* of type list, wanted a string"),
        (MFT | {"text": "a\u0000"}, "text holds a NUL byte"),
        (MFT | {"label": None}, "MFT wants label"),
        (MFT | {"label": "good"}, "label 'good' is none of against, favor, neutral"),
        (MFT | {"label": 1}, "label '1' is none of"),
        (MFT | {"task": "sentiment"}, "label 'favor' is none of negative, neutral, positive"),
        (MFT | {"task": "mood"}, "task 'mood' is none of stance, sentiment"),
        (MFT | {"lable": "favor"}, "MFT has no 'lable', only .*did you mean 'label'"),
        (MFT | {"changed": {"text": "b"}}, "MFT has no 'changed'"),
        (MFT | {"tolerance": 0.1}, "MFT has no 'tolerance'"),
        (INV | {"label": "favor"}, "INV has no 'label'"),
        (INV | {"changed": None}, "INV wants changed"),
        (INV | {"changed": "It snows."}, "changed is 'It snows.', wanted an object"),
        (INV | {"changed": {}}, "changed is '{}', wanted an object"),
        (
            INV | {"changed": {"label": "favor"}},
            "changed is .*, wanted an object with what is changed of text",
        ),
        (INV | {"changed": {"text": "It rains."}}, "changed changes nothing"),
        (INV | {"changed": {"text": ""}}, "text is empty"),
        (DIR | {"must_not": None}, "DIR wants must_not"),
        (DIR | {"must_not": "move"}, "must_not 'move' is none of rise, fall"),
        (DIR | {"tolerance": -0.1}, "tolerance '-0.1' is no number from 0 to below 1"),
        (DIR | {"tolerance": True}, "tolerance 'True' is no number"),
        (DIR | {"tolerance": "0.1"}, "tolerance '0.1' is no number"),
        (DIR | {"tolerance": float("nan")}, "tolerance 'nan' is no number"),
    ],
)
def test_what_is_no_case_is_named_with_its_line(tmp_path: Path, row: Any, complaint: str) -> None:
    path = write(tmp_path / "x.jsonl", MFT | {"id": "first"}, row)
    with pytest.raises(CorpusError, match=rf"x\.jsonl:2: {complaint}.*README\.md tells"):
        read_capability(path)


def test_all_bad_lines_are_told_the_first_of_them_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", *["{"] * 7)
    with pytest.raises(CorpusError, match=r"x\.jsonl:1: .*x\.jsonl:5: .*and 2 more"):
        read_capability(path)


def test_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"x\.jsonl:3: the id 'a' is taken"):
        read_capability(write(tmp_path / "x.jsonl", MFT, INV, MFT))


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n \n")
    with pytest.raises(CorpusError, match="has no cases"):
        read_capability(tmp_path / "empty.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(CorpusError, match="is not UTF-8"):
        read_capability(tmp_path / "latin.jsonl")
    with pytest.raises(CorpusError, match="cannot be read: Is a directory"):
        read_capability(tmp_path)


def test_capabilities_are_found_by_file_and_by_name(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.jsonl", MFT)
    assert [of.name for of in find_capabilities([str(mine), "typo"])] == ["mine", "typo"]
    assert len(find_capabilities()) == 7
    with pytest.raises(CorpusError, match=r"no file of cases tipo, .*did you mean 'typo'"):
        find_capabilities(["tipo"])
    with pytest.raises(CorpusError, match="two files of cases are called 'typo'"):
        find_capabilities(["typo", str(write(tmp_path / "typo.jsonl", MFT))])
