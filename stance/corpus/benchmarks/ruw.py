"""RUW: tweets on the Russia-Ukraine war, each with a stance toward Russia and toward Ukraine."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

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

_TARGETS: Final = ("Russia", "Ukraine")
_HEADER: Final = "Tweet,Target 1,Stance 1,Target 2,Stance 2,Test/Train/Dev"

_RUW: Final = Published(
    name="ruw",
    title="RUW",
    citation=(
        "RUW: A Dataset of Tweets on Multi-Target Stance Detection about the Russia-Ukraine War. "
        "Manuscript under review, authors not named; https://github.com/multi-target/RUW."
    ),
    official_metric="macro_f1",
    found="https://github.com/multi-target/RUW",
    files=(
        PublishedFile("raw_train_Russia_Ukraine.csv", "train", "train", _HEADER),
        PublishedFile("raw_val_Russia_Ukraine.csv", "dev", "val", _HEADER),
    ),
    encoding="gb18030",
)

_STANCES: Final = {
    "FAVOR": Stance.FAVOR,
    "AGAINST": Stance.AGAINST,
    "NONE": Stance.NEUTRAL,
}


def load_ruw(folder: str | Path, targets: str | Sequence[str] = _TARGETS) -> Corpus:
    """Return the tweets of RUW, once for each chosen target.

    4,200 tweets to train on and 600 for development. The id ``train-17-Russia`` is line 17 of
    the training file. Tweets recur, some with other labels: equal texts share a ``group``,
    and the 11 training lines that repeat a tweet of the development file are left out.
    The published test file is not read.

    The official metric is macro-F1 over the three stances. No licence is stated.

    Parameters
    ----------
    folder
        Where ``raw_train_Russia_Ukraine.csv`` and ``raw_val_Russia_Ukraine.csv`` are.
    targets
        ``Russia``, ``Ukraine``, or both.

    References
    ----------
    RUW: A Dataset of Tweets on Multi-Target Stance Detection about the Russia-Ukraine War.
    Manuscript under review, authors not named; https://github.com/multi-target/RUW.
    """
    parse = partial(_parse, targets=chosen(targets, _TARGETS, "target"))
    return load_published(_RUW, folder, parse)


def _parse(line: str, place: str, *, targets: Sequence[str]) -> list[Row]:
    try:
        # No published tweet has a line break, so a line is a record.
        (fields,) = csv.reader([line], strict=True)
    except csv.Error as error:
        raise LineError(f"not one CSV record: {error}") from None
    if len(fields) != 6:
        raise LineError(f"{len(fields)} fields between commas, wanted 6 ({_HEADER})")
    tweet, first, first_stance, second, second_stance, _ = fields
    if (first, second) != _TARGETS:
        raise LineError(f"the targets are {first!r} and {second!r}, wanted Russia and Ukraine")
    stances = {
        first: look_up(_STANCES, first_stance, "stance"),
        second: look_up(_STANCES, second_stance, "stance"),
    }
    return [
        {
            "id": f"{place}-{target}",
            "text": tweet,
            "target": target,
            "stance": stances[target],
            "group": text_key(tweet),
        }
        for target in targets
    ]
