"""What ``model.json`` tells of a model beside what it is asked with: checked, and told safely."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stance.errors import ModelError, shown

_KINDS: Final[Mapping[type, str]] = {
    dict: "an object",
    float: "a number",
    int: "a whole number from 0",
    list: "a list of strings",
    str: "a string",
}
# What others read, who need not look twice then. Each of it may be missing.
_DETAILS: Final[Mapping[str, type]] = {
    "corpus": dict,
    "n_train": int,
    "n_by_label": dict,
    "calibration": dict,
    "seed": int,
    "headline": str,
    "n_test": int,
    "confidence": float,
    "metrics": dict,
}
_CORPUS: Final[Mapping[str, type]] = {
    "name": str,
    "fingerprint": str,
    "n": int,
    "languages": list,
    "citation": str,
}
_CALIBRATION: Final[Mapping[str, type]] = {"method": str, "n_dev": int}
_LONGEST: Final = 4000


def check_details(details: Any, where: Path | str) -> None:
    """Raise ModelError where the details of a model have another form than `stance.model` says."""
    _check("details", details, dict, where)
    _check_each("details", details, _DETAILS, where)
    _check_each("details.corpus", details.get("corpus", {}), _CORPUS, where)
    _check_each("details.calibration", details.get("calibration", {}), _CALIBRATION, where)


def check_targets(targets: Any, where: Path | str) -> None:
    """Raise ModelError where the targets of a model are no list of strings."""
    _check("targets", targets, list, where)


def _check_each(
    name: str, values: Mapping[str, Any], kinds: Mapping[str, type], where: Path | str
) -> None:
    for key in values.keys() & kinds:
        _check(f"{name}.{key}", values[key], kinds[key], where)


def _check(name: str, value: Any, kind: type, where: Path | str) -> None:
    if not _is(kind, value):
        raise ModelError(
            f"{where} has {name}={shown(value)} of type {type(value).__name__}, wanted "
            f"{_KINDS[kind]}; give it one and save the model again"
        )


def _is(kind: type, value: Any) -> bool:
    if isinstance(value, bool):  # which Python takes for a number
        return False
    if kind is dict:
        return isinstance(value, Mapping)
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind is int:
        return isinstance(value, int) and value >= 0
    return isinstance(value, (int, float) if kind is float else str)


def printable(words: str) -> str:
    r"""Return words a stranger wrote so that they stay in their line, and end.

    >>> printable("a\x1b[2J" + chr(10) + "b")
    'a\\x1b[2J\\nb'
    """
    if len(words) > _LONGEST:  # at its end an error tells the way out
        words = f"{words[: _LONGEST // 2]} ... {words[-_LONGEST // 2 :]}"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in words)
