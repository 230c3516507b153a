"""Arrow tables of sentences in, Arrow tables of answers out: what `predict_table` does."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from stance.errors import ModelError, nearest
from stance.model.inputs import COLUMNS


def frame_of_table(table: Any) -> pd.DataFrame:
    """Return the columns text, target and speaker of a table; missing names are empty."""
    if not isinstance(table, pa.Table | pa.RecordBatch):
        raise ModelError(
            f"predict_table got a {type(table).__name__}, wanted a pyarrow.Table with the column "
            "text; predict_frame takes a pandas frame"
        )
    names = table.schema.names
    if "text" not in names or (twice := {name for name in COLUMNS if names.count(name) > 1}):
        wrong = f"two columns {min(twice)}" if "text" in names else f"{', '.join(names) or 'none'}"
        raise ModelError(
            f"predict_table wants a table with one column text, got {wrong}{nearest('text', names)}"
        )
    columns = {name: table[name].to_pylist() for name in COLUMNS if name in names}
    for name in ("target", "speaker"):
        columns[name] = ["" if of is None else of for of in columns.get(name, [""] * len(table))]
    return pd.DataFrame(columns, dtype=object)


def table_of_answers(answers: pd.DataFrame) -> pa.Table:
    """Return what `predict_frame` says as a table: strings, doubles and truth values."""
    columns = {str(name): answers[name].to_numpy() for name in answers.columns}
    label = pa.array(columns.pop("label"), pa.string())
    return pa.table({"label": label, **{name: pa.array(of) for name, of in columns.items()}})
