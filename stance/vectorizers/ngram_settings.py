"""What the settings of `NgramVectorizer` may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from numbers import Integral
from typing import Any, Final

from sklearn.feature_extraction.text import strip_accents_ascii, strip_accents_unicode

from stance.errors import ConfigError

ACCENTS: Final[Mapping[str, Callable[[str], str]]] = {
    "ascii": strip_accents_ascii,
    "unicode": strip_accents_unicode,
}


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and int(value) >= 1


def _is_range(value: Any) -> bool:
    try:
        shortest, longest = value
    except (TypeError, ValueError):
        return False
    return _is_count(shortest) and _is_count(longest) and bool(shortest <= longest)


def _is_limit(value: Any) -> bool:
    return _is_count(value) or (isinstance(value, float) and 0 <= value <= 1)


def _is_pattern(value: Any) -> bool:
    try:
        return re.compile(value).groups <= 1
    except (TypeError, re.error):
        return False


_SETTINGS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "analyzer": (lambda v: v in ("word", "char", "char_wb"), "word, char or char_wb"),
    "ngram_range": (_is_range, "two whole numbers from 1, shortest and longest"),
    "strip_accents": (lambda v: v is None or v in ACCENTS, "None, ascii or unicode"),
    "token_pattern": (_is_pattern, "a regular expression with at most one group"),
    "min_df": (_is_limit, "a whole number from 1 or a share from 0.0 to 1.0"),
    "max_df": (_is_limit, "a whole number from 1 or a share from 0.0 to 1.0"),
    "max_features": (lambda v: v is None or _is_count(v), "None or a whole number from 1"),
    "norm": (lambda v: v in (None, "l1", "l2"), "None, l1 or l2"),
    "dtype": (lambda v: getattr(v, "__name__", v) in ("float64", "float32"), "float64 or float32"),
}


def check_settings(vectorizer: Any) -> None:
    """Raise ConfigError for a setting that makes no sense."""
    for name, (is_valid, wanted) in _SETTINGS.items():
        value = getattr(vectorizer, name)
        if not is_valid(value):
            raise ConfigError(f"{name}={value!r} of NgramVectorizer: wanted {wanted}")
