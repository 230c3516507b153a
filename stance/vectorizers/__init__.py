"""Vectorizers: transformers from a frame of text, target and speaker to numbers.

Importing the package loads none of them; each comes with its own module, when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_MODULES: Final = {
    "LexiconPolarity": "lexicon",
    "NgramVectorizer": "ngrams",
    "TargetCopies": "target_copies",
    "TargetMarker": "target_marker",
    "TargetWindow": "target_window",
    "WordVectors": "word_vectors",
    "chain": "compose",
    "column_indicator": "indicators",
    "hashed_ngrams": "hashing",
    "on_frame": "compose",
    "union": "compose",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
