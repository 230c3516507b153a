"""DSE: political news sentences, and what one entity in them thinks of the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from stance.corpus.benchmarks.published import (
    LineError,
    Published,
    PublishedFile,
    Row,
    load_published,
    look_up,
    text_key,
)
from stance.corpus.corpus import Corpus
from stance.labels import Stance

_DSE: Final = Published(
    name="dse",
    title="DSE (directed sentiment extraction)",
    citation=(
        "Kunwoo Park, Zhufeng Pan and Jungseock Joo. Who Blames or Endorses Whom? Entity-to-Entity "
        "Directed Sentiment Extraction in News Text. Findings of ACL-IJCNLP 2021."
    ),
    official_metric="dse_macro_f1",
    found="https://github.com/bywords/directed_sentiment_analysis",
    files=(
        PublishedFile("train.txt", "train", "train"),
        PublishedFile("valid.txt", "dev", "valid"),
    ),
)

# Label -> what p thinks of q, what q thinks of p.
_STANCES: Final = {
    "0": (Stance.NEUTRAL, Stance.NEUTRAL),
    "1": (Stance.FAVOR, Stance.NEUTRAL),
    "2": (Stance.NEUTRAL, Stance.FAVOR),
    "3": (Stance.AGAINST, Stance.NEUTRAL),
    "4": (Stance.NEUTRAL, Stance.AGAINST),
}
_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
# An entity, and what its bracket cut off the word: "[Los Angele]s".
_ENTITY: Final = re.compile(r"\[([^\[\]]*)\]([a-z]*)")


def load_dse(folder: str | Path) -> Corpus:
    """Return the sentences of DSE, each once a direction: p on q, and q on p.

    12,550 lines to train on and 1,398 for development. Line 17 of the training file gives two
    examples: ``train-17.pq``, where p is the speaker and q the target, and ``train-17.qp``.

    Sentences never cross a split: equal sentences share a ``group``, and the training lines
    whose sentence is also in the development file are left out and listed in
    `Corpus.skipped`. Within the training file, 1,576 lines repeat another word for word; they
    stay. The published test file is not read.

    Three things are set right. Fields in CSV quotes are unquoted. The brackets around p and q
    are taken off the text. A name that its bracket cut short is made whole ("Los Angele" +
    "s", "Russia" + "n") and loses its possessive apostrophe. Entities that are no names (a lone
    apostrophe, "we") stay.

    The official metric is macro-F1 over the five published labels, which the two examples of
    a line give back together. The authors ask to be cited and state no licence.

    References
    ----------
    Kunwoo Park, Zhufeng Pan and Jungseock Joo. Who Blames or Endorses Whom? Entity-to-Entity
    Directed Sentiment Extraction in News Text. Findings of ACL-IJCNLP 2021.
    """
    return load_published(_DSE, folder, _parse)


def _parse(line: str, place: str) -> list[Row]:
    fields = line.split("\t")
    if len(fields) != 4:
        raise LineError(f"{len(fields)} fields between tabs, wanted 4 (sentence, p, q, label)")
    sentence, p, q = (_unquoted(field) for field in fields[:3])
    p_on_q, q_on_p = look_up(_STANCES, fields[3], "label")
    entities = _ENTITY.findall(sentence)
    if [bracketed.strip() for bracketed, _ in entities] != [p, q]:
        raise LineError(f"the brackets hold {[name for name, _ in entities]}, wanted {[p, q]}")
    p, q = (_whole(bracketed, rest) for bracketed, rest in entities)
    text = _ENTITY.sub(r"\1\2", sentence)
    shared = {"text": text, "group": text_key(text)}
    return [
        {"id": f"{place}.pq", "speaker": p, "target": q, "stance": p_on_q, **shared},
        {"id": f"{place}.qp", "speaker": q, "target": p, "stance": q_on_p, **shared},
    ]


def _unquoted(field: str) -> str:
    """Return a field without CSV quotes; one whose inner quotes are not doubled has none.

    >>> _unquoted('"He said ""no"" twice."'), _unquoted('"Yes," he said. "No."')
    ('He said "no" twice.', '"Yes," he said. "No."')
    """
    inner = field[1:-1]
    quoted = len(field) > 1 and field[0] == field[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if quoted else field


def _whole(bracketed: str, rest: str) -> str:
    r"""Return an entity as a whole word and without a possessive.

    >>> _whole("Los Angele", "s"), _whole("the Court\N{RIGHT SINGLE QUOTATION MARK}", "s")
    ('Los Angeles', 'the Court')
    """
    name = bracketed + rest if bracketed[-1:].isalpha() else bracketed
    return name.strip().removesuffix(_APOSTROPHE).rstrip() or name.strip()
