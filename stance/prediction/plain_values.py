"""Arrow's values as Python's and as strict JSON, whatever they are."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

types = pa.types

# What Arrow raises where Python has no such date, nobody such a time zone, a string is no UTF-8.
UNREADABLE = (ValueError, OverflowError, LookupError, pa.ArrowException)


def plain_values(column: pa.Array) -> list[Any]:
    """Return a column as Python's values, with text for dates and times, also within lists.

    Where Python has no value for one, as `plain` tells.
    """
    try:
        if _has_times(column.type):
            column = column.cast(_mapped(column.type, _text))
        return list(column.to_pylist())
    except UNREADABLE:
        return [plain(value) for value in column]


def plain(value: pa.Scalar) -> Any:
    r"""Return any value as JSON takes it.

    Dates and times are text, those of a zone that nobody knows in UTC. Bytes are text, too, with
    ``\xe9`` for what is no UTF-8. A map is a list of pairs, as is what has two fields of one name.

    >>> plain(pa.scalar({"at": 0, "raw": b"a\xe9", "x": [1.5, None]}))
    {'at': 0, 'raw': 'a\\xe9', 'x': [1.5, None]}
    """
    kind = value.type
    if not value.is_valid:
        return None
    if types.is_map(kind):
        return [[plain(pair[0]), plain(pair[1])] for pair in value.values]
    if types.is_struct(kind):
        pairs = [(kind.field(at).name, plain(value[at])) for at in range(kind.num_fields)]
        fields = dict(pairs)
        return fields if len(fields) == len(pairs) else pairs
    if types.is_nested(kind):
        return [plain(item) for item in value.values]
    if types.is_dictionary(kind):
        return plain(value.value)
    if types.is_temporal(kind):
        return _time(value)
    if hasattr(value, "as_buffer"):
        return _as_text(value.as_buffer().to_pybytes())
    return _finite(value.as_py())


def _time(value: pa.Scalar) -> str:
    try:
        return str(value.cast(pa.string()).as_py())
    except UNREADABLE:
        utc = value.cast(pa.timestamp(value.type.unit, "UTC"))
        return str(utc.cast(pa.string()).as_py())


def shown_row(table: pa.RecordBatch, row: int) -> dict[str, Any]:
    """Return a row as JSON takes it."""
    return {
        name: plain(column[row]) for name, column in zip(table.schema.names, table, strict=True)
    }


def has_bad_text(value: pa.Scalar) -> bool:
    """Tell whether in a value there is a string that is no UTF-8."""
    return any(map(_is_undecodable, _leaves(value)))


def _leaves(value: pa.Scalar) -> Iterator[pa.Scalar]:
    kind = value.type
    if not value.is_valid:
        return
    if types.is_struct(kind):
        for at in range(kind.num_fields):
            yield from _leaves(value[at])
    elif types.is_nested(kind):
        for item in value.values:
            yield from _leaves(item)
    elif types.is_dictionary(kind):
        yield from _leaves(value.value)
    else:
        yield value


def _is_undecodable(leaf: pa.Scalar) -> bool:
    try:
        leaf.as_py()
    except UnicodeDecodeError:
        return True
    except UNREADABLE:
        pass  # a date that Python has not is no bad text
    return False


def _has_times(of: pa.DataType) -> bool:
    inner = [of.field(at).type for at in range(of.num_fields)]
    return types.is_temporal(of) or any(map(_has_times, inner))


def _mapped(of: pa.DataType, leaf: Callable[[pa.DataType], pa.DataType]) -> pa.DataType:
    """Return a type with another one for each that has no others inside."""
    if types.is_struct(of):
        return pa.struct([(field.name, _mapped(field.type, leaf)) for field in of])
    if types.is_map(of):
        return pa.map_(_mapped(of.key_type, leaf), _mapped(of.item_type, leaf))
    if types.is_large_list(of):
        return pa.large_list(_mapped(of.value_type, leaf))
    if types.is_list(of) or types.is_fixed_size_list(of):
        return pa.list_(_mapped(of.value_type, leaf))
    return leaf(of)


def _text(of: pa.DataType) -> pa.DataType:
    return pa.string() if types.is_temporal(of) else of


def strict_json(value: Any, *, ensure_ascii: bool = False) -> str:
    r"""Return a value as JSON; nan becomes null, what JSON has no word for becomes text.

    >>> strict_json([b"\xe9", float("nan")])
    '["\\\\xe9", null]'
    """
    try:
        return json.dumps(value, ensure_ascii=ensure_ascii, allow_nan=False, default=_as_text)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=ensure_ascii, allow_nan=False)


def as_cell(value: object) -> object:
    """Return a value as a table of text takes it: bytes as text."""
    return _as_text(value) if isinstance(value, bytes) else value


def _as_text(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {key: _finite(of) for key, of in value.items()}
        case list() | tuple():
            return [_finite(of) for of in value]
        case float():
            return value if math.isfinite(value) else None
        case str() | int() | None:
            return value
    return _as_text(value)
