"""Arrow columns as Python's values, whatever is in them, and values as strict JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa

# What Arrow raises where Python has no such date, or nobody such a time zone.
UNREADABLE = (ValueError, OverflowError, pa.ArrowException)


def plain_values(column: pa.Array) -> list[Any]:
    """Return a column as Python's values, with text for dates and times.

    Those that Python has no value for are text within lists, too. Times of a zone that nobody
    knows are those of UTC.
    """
    if not pa.types.is_temporal(column.type):
        try:
            return list(column.to_pylist())
        except UNREADABLE:
            pass
    try:
        told = column.cast(_mapped(column.type, _text))
    except pa.ArrowInvalid:
        told = column.cast(_mapped(column.type, _in_utc)).cast(_mapped(column.type, _text))
    return list(told.to_pylist())


def _mapped(of: pa.DataType, leaf: Callable[[pa.DataType], pa.DataType]) -> pa.DataType:
    """Return a type with another one for each that has no others inside."""
    if pa.types.is_struct(of):
        return pa.struct([(field.name, _mapped(field.type, leaf)) for field in of])
    if pa.types.is_map(of):
        return pa.map_(_mapped(of.key_type, leaf), _mapped(of.item_type, leaf))
    if pa.types.is_large_list(of):
        return pa.large_list(_mapped(of.value_type, leaf))
    if pa.types.is_list(of) or pa.types.is_fixed_size_list(of):
        return pa.list_(_mapped(of.value_type, leaf))
    return leaf(of)


def _text(of: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_temporal(of) else of


def _in_utc(of: pa.DataType) -> pa.DataType:
    return pa.timestamp(of.unit) if pa.types.is_timestamp(of) else of


def shown_row(table: pa.RecordBatch, row: int) -> dict[str, Any]:
    r"""Return a row as JSON takes it; bytes that are no UTF-8 are shown as ``\xe9``."""
    one = table.take(pa.array([row], pa.int64()))
    return {name: _shown(column) for name, column in zip(one.schema.names, one, strict=True)}


def _shown(column: pa.Array) -> Any:
    """Return the one value of a column."""
    try:
        return plain_values(column)[0]
    except UNREADABLE:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return column[0].as_buffer().to_pybytes().decode("utf-8", "backslashreplace")
        return f"({column.type} that cannot be shown)"


def strict_json(value: Any, *, ensure_ascii: bool = False) -> str:
    """Return a value as JSON; what that has no word for becomes text, nan becomes null."""
    try:
        return json.dumps(value, ensure_ascii=ensure_ascii, allow_nan=False, default=str)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=ensure_ascii, default=str)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(of) for key, of in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(of) for of in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
