"""What a cell of each column may hold, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from stance.corpus.schema import ANNOTATIONS, COLUMNS, SPLITS
from stance.errors import shown
from stance.labels import LABELS, Task, read_label, translate

Check = Callable[[Any], Any]

_PUBLISHED_SPLITS: Final = {"validation": "dev", "valid": "dev", "val": "dev"}
# What no UTF-8 file can hold, and what ends a string for half of the world's programs.
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")
# What Hydra takes as a key after a dot, and in braces.
_DOTTED_KEY: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_BRACED_KEY: Final = re.compile(r"[A-Za-z0-9_+/.*-]([A-Za-z0-9_+/.* -]*[A-Za-z0-9_+/.*-])?")


class BadCellError(Exception):
    """Why a cell makes its row a bad one, to be read behind the column's name."""


def checks(crosswalk: Mapping[str, str]) -> dict[str, Check]:
    """Return for each column the function from a raw cell to a checked one; None is a gap."""
    return {
        **dict.fromkeys(COLUMNS.names, string_cell),
        "id": partial(_needed, check=string_cell),
        "text": partial(_needed, check=text_cell),
        **{task: partial(label_cell, task=task, crosswalk=crosswalk) for task in LABELS},
        "split": split_cell,
        ANNOTATIONS.name: partial(annotations_cell, crosswalk=crosswalk),
    }


def text_cell(value: object) -> str | None:
    """Return a string as it is, None for one of blanks."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadCellError(f"is {shown(value)} of type {type(value).__name__}, wanted a string")
    if found := _UNWRITABLE.search(value):
        what = "a NUL byte" if found[0] == "\0" else f"half a surrogate pair, {found[0]!a}"
        raise BadCellError(f"holds {what} (character {found.start() + 1}); take it out")
    return value if value and not value.isspace() else None


def string_cell(value: object) -> str | None:
    """Return text, also for a whole number: ids and years are often written as such.

    >>> string_cell(2022), string_cell("a7"), string_cell(" ")
    ('2022', 'a7', None)
    """
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole else text_cell(value)


def _needed(value: object, check: Check) -> Any:
    checked = check(value)
    if checked is None:
        raise BadCellError("is empty")
    return checked


def label_cell(value: object, task: Task, crosswalk: Mapping[str, str]) -> str | None:
    """Return the toolkit's label; None for a gap and for what the crosswalk maps to ``""``."""
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, int | float | Decimal):
        value = str(value)
    spelling = text_cell(value)
    if spelling is None or not (meant := translate(spelling, crosswalk)):
        return None
    found = read_label(meant, task)
    if found is None:
        raise BadCellError(
            f"{shown(spelling)} is none of {', '.join(LABELS[task])}; say which it means, as in "
            f"{_override(spelling)}"
        )
    return found


def _override(spelling: str) -> str:
    if _DOTTED_KEY.fullmatch(spelling):
        return f"corpus.labels.{spelling}=neutral"
    if _BRACED_KEY.fullmatch(spelling):
        return f"'+corpus.labels={{{spelling}: neutral}}'"
    return f"labels: {{{shown(spelling)}: neutral}} in the corpus's config file"


def split_cell(value: object) -> str | None:
    """Return train, dev or test, whatever the case; ``validation`` is dev.

    >>> split_cell("Validation"), split_cell("test")
    ('dev', 'test')
    """
    given = text_cell(value)
    if given is None:
        return None
    known = given.strip().lower()
    known = _PUBLISHED_SPLITS.get(known, known)
    if known not in SPLITS:
        raise BadCellError(f"{shown(given)} is none of {', '.join(SPLITS)}")
    return known


def annotations_cell(
    value: object, crosswalk: Mapping[str, str]
) -> list[dict[str, str | None]] | None:
    """Return one annotator's labels after the other; None where nobody is known.

    An annotator is a mapping with a stance, a sentiment or both; a lone label is a stance.

    >>> annotations_cell(["AGAINST", {"sentiment": "positive"}], {})
    [{'stance': 'against', 'sentiment': None}, {'stance': None, 'sentiment': 'positive'}]
    """
    if value is None:
        return None
    if not isinstance(value, list):
        raise BadCellError(f"is {shown(value)}, wanted a list with one entry an annotator")
    return [_annotation(one, crosswalk) for one in value]


def _annotation(one: object, crosswalk: Mapping[str, str]) -> dict[str, str | None]:
    given = one if isinstance(one, dict) else {"stance": one}
    if unknown := given.keys() - LABELS.keys():
        raise BadCellError(f"has the key {shown(min(unknown))}, wanted {' or '.join(LABELS)}")
    return {task: label_cell(given.get(task), task, crosswalk) for task in LABELS}
