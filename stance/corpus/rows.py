"""From raw rows to a corpus: columns renamed, labels translated, every cell checked.

All that is wrong is found before anything is said, so that a file is mended in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from stance.corpus.cells import BadCellError, Check, checks
from stance.corpus.corpus import BadRow, Corpus
from stance.corpus.raw import RawRows
from stance.corpus.schema import ANNOTATIONS, COLUMNS
from stance.errors import CorpusError, first_of, listed, nearest, shown
from stance.labels import LABELS, read_label

# What may be said once for all the rows that do not say it.
FILLABLE: Final = ("target", "speaker", "group", "source", "date", "lang", "split")

_OURS: Final = (*COLUMNS.names, ANNOTATIONS.name)


def to_corpus(
    raw: RawRows,
    *,
    name: str,
    columns: Mapping[str, str | None] | None = None,
    labels: Mapping[Any, str | None] | None = None,
    fill: Mapping[str, str | None] | None = None,
    on_bad_row: str = "error",
    official_metric: str = "",
    citation: str = "",
) -> Corpus:
    """Return the corpus of raw rows; see `stance.corpus.load_corpus` for the parameters."""
    if on_bad_row not in ("error", "skip"):
        raise CorpusError(f"corpus.on_bad_row is {shown(on_bad_row)}, wanted error or skip")
    if len(raw.bad) == len(raw):
        raise CorpusError(_report(raw, raw.bad))
    theirs = choose_columns(raw, columns or {})
    check = checks(read_crosswalk(labels or {}))
    bad = dict(raw.bad)
    cells = _check_cells(raw, theirs, check, _checked_fill(fill or {}), bad)
    if bad and (on_bad_row == "error" or len(bad) == len(raw)):
        raise CorpusError(_report(raw, bad) + _way_round(theirs, cells, bad))
    table = _table(raw, theirs, cells)
    if bad:
        table = table.take(pa.array([row for row in range(len(raw)) if row not in bad]))
    skipped = tuple(BadRow(raw.places[row], bad[row]) for row in sorted(bad))
    return Corpus(name, table, official_metric, citation, skipped)


def choose_columns(raw: RawRows, columns: Mapping[str, str | None]) -> dict[str, str]:
    """Return which column of the source each of ours is read from.

    A column of ours that is mapped to None, or not at all, is read from the one of its own
    name, where there is one that no other mapping names; one that is mapped to "" is not read.

    Raises
    ------
    CorpusError
        Where a mapping names what is not there, or text or both labels are missing.
    """
    has = f"{raw.source} has the columns {listed(raw.columns)}"
    asked = {ours: str(theirs) for ours, theirs in columns.items() if theirs is not None}
    for ours, theirs in asked.items():
        if ours not in _OURS:
            raise CorpusError(
                f"corpus.columns.{ours} is no column of a corpus; they are {', '.join(_OURS)}"
                f"{nearest(ours, _OURS)}"
            )
        if theirs not in raw.columns and (theirs or ours == "text"):
            raise CorpusError(
                f"corpus.columns.{ours} names the column {shown(theirs)}, but {has}"
                f"{nearest(theirs, raw.columns)}"
            )
    free = [name for name in raw.columns if name not in asked.values()]
    asked |= {ours: ours for ours in _OURS if ours not in asked and ours in free}
    chosen = {ours: theirs for ours, theirs in asked.items() if theirs}
    if "text" not in chosen:
        raise CorpusError(
            f"{has}, but no 'text'; name it with corpus.columns.text=...{nearest('text', free)}"
        )
    if not chosen.keys() & LABELS.keys():
        raise CorpusError(
            f"{has}, but none is read as stance or sentiment; name the labels with "
            "corpus.columns.stance=... or corpus.columns.sentiment=..."
            f"{nearest('stance', free) or nearest('sentiment', free)}"
        )
    return chosen


def read_crosswalk(labels: Mapping[Any, str | None]) -> dict[str, str]:
    """Return a crosswalk with text for keys; what is mapped to no label has ``""``.

    >>> read_crosswalk({2: "favor", -1: "against", "unsure": None})
    {'2': 'favor', '-1': 'against', 'unsure': ''}
    """
    for spelling, label in labels.items():
        if isinstance(spelling, bool):
            raise CorpusError(
                f"corpus.labels has the key {spelling}: YAML takes yes, no, on, off, true and "
                "false for truth values; put the label in quotes"
            )
        if label and not any(read_label(str(label), task) for task in LABELS):
            wanted = dict.fromkeys(str(one) for known in LABELS.values() for one in known)
            raise CorpusError(
                f"corpus.labels.{spelling} is {shown(label)}, wanted {', '.join(wanted)} "
                f"or null{nearest(str(label), wanted)}"
            )
    return {str(spelling): str(label or "") for spelling, label in labels.items()}


def _checked_fill(fill: Mapping[str, str | None]) -> dict[str, str]:
    for column in fill:
        if column not in FILLABLE:
            raise CorpusError(
                f"corpus.fill.{column} cannot be; only {', '.join(FILLABLE)} can be filled"
                f"{nearest(column, FILLABLE)}"
            )
    return {column: value for column, value in fill.items() if value is not None}


def _check_cells(
    raw: RawRows,
    theirs: Mapping[str, str],
    check: Mapping[str, Check],
    fill: Mapping[str, str],
    bad: dict[int, str],
) -> dict[str, Sequence[Any]]:
    """Return the columns we have, checked and filled; tell `bad` the first fault of each row."""
    n = len(raw)
    cells: dict[str, Sequence[Any]] = {
        column: _check_column(column, _values(raw, theirs[column]), check[column], bad)
        for column in _OURS
        if column in theirs
    }
    for column, value in {"target": "", "speaker": "", **fill}.items():
        try:
            filled = check[column](value) or ""
        except BadCellError as error:
            raise CorpusError(f"corpus.fill: {column} {error}") from error
        cells[column] = [filled if cell is None else cell for cell in cells.get(column, [None] * n)]
    if "id" in cells:
        _refuse_repeated_ids(cells["id"], raw.places, bad)
    else:
        cells["id"] = [str(row) for row in range(1, n + 1)]
    return cells


def _values(raw: RawRows, column: str) -> Sequence[Any]:
    values = raw.columns[column]
    if not isinstance(values, pa.ChunkedArray):
        return values
    try:
        if pa.types.is_temporal(values.type):  # A date is text in a corpus: 2022-02-24.
            values = values.cast(pa.string())
        return list(values.to_pylist())
    except (ValueError, OverflowError, pa.ArrowException) as error:
        raise CorpusError(
            f"{raw.source}: the column {shown(column)} cannot be read: {error}"
        ) from error


def _check_column(
    column: str, values: Sequence[Any], check: Check, bad: dict[int, str]
) -> list[Any]:
    checked = []
    for row, value in enumerate(values):
        try:
            checked.append(check(value))
        except BadCellError as error:
            bad.setdefault(row, f"{column} {error}")
            checked.append(None)
    return checked


def _refuse_repeated_ids(ids: Sequence[str], places: Sequence[str], bad: dict[int, str]) -> None:
    first: dict[str, int] = {}
    for row, one in enumerate(ids):
        if row not in bad and first.setdefault(one, row) != row:
            bad[row] = f"id {shown(one)} is that of {places[first[one]]} already"


def _report(raw: RawRows, bad: Mapping[int, str]) -> str:
    way_out = "corpus.on_bad_row=skip leaves them out"
    if len(bad) == len(raw):
        way_out = "to skip them leaves none: mend the file, or corpus.columns and corpus.labels"
    rows = first_of((BadRow(raw.places[row], bad[row]) for row in sorted(bad)), between="\n  ")
    return f"{raw.source}: {len(bad)} of {len(raw)} rows are bad ({way_out}):\n  {rows}"


def _way_round(
    theirs: Mapping[str, str], cells: Mapping[str, Sequence[Any]], bad: Mapping[int, str]
) -> str:
    """Return how not to read the columns that hold something else under a name of ours."""
    needed = {"text", *(LABELS if len(theirs.keys() & LABELS.keys()) == 1 else ())}
    return "".join(
        f"\nNo row has a {ours} that can be read; if {shown(theirs[ours])} is something else, "
        f'corpus.columns.{ours}="" leaves it unread, as a column of your own'
        for ours in theirs
        if ours not in needed
        and all(cell is None for cell in cells[ours])
        and any(reason.startswith(f"{ours} ") for reason in bad.values())
    )


def _table(raw: RawRows, theirs: Mapping[str, str], cells: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Return all rows, bad ones too: our columns, then the rest of the source's."""
    gaps = pa.nulls(len(raw), pa.string())
    columns = {
        f.name: pa.array(cells[f.name], f.type) if f.name in cells else gaps for f in COLUMNS
    }
    if ANNOTATIONS.name in cells:
        columns[ANNOTATIONS.name] = pa.array(cells[ANNOTATIONS.name], ANNOTATIONS.type)
    for name, values in raw.columns.items():
        if name in theirs.values():
            continue
        free = name
        while free in columns or free in _OURS:
            free = f"original_{free}"
        columns[free] = _inferred(raw, name, values)
    return pa.table(columns)


def _inferred(raw: RawRows, name: str, values: Sequence[Any] | pa.ChunkedArray) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        return values
    try:
        return pa.array(values)
    except (pa.ArrowException, UnicodeError, OverflowError, TypeError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise CorpusError(
            f"{raw.source}: the column {shown(name)} mixes values that have no common Arrow type "
            f"({why}); make them all strings, or leave the column out"
        ) from error
