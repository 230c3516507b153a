"""Parquet files and `datasets` data sets: rows out of Arrow tables, their types kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from stance.corpus.raw import RawRows, refuse_repeated
from stance.errors import CorpusError

if TYPE_CHECKING:
    import datasets

# What `save_to_disk` leaves in the folder of a Dataset, and of a DatasetDict.
_MARKS: Final = ("state.json", "dataset_dict.json")


def read_parquet(path: Path) -> RawRows:
    """Return the rows of a Parquet file; their places count from 1."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        table = file.read()
    return _rows_of(table, str(path), [f"{path}:{row}" for row in range(1, len(table) + 1)])


def read_datasets(path: Path) -> RawRows:
    """Return the rows of a folder that `datasets.save_to_disk` wrote."""
    if not any((path / mark).is_file() for mark in _MARKS):
        raise CorpusError(
            f"{path} is a folder, but none that datasets.save_to_disk wrote; name a file in it, "
            f"or read a folder of data files with corpus=hub corpus.dataset={path}"
        )
    from datasets import load_from_disk

    try:
        found = load_from_disk(path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"{path} is a broken data set: {type(error).__name__}: {error}"
        ) from error
    return rows_of_datasets(found, str(path))


def rows_of_datasets(found: datasets.Dataset | datasets.DatasetDict, source: str) -> RawRows:
    """Return the rows of a data set, or of all its splits, class numbers told as names.

    The name of a split becomes the column ``split``, unless the data have one themselves.
    """
    if not isinstance(found, dict):
        table = _table_of(found)
        return _rows_of(table, source, [f"{source}:{row}" for row in range(1, len(table) + 1)])
    parts, places = [], []
    for split, dataset in found.items():
        table = _table_of(dataset)
        if "split" not in table.column_names:
            table = table.append_column("split", pa.array([split] * len(table), pa.string()))
        parts.append(table)
        places += [f"{source}[{split}]:{row}" for row in range(1, len(table) + 1)]
    return _rows_of(pa.concat_tables(parts, promote_options="permissive"), source, places)


def _rows_of(table: pa.Table, source: str, places: list[str]) -> RawRows:
    refuse_repeated(table.column_names, source)
    table.validate(full=True)  # Arrow reads bytes that are no UTF-8 without a word.
    if not places:
        raise CorpusError(f"{source} has no rows; wanted one an example")
    return RawRows(source, dict(zip(table.column_names, table.columns, strict=True)), places)


def _table_of(dataset: datasets.Dataset) -> pa.Table:
    from datasets import ClassLabel

    # Through a format, for `dataset.data` knows nothing of `select` and `shuffle`.
    table = dataset.with_format("arrow")[:] if len(dataset) else dataset.data.table.slice(0, 0)
    for position, (column, feature) in enumerate(dataset.features.items()):
        if isinstance(feature, ClassLabel):
            table = table.set_column(position, column, _class_names(table[column], feature.names))
    return table


def _class_names(numbers: pa.ChunkedArray, names: list[str]) -> pa.Array:
    """Return the names of classes; -1 stands for a row without one by the hub's custom."""
    known: Mapping[Any, str] = dict(enumerate(names))
    return pa.array([known.get(number) for number in numbers.to_pylist()], pa.string())
