"""Frames of text, target and speaker, out of what a caller gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stance.errors import ModelError, listed, nearest, shown

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = ("text", "target", "speaker")
# A set has no order, of a mapping nobody knows which half is meant, and bytes are numbers.
_NO_LIST: Final = (bytes, bytearray, memoryview, Mapping, Set)


def frame_of(texts: Any, target: Any, speaker: Any) -> pd.DataFrame:
    """Return the frame of one or several texts, each with a target and a speaker."""
    import pandas as pd

    given = {"texts": texts, "target": target, "speaker": speaker}
    for name, values in given.items():
        if not isinstance(values, Iterable) or isinstance(values, _NO_LIST):
            raise ModelError(
                f"predict got {name}={shown(values)} of type {type(values).__name__}, wanted a "
                "string or a list of strings"
            )
    texts = [texts] if isinstance(texts, str) else _listed(texts)
    columns: dict[str, list[str]] = {"text": texts}
    for name in ("target", "speaker"):
        values = given[name]
        columns[name] = [values] * len(texts) if isinstance(values, str) else _listed(values)
        if len(columns[name]) != len(texts):
            raise ModelError(
                f"predict got {len(texts)} texts and {len(columns[name])} values of {name}; "
                "give one for all or one each"
            )
    for name, values in columns.items():
        _check_strings(name, values)
    cells = np.empty((len(COLUMNS), len(texts)), dtype=object)
    for row, values in zip(cells, columns.values(), strict=True):
        row[:] = values
    # Were the type left to pandas, it would make Arrow strings, which refuse half a surrogate pair.
    return pd.DataFrame(cells.T, columns=_index(), dtype=object, copy=False)


def _listed(values: Any) -> list[Any]:
    """Return a list of what is iterated over; of Arrow's arrays as Python has it."""
    return list(values.to_pylist() if hasattr(values, "to_pylist") else values)


def meant_target(known: Sequence[str]) -> str:
    """Return the target of a question that names none: the only one that a model learned.

    Raises
    ------
    ModelError
        If it learned several: for any of them the answer could be another.
    """
    named = [target for target in known if target]
    if len(named) > 1:
        raise ModelError(
            f"the model learned the targets {listed(named)}, and the question names none; name one "
            "with target=... or in the column target, or '' to ask about none"
        )
    return named[0] if named else ""


@cache
def _index() -> pd.Index[str]:
    """Return the columns' names as all frames share them: to look one up they are hashed once.

    A frame with names of its own takes a tenth of the time of one sentence longer.
    """
    import pandas as pd

    return pd.Index(COLUMNS, dtype=object)


def complete(frame: Any, known: Sequence[str] = ()) -> pd.DataFrame:
    """Return a frame that has text, target and speaker, all strings.

    Without a column of targets the `meant_target` of those `known` is meant; without speakers
    they are empty.
    """
    if hasattr(frame, "__arrow_c_stream__") and not hasattr(frame, "iloc"):
        raise ModelError(
            f"a model wants a pandas frame, got a {type(frame).__name__}; ask predict_table, which "
            "takes Arrow's tables"
        )
    names = [str(name) for name in getattr(frame, "columns", ())]
    if "text" not in names:
        got = f"the columns {', '.join(names) or '(none)'}" if hasattr(frame, "columns") else None
        raise ModelError(
            f"a model wants a frame with the column text, got {got or type(frame).__name__}"
            f"{nearest('text', names)}"
        )
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise ModelError(f"a model wants one column {twice[0]}, the frame has several; drop others")
    missing = {name: "" for name in COLUMNS if name not in names}
    if "target" in missing:
        missing["target"] = meant_target(known)
    whole: pd.DataFrame = frame.assign(**missing) if missing else frame
    if names != [*COLUMNS]:  # others are the caller's; an estimator wants its own, in their order
        whole = whole[[*COLUMNS]]
    for name in COLUMNS:
        _check_strings(name, whole[name].tolist())
    return whole


def _check_strings(name: str, values: list[Any]) -> None:
    if {*map(type, values)} <= {str}:  # most often, and fast
        return
    for row, value in enumerate(values):
        if not isinstance(value, str):
            raise ModelError(
                f"row {row} of the column {name} is {value!r} ({type(value).__name__}), wanted a "
                "string; leave the row out or put '' for what is missing"
            )
