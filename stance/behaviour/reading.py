"""`read_capability`: the cases in a JSONL file, checked line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

from stance.behaviour.cases import Capability, Case, Kind, Move, Sentence
from stance.corpus.cells import BadCellError, string_cell, text_cell
from stance.corpus.text_formats import json_object, json_reason
from stance.errors import CorpusError, first_of, nearest, shown
from stance.labels import LABELS, Task, read_label
from stance.shipped import shipped

# As in CheckList: a tenth is noise.
_TOLERANCE: Final = 0.1

_ALWAYS: Final = ("id", "type", "text")
_ALLOWED: Final = (*_ALWAYS, "target", "speaker", "task")
_OF_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MFT: ("label",),
    Kind.INV: ("changed",),
    Kind.DIR: ("changed", "label", "must_not"),
}
_MAY_CHANGE: Final = ("text", "target", "speaker")
_MOST_FAULTS: Final = 5


def find_capabilities(references: Sequence[str] = ()) -> tuple[Capability, ...]:
    """Return capabilities by file, or by the name of a shipped one; by default all shipped.

    Raises
    ------
    CorpusError
        Where a reference means no file, a file holds what is no case, or two have one name.
    """
    folder = shipped("data") / "behaviour"
    known = {path.stem: path for path in sorted(folder.glob("*.jsonl"))}
    paths = [known.get(reference) or Path(reference) for reference in references]
    paths = paths or list(known.values())
    for path in paths:
        if not path.is_file():
            raise CorpusError(
                f"no file of cases {path}, and no shipped capability ({', '.join(known)})"
                f"{nearest(str(path), known)}"
            )
    twice = [name for name, n in Counter(path.stem for path in paths).items() if n > 1]
    if twice:
        raise CorpusError(
            f"two files of cases are called {shown(twice[0])}, which is the capability's name; "
            "rename one"
        )
    return tuple(read_capability(path) for path in paths)


def read_capability(path: Path) -> Capability:
    """Return the cases of a JSONL file, one a line; blank lines are none.

    Raises
    ------
    CorpusError
        Where a line holds no case, or one whose id is taken; it names the first such lines.
    """
    cases: dict[str, Case] = {}
    faults: list[str] = []
    for number, line in _lines(path):
        try:
            case = _case(line, taken=cases)
            cases[case.id] = case
        except _BadCaseError as error:
            faults.append(f"{path}:{number}: {error}")
    if faults:
        raise CorpusError(f"{first_of(faults, '; ', _MOST_FAULTS)}; {_way_out()}")
    if not cases:
        raise CorpusError(f"{path} has no cases; {_way_out()}")
    return Capability(path.stem, tuple(cases.values()))


class _BadCaseError(Exception):
    """Why a line holds no case."""


def _way_out() -> str:
    return f"{shipped('data') / 'behaviour' / 'README.md'} tells what a case has"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.isspace():
                    yield number, line
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 ({error.reason}); save it as UTF-8") from None
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from None


def _case(line: str, taken: Collection[str]) -> Case:
    try:
        row = json_object(line)
    except (ValueError, TypeError, RecursionError) as error:
        raise _BadCaseError(json_reason(error)) from None
    kind = _one_of(row, "type", list(Kind), Kind)
    needed = (*_ALWAYS, *_OF_KIND[kind])
    if missing := [key for key in needed if row.get(key) is None]:
        raise _BadCaseError(f"{kind} wants {' and '.join(missing)}")
    _refuse_unknown(row, kind)
    task: Task = _one_of(row, "task", list(LABELS), str) if "task" in row else "stance"
    name, sentence = _filled(string_cell, row, "id"), _sentence(row)
    if name in taken:
        raise _BadCaseError(f"the id {shown(name)} is taken by an earlier line")
    return Case(
        id=name,
        kind=kind,
        sentence=sentence,
        changed=_changed(row["changed"], sentence) if "changed" in row else None,
        label=_label(row["label"], task) if "label" in row else None,
        must_not=_one_of(row, "must_not", get_args(Move), str) if "must_not" in row else None,
        tolerance=_tolerance(row) if kind is Kind.DIR else 0.0,
        task=task,
    )


def _refuse_unknown(row: Mapping[str, Any], kind: Kind) -> None:
    known = [*_ALLOWED, *_OF_KIND[kind], *(["tolerance"] if kind is Kind.DIR else [])]
    for key in row:
        if key not in known:
            raise _BadCaseError(
                f"{kind} has no {shown(key)}, only {', '.join(known)}{nearest(key, known)}"
            )


def _one_of(
    row: Mapping[str, Any], key: str, known: Sequence[str], kind: Callable[..., Any]
) -> Any:
    value = row.get(key)
    if value not in known:
        raise _BadCaseError(f"{key} {shown(value)} is none of {', '.join(known)}")
    return kind(value)


def _filled(check: Callable[[object], str | None], row: Mapping[str, Any], key: str) -> str:
    try:
        value = check(row[key])
    except BadCellError as error:
        raise _BadCaseError(f"{key} {error}") from None
    if value is None:
        raise _BadCaseError(f"{key} is empty")
    return value


def _sentence(row: Mapping[str, Any]) -> Sentence:
    names = {key: _filled(string_cell, row, key) for key in ("target", "speaker") if row.get(key)}
    return Sentence(_filled(text_cell, row, "text"), **names)


def _changed(given: object, sentence: Sentence) -> Sentence:
    if not isinstance(given, dict) or not given or not given.keys() <= set(_MAY_CHANGE):
        raise _BadCaseError(
            f"changed is {shown(given)}, wanted an object with what is changed of "
            f"{', '.join(_MAY_CHANGE)}"
        )
    whole = {key: getattr(sentence, key) for key in _MAY_CHANGE} | given
    changed = _sentence(whole)
    if changed == sentence:
        raise _BadCaseError("changed changes nothing")
    return changed


def _label(given: object, task: Task) -> str:
    label = read_label(given, task) if isinstance(given, str) else None
    if label is None:
        raise _BadCaseError(f"label {shown(given)} is none of {', '.join(LABELS[task])}")
    return str(label)


def _tolerance(row: Mapping[str, Any]) -> float:
    value = row.get("tolerance", _TOLERANCE)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise _BadCaseError(f"tolerance {shown(value)} is no number from 0 to below 1")
    return float(value)
