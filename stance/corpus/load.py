"""`load_corpus`: anybody's labelled file as a corpus, without code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.corpus.corpus import Corpus
from stance.corpus.readers import STDIN, read_rows
from stance.corpus.rows import to_corpus


def load_corpus(
    path: str | Path,
    *,
    name: str | None = None,
    format: str | None = None,  # noqa: A002 - the config's word
    columns: Mapping[str, str | None] | None = None,
    labels: Mapping[Any, str | None] | None = None,
    fill: Mapping[str, str | None] | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    on_bad_row: str = "error",
    official_metric: str = "",
    citation: str = "",
) -> Corpus:
    """Return the corpus in a file, in a `datasets` folder, or on standard input.

    Parameters
    ----------
    path
        A file (``.csv``, ``.tsv``, ``.jsonl``, ``.parquet``; text also with ``.gz`` behind), a
        folder that ``datasets.save_to_disk`` wrote, or ``-`` for JSONL on standard input.
    name
        What the corpus is called; the name of the file by default.
    format
        ``csv``, ``tsv``, ``jsonl``, ``parquet`` or ``datasets`` where the suffix does not tell.
    columns
        Our column names to the file's: ``{"text": "tweet"}``. None stands for the same name,
        "" for none: a column of that name means something else in the file.
        Columns of the file that nothing is read from are kept under their own names, or as
        ``original_text`` where the name is one of ours.
    labels
        The file's labels to ours, for both label columns: ``{"2": "favor"}``; None makes a
        label a gap. What it does not name is read as `stance.labels.read_label` does.
    fill
        What stands in the gaps of a column: ``{"target": "NATO"}``.
    encoding
        Of text; UTF-8 may have a byte-order mark.
    delimiter
        What parts the columns of ``csv`` (a comma by default) and ``tsv`` (a tab): ``";"``.
    on_bad_row
        ``error`` refuses the file and tells of all its bad rows, ``skip`` leaves them out and
        keeps them in `Corpus.skipped`.
    official_metric, citation
        See `Corpus`.

    Raises
    ------
    CorpusError
        Where the file, a column or a row is not as it should be.
    """
    path = Path(path)
    if path != STDIN and str(path).startswith("~"):
        path = path.expanduser()
    return to_corpus(
        read_rows(path, format=format, encoding=encoding, delimiter=delimiter),
        name=name or ("stdin" if path == STDIN else path.name.partition(".")[0]),
        columns=columns,
        labels=labels,
        fill=fill,
        on_bad_row=on_bad_row,
        official_metric=official_metric,
        citation=citation,
    )
