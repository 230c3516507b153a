"""Arrow tables of sentences in, Arrow tables of answers out: what `predict_table` does."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from stance.errors import ModelError, listed, nearest
from stance.model.inputs import COLUMNS


def frame_of_table(given: Any) -> pd.DataFrame:
    """Return those of the columns text, target and speaker that a table has.

    Null is no target and no speaker.
    """
    table = _table(given)
    names = table.column_names
    if "text" not in names:
        raise ModelError(
            f"predict_table wants a table with the column text, got {listed(names) or 'none'}"
            f"{nearest('text', names)}"
        )
    columns = {name: _strings(table, name) for name in COLUMNS if name in names}
    for name in columns.keys() - {"text"}:
        columns[name] = ["" if one is None else one for one in columns[name]]
    return pd.DataFrame(columns, dtype=object)


def table_of_answers(answers: pd.DataFrame) -> pa.Table:
    """Return what `predict_frame` says as a table: strings, doubles and truth values."""
    columns = {str(name): answers[name].to_numpy() for name in answers.columns}
    label = pa.array(columns.pop("label"), pa.string())
    return pa.table({"label": label, **{name: pa.array(of) for name, of in columns.items()}})


def _table(given: Any) -> pa.Table:
    if not (hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")):
        raise ModelError(
            f"predict_table got a {type(given).__name__}, wanted a pyarrow.Table or another table "
            "that Arrow can read, with the column text"
        )
    try:
        return pa.table(given)
    except (pa.ArrowException, TypeError, ValueError) as error:  # such as an array
        raise ModelError(
            f"predict_table got a {type(given).__name__} that makes no table ({error}); give a "
            "pyarrow.Table with the column text"
        ) from error


def _strings(table: pa.Table, name: str) -> list[str | None]:
    """Return a column of strings; it may be of any type of strings, or of a dictionary's."""
    if table.column_names.count(name) > 1:
        raise ModelError(f"predict_table wants one column {name}, the table has several; drop some")
    kind = table[name].type
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = ("is_string", "is_large_string", "is_string_view", "is_null")
    if not any(getattr(pa.types, test)(inner) for test in tests):
        raise ModelError(
            f"predict_table got the column {name} of type {kind}, wanted strings; cast it first"
        )
    try:
        return list(table[name].to_pylist())
    except UnicodeDecodeError as error:
        raise ModelError(
            f"predict_table got a column {name} that is no UTF-8 ({error.reason}); mend its bytes"
        ) from error
