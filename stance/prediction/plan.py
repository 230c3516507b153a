"""From a request, an input and a model to a `Plan`: how rows are read and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from stance.errors import ConfigError, listed, nearest, shown
from stance.prediction.columns import Places
from stance.prediction.formats import format_of, is_zipped
from stance.prediction.inputs import Input
from stance.prediction.predictor import Description, Plan
from stance.prediction.readers import JsonLines
from stance.prediction.request import Request
from stance.prediction.table_writers import TableCsv, TableJson, TableStream
from stance.prediction.writers import SameDelimited, SameJson, Writer


def plan_of(request: Request, given: Input, about: Description) -> Plan:
    """Return how the rows of an input are read and written.

    Raises
    ------
    ConfigError
        Where a column is missing or has the name of a new one, or the output cannot have the
        format it should.
    """
    kind = _kind(request, given)
    _refuse_prefix(request.prefix, '"' + given.delimiter if kind in ("csv", "tsv") else "")
    _refuse_column_as_target(request.columns.target, given, about)
    added = pa.schema([field.with_name(request.prefix + field.name) for field in about.added])
    if clash := [name for name in added.names if name in given.names]:
        raise ConfigError(
            f"{given.source.name} has a column {listed(clash)} already; put something before the "
            "names of the new ones, as in --prefix predicted_"
        )
    reader = given.reader
    if isinstance(reader, JsonLines):  # whose rows have names of their own
        reader = JsonLines(reader.encoding, tuple(added.names))
    return Plan(
        reader=reader,
        writer=_writer(given, kind, added),
        places=request.columns.places(
            given.names, given.source.name, about.targets, are_all=given.kind != "jsonl"
        ),
        names=tuple(added.names),
        is_zipped=request.output is not None and is_zipped(request.output),
    )


def _refuse_prefix(prefix: str, special: str) -> None:
    """Raise where names would not be what a header says, or could not be written."""
    if wrong := {of for of in prefix if of in special or not of.isprintable()}:
        raise ConfigError(
            f"--prefix {shown(prefix)} has {shown(min(wrong))} in it, which would part or quote "
            "columns; take letters, digits, '_' and '-'"
        )


def _refuse_column_as_target(target: str | None, given: Input, about: Description) -> None:
    """Raise where the target of every row would be what is a column's name."""
    if target in given.names and target not in about.targets:
        raise ConfigError(
            f"--target names {shown(target)} for every row, which is a column of "
            f"{given.source.name}; read it with --target-column {target}"
        )


def _kind(request: Request, given: Input) -> str:
    """Return the format of the output: the one that was said, else that of the input."""
    if request.output is not None:
        kind = format_of(request.output, "--to", request.to)
    else:
        kind = format_of(Path("-"), "--to", request.to)
    kind = kind or {"text": "csv", "parquet": "jsonl"}.get(given.kind, given.kind)
    if kind == "parquet" and (request.output is None or is_zipped(request.output)):
        raise ConfigError("parquet is written to a file that is not zipped; name it: -o FILE")
    return kind


def _writer(given: Input, kind: str, added: pa.Schema) -> Writer:
    if kind == given.kind and given.kind in ("csv", "tsv"):
        return SameDelimited(given.header, given.delimiter, given.newline)
    if kind == given.kind == "jsonl":
        return SameJson()
    if given.kind == "jsonl":
        raise ConfigError(
            f"{given.source.name} is jsonl, whose rows need not have the same keys, and cannot "
            f"become {kind}; write it as jsonl"
        )
    schema = given.schema or pa.schema([(name, pa.string()) for name in given.names])
    match kind:
        case "csv":
            return TableCsv.of(schema, given.source.name)
        case "jsonl":
            return TableJson()
        case "parquet":
            return TableStream(pa.schema([*schema, *added], schema.metadata))
    raise ConfigError(
        f"{given.source.name} is {given.kind} and cannot become {kind}; write it as csv, jsonl or "
        "parquet"
    )


def remarks(request: Request, given: Input, places: Places, about: Description) -> Iterator[str]:
    """Yield a sentence on each choice that a user may not have meant."""
    yield from about.warnings
    if request.rejected is not None and request.rejected.exists():
        yield f"the rejected rows of a run before this one, in {request.rejected}, are replaced"
    if given.kind == "jsonl" and given.names:
        for option, name in request.columns.missing(given.names).items():
            yield (
                f"none of the first lines of {given.source.name} has the key {shown(name)} that "
                f"{option} names, but {listed(given.names)}{nearest(name, given.names)}"
            )
    value = places.target.value
    if request.columns.target is None and places.target.column is None and value:
        yield f"the target of every row is {shown(value)}, the only one the model learned"
    elif value and value not in about.targets:
        yield never_learned(value, about)


def never_learned(target: str, about: Description) -> str:
    """Return what to say of a target that a model did not learn."""
    known = [target for target in about.targets if target]
    return (
        f"the model never learned the target {shown(target)}, but {listed(known) or 'none'}"
        f"{nearest(target, known)}"
    )
