"""The surest errors, ready for the template: marked text, what is known, what pushed them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

from stance.evaluation.errors import Error
from stance.reports.html.blocks import ErrorList
from stance.reports.html.highlight import Segment, parsed, parts_of_characters, segments

_MOST_PUSHES: Final = 5
_NO_FACET: Final = "group"  # what examples are kept together by, not what they are like


@dataclass(frozen=True)
class ErrorRow:
    """An error: its text in marked pieces, what else is known of it, numbers as they are read."""

    error: Error
    pieces: Sequence[Segment]
    about: str
    confidence: str
    pushes: Sequence[tuple[str, str]]


def error_rows(block: ErrorList) -> list[ErrorRow]:
    """Return the rows; facets that are the same in all of them tell nothing and are left out."""
    of_characters = parts_of_characters(block.errors)
    values: dict[str, set[str]] = {}
    for error in block.errors:
        for name, value in error.facets.items():
            values.setdefault(name, set()).add(value)
    facets = [name for name, of in values.items() if len(of) > 1 and name != _NO_FACET]
    return [
        ErrorRow(
            error,
            segments(error, of_characters),
            _about(error, facets),
            "-" if isnan(error.confidence) else f"{error.confidence:.2f}",
            [_push(error, *push, of_characters) for push in error.pushes[:_MOST_PUSHES]],
        )
        for error in block.errors
    ]


def _about(error: Error, facets: Sequence[str]) -> str:
    known = [
        f"{name.replace('_', ' ')}: {error.facets[name]}"
        for name in facets
        if error.facets.get(name) not in (None, "", "(none)")
    ]
    several = [f"wrong in {error.n_wrong} of {error.n_scored}"] if error.n_scored > 1 else []
    return " · ".join([error.id, *known, *several])


def _push(error: Error, feature: str, by: float, of_characters: Collection[str]) -> tuple[str, str]:
    """Return what pushed as it is shown, with the spaces of character n-grams made visible."""
    part, ngram = parsed(feature, error.target)
    shown = f"⟨{ngram.replace(' ', '␣')}⟩" if part in of_characters else ngram
    return shown, f"{by:+.2f}".replace("-", "\N{MINUS SIGN}")
