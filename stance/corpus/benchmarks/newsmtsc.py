"""NewsMTSC: what US news sentences let through about a person or group in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.benchmarks.published import (
    LineError,
    Published,
    PublishedFile,
    Row,
    chosen,
    load_published,
    look_up,
    text_key,
)
from stance.corpus.corpus import Corpus
from stance.labels import Stance

_SUBSETS: Final = ("mt", "rw")

_NEWSMTSC: Final = Published(
    name="newsmtsc",
    title="NewsMTSC",
    citation=(
        "Felix Hamborg and Karsten Donnay. NewsMTSC: A Dataset for (Multi-)Target-dependent "
        "Sentiment Classification in Political News Articles. EACL 2021."
    ),
    official_metric="macro_f1",
    found="https://github.com/fhamborg/NewsMTSC",
    files=(
        PublishedFile("train.jsonl", "train", "train"),
        PublishedFile("dev_mt.jsonl", "dev", "mt"),
        PublishedFile("dev_rw.jsonl", "dev", "rw"),
    ),
)

_TRAIN_STANCES: Final = {2: Stance.AGAINST, 4: Stance.NEUTRAL, 6: Stance.FAVOR}
_DEV_STANCES: Final = {-1: Stance.AGAINST, 0: Stance.NEUTRAL, 1: Stance.FAVOR}


def load_newsmtsc(folder: str | Path, subset: str | Sequence[str] = _SUBSETS) -> Corpus:
    """Return the sentences of NewsMTSC, once for each labelled target.

    8,739 targets in 7,758 lines to train on; 442 (``mt``) and 343 (``rw``) for development.
    ``source`` tells the file. A target is the mention as it stands in the sentence, which
    ``from`` and ``to`` (exclusive) find; further mentions of it are not kept.

    The published sentiment is the sentence's toward the target, so it is in ``stance``:
    favor for positive, against for negative. ``sentiment`` here is the tone whatever the
    target, and two targets of one sentence may differ.

    Sentences never cross a split: equal sentences share a ``group``, and the one training
    line whose sentence is also in ``rw`` is left out where ``rw`` is read.

    The official metric is macro-F1 over the three classes. Its licence is MIT in style.

    Parameters
    ----------
    folder
        Where ``train.jsonl``, ``dev_mt.jsonl`` and ``dev_rw.jsonl`` are.
    subset
        Which development files to read: ``mt`` (sentences with several targets), ``rw``
        (targets and labels as often as in the news), or both.

    References
    ----------
    Felix Hamborg and Karsten Donnay. NewsMTSC: A Dataset for (Multi-)Target-dependent
    Sentiment Classification in Political News Articles. EACL 2021.
    """
    wanted = ("train", *chosen(subset, _SUBSETS, "subset"))
    files = tuple(file for file in _NEWSMTSC.files if file.source in wanted)
    return load_published(replace(_NEWSMTSC, files=files), folder, _parse)


def _parse(line: str, _place: str) -> list[Row]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    try:
        if "targets" not in record:
            return [_example(record["sentence"], record, record["id"], _DEV_STANCES)]
        text, targets = record["sentence_normalized"], record["targets"]
        rows = [_example(text, target, target["Input.gid"], _TRAIN_STANCES) for target in targets]
    except KeyError as missing:
        raise LineError(f"the field {missing} is missing") from None
    except TypeError as error:
        raise LineError(f"not a record of NewsMTSC: {error}") from None
    if not rows:
        raise LineError("the sentence has no targets")
    return rows


def _example(text: str, target: Mapping[str, Any], gid: str, stances: Mapping[int, Stance]) -> Row:
    start, stop, mention = target["from"], target["to"], target["mention"]
    if text[start:stop] != mention:
        raise LineError(f"{text[start:stop]!r} is at {start} to {stop}, wanted {mention!r}")
    return {
        "id": gid,
        "text": text,
        "target": mention,
        "stance": look_up(stances, target["polarity"], "polarity"),
        "group": text_key(text),
        "from": start,
        "to": stop,
    }
