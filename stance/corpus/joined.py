"""Several corpora as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from stance.corpus.corpus import Corpus
from stance.corpus.schema import COLUMNS
from stance.errors import ConfigError, CorpusError

_NAME: Final = "corpus"  # the column that tells the corpora apart
_SEPARATOR: Final = ":"


def join_corpora(corpora: Mapping[str, Corpus]) -> Corpus:
    """Return one corpus of all rows, in order, with the name of each row's corpus.

    The name is in the column ``corpus`` and before every id and group (``ruw:train-17-Russia``),
    so that rows of two corpora are never taken for one. A column that some of them lack is null
    there. The official metric stays where all name the same.

    Parameters
    ----------
    corpora
        By the name that tells them apart, which need not be their own.

    Raises
    ------
    CorpusError
        Where a column holds numbers in one corpus and, say, text in another.
    """
    if not corpora:
        raise ConfigError("corpus.corpora is empty; name at least one corpus to join")
    for name in corpora:
        if not name or _SEPARATOR in name:
            raise ConfigError(
                f"corpus.corpora names a corpus {name!r}; a name stands before the ids as "
                f"NAME{_SEPARATOR}ID, so it has at least one letter and no {_SEPARATOR!r}"
            )
    tables = {name: _named(corpus.table, name) for name, corpus in corpora.items()}
    _refuse_mixed_types(tables)
    metrics = {corpus.official_metric for corpus in corpora.values()}
    return Corpus(
        "+".join(corpora),
        pa.concat_tables(tables.values(), promote_options="default"),
        metrics.pop() if len(metrics) == 1 else "",
        "\n".join(dict.fromkeys(c.citation for c in corpora.values() if c.citation)),
        tuple(
            replace(row, where=f"{name}{_SEPARATOR}{row.where}")
            for name, corpus in corpora.items()
            for row in corpus.skipped
        ),
    )


def _named(table: pa.Table, name: str) -> pa.Table:
    """Return a table whose rows say which corpus they are of, in ids, groups and a column."""
    for column in ("id", "group"):
        named = pc.binary_join_element_wise(f"{name}{_SEPARATOR}", table[column], "")
        table = table.set_column(table.column_names.index(column), COLUMNS.field(column), named)
    table = table.rename_columns(_without(_NAME, table.column_names))
    return table.append_column(_NAME, pa.repeat(pa.scalar(name), len(table)))


def _without(taken: str, columns: Sequence[str]) -> list[str]:
    """Return column names of which none is the taken one; that becomes ``original_...``."""
    free = taken
    while free in columns:
        free = f"original_{free}"
    return [free if column == taken else column for column in columns]


def _refuse_mixed_types(tables: Mapping[str, pa.Table]) -> None:
    for column in dict.fromkeys(field.name for table in tables.values() for field in table.schema):
        found: dict[pa.DataType, str] = {}
        for name, table in tables.items():
            if column in table.column_names and not pa.types.is_null(table[column].type):
                found.setdefault(table[column].type, name)
        if len(found) > 1:
            listed = " and ".join(f"{kind} in {name}" for kind, name in found.items())
            raise CorpusError(
                f"the column {column!r} is {listed}; rename it in one of them, or make both text"
            )
