"""A data set as its authors published it: read line by line, to the letter or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from stance.corpus.corpus import BadRow, Corpus
from stance.errors import ConfigError, CorpusError, first_of, nearest

Row = dict[str, Any]
Key = TypeVar("Key")
Value = TypeVar("Value")

# A line and its place ("train-17") to the examples on it, one or more; LineError where it has none.
Parse = Callable[[str, str], list[Row]]


class LineError(Exception):
    """A line that is not as published; its text is the reason."""


@dataclass(frozen=True)
class PublishedFile:
    """One file of a data set.

    Attributes
    ----------
    name
        Its name in the data set's folder.
    split, source
        What its examples get in these two columns.
    header
        Its first line where that is no example, exactly as published.
    """

    name: str
    split: str
    source: str
    header: str | None = None


@dataclass(frozen=True)
class Published:
    """What is known of a data set before a file of it is opened; all of them are in English."""

    name: str
    title: str
    citation: str
    official_metric: str
    found: str  # where a user gets the files
    files: tuple[PublishedFile, ...]
    encoding: str = "utf-8"


def load_published(data: Published, folder: str | Path, parse: Parse) -> Corpus:
    """Return the corpus of a published data set.

    No text is on both sides of a split: a training line whose text (its ``group``) is also in
    a file that is held out is left out, and listed in `Corpus.skipped`.

    Raises
    ------
    CorpusError
        If a file is missing, or for every line at once that is not as published.
    """
    folder = Path(folder)
    _check_all_there(data, folder)
    lines: dict[str, list[Row]] = {}
    bad: list[BadRow] = []
    for file in data.files:
        good, wrong = _read(folder / file.name, file, parse, data.encoding)
        lines |= good
        bad += wrong
    bad += _repeated_ids(lines)
    if bad:
        shown = first_of(bad, between="\n  ")
        raise CorpusError(
            f"{data.title}: {len(bad)} line(s) in {folder} are not as published, get the files "
            f"anew from {data.found}:\n  {shown}"
        )
    rows, left_out = _on_one_side(lines)
    return Corpus.from_rows(
        rows,
        name=data.name,
        official_metric=data.official_metric,
        citation=data.citation,
        skipped=left_out,
    )


def _check_all_there(data: Published, folder: Path) -> None:
    missing = [file.name for file in data.files if not (folder / file.name).is_file()]
    if missing:
        raise CorpusError(
            f"{data.title}: {folder} has no {', '.join(missing)}; get the files from {data.found}, "
            f"or set STANCE_DATA to the folder in which your {folder.name}/ is"
        )


def _read(
    path: Path, file: PublishedFile, parse: Parse, encoding: str
) -> tuple[dict[str, list[Row]], list[BadRow]]:
    """Return the examples of each good line under ``name:number``, and the bad lines."""
    good: dict[str, list[Row]] = {}
    bad: list[BadRow] = []
    given = {"split": file.split, "source": file.source, "lang": "en"}
    for number, raw in enumerate(path.read_bytes().splitlines(), start=1):
        where = f"{file.name}:{number}"
        try:
            line = raw.decode(encoding)
            if number == 1 and file.header is not None:
                _check_header(line, file.header)
                continue
            good[where] = [row | given for row in parse(line, f"{file.source}-{number}")]
            _check_filled(good[where])
        except (LineError, UnicodeDecodeError) as error:
            bad.append(BadRow(where, str(error)))
    if not good and not bad:
        bad.append(BadRow(file.name, "has no rows"))
    return good, bad


def _check_header(line: str, header: str) -> None:
    if line != header:
        raise LineError(f"the first line is {line[:80]!r}, wanted {header!r}")


def _check_filled(rows: Sequence[Row]) -> None:
    for column in ("text", "target"):
        if not all(row[column].strip() for row in rows):
            raise LineError(f"the {column} is empty")


def _repeated_ids(lines: Mapping[str, Sequence[Row]]) -> list[BadRow]:
    first: dict[str, str] = {}
    repeated = []
    for where, rows in lines.items():
        for row in rows:
            if row["id"] in first:
                repeated.append(BadRow(where, f"id {row['id']!r} is also at {first[row['id']]}"))
            first.setdefault(row["id"], where)
    return repeated


def _on_one_side(lines: Mapping[str, Sequence[Row]]) -> tuple[list[Row], list[BadRow]]:
    """Return the rows without the training lines that are also held out, and those lines."""
    # Every line holds one text, so its first example speaks for all.
    held_out = {
        rows[0]["group"]: where
        for where, rows in lines.items()
        if rows[0]["split"] != "train" and "group" in rows[0]
    }
    kept: list[Row] = []
    left_out: list[BadRow] = []
    for where, rows in lines.items():
        twin = held_out.get(rows[0].get("group"))
        if twin is None or rows[0]["split"] != "train":
            kept += rows
        else:
            of_it = "its one example is" if len(rows) == 1 else f"its {len(rows)} examples are"
            left_out.append(BadRow(where, f"{of_it} left out: the text is held out at {twin}"))
    return kept, left_out


def text_key(text: str) -> str:
    """Return a group for a text, the same whatever its case and white space.

    >>> text_key("Peace  now") == text_key("peace now ")
    True
    """
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:16]


def look_up(table: Mapping[Key, Value], spelling: Key, what: str) -> Value:
    """Return what a published spelling stands for; an unknown one is a `LineError`."""
    if spelling not in table:
        known = ", ".join(str(key) for key in table)
        raise LineError(f"{what} {spelling!r} is none of {known}")
    return table[spelling]


def chosen(names: str | Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the names a user chose, in the order of the known ones; one may stand alone.

    >>> chosen("mt", ("mt", "rw"), "subset")
    ('mt',)
    """
    names = [names] if isinstance(names, str) else names
    for name in names:
        if name not in known:
            raise ConfigError(
                f"{what} {name!r} is none of {', '.join(known)}{nearest(name, known)}"
            )
    if not names:
        raise ConfigError(f"no {what} is chosen; choose among {', '.join(known)}")
    return tuple(name for name in known if name in names)
