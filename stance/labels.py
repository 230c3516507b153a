"""The two label sets, and the spellings under which they were published."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

Task = Literal["stance", "sentiment"]


class Stance(StrEnum):
    """What the speaker thinks of the target."""

    AGAINST = "against"
    FAVOR = "favor"
    NEUTRAL = "neutral"


class Sentiment(StrEnum):
    """The tone of the sentence, whatever the target."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


# In sorted order, which is also the order of scikit-learn's `classes_`.
LABELS: Final[Mapping[Task, tuple[str, ...]]] = {
    "stance": tuple(Stance),
    "sentiment": tuple(Sentiment),
}

# Only spellings that mean one thing in every published set; the rest is for a crosswalk
# in the corpus's own config (`corpus.labels.2=against`).
_PUBLISHED: Final[Mapping[Task, Mapping[str, str]]] = {
    "stance": {
        "favour": Stance.FAVOR,
        "support": Stance.FAVOR,
        "pro": Stance.FAVOR,
        "oppose": Stance.AGAINST,
        "con": Stance.AGAINST,
        "anti": Stance.AGAINST,
        "none": Stance.NEUTRAL,
        "neither": Stance.NEUTRAL,
    },
    "sentiment": {
        "pos": Sentiment.POSITIVE,
        "neg": Sentiment.NEGATIVE,
        "neither": Sentiment.NEUTRAL,
        "none": Sentiment.NEUTRAL,
    },
}


def read_label(spelling: str, task: Task, crosswalk: Mapping[str, str] | None = None) -> str | None:
    """Return the toolkit's label for a published spelling, or None for an unknown one.

    The crosswalk is asked first; then the label itself and the published spellings, whatever
    their case.

    >>> read_label("FAVOR", "stance"), read_label("2", "stance", {"2": "against"})
    ('favor', 'against')
    >>> read_label("joy", "sentiment") is None
    True
    """
    spelling = translate(spelling, crosswalk or {}).strip().lower()
    if spelling in LABELS[task]:
        return spelling
    return _PUBLISHED[task].get(spelling)


def translate(spelling: str, crosswalk: Mapping[str, str]) -> str:
    """Return what a crosswalk says of a spelling: as spelt, else in any case; else the spelling.

    Where keys that differ in case alone differ in meaning too, each stands for itself only.

    >>> translate("Pro-War", {"pro-war": "favor"}), translate("?", {"pro-war": "favor"})
    ('favor', '?')
    """
    if spelling in crosswalk:
        return crosswalk[spelling]
    folded = spelling.strip().casefold()
    found = {label for key, label in crosswalk.items() if key.strip().casefold() == folded}
    return found.pop() if len(found) == 1 else spelling
