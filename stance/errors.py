"""What can go wrong and be mended by the user: one sentence each, no traceback needed.

A sentence says what came, what was wanted, where, and the way out. Anything that is not a
`StanceError` is a bug of ours and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StanceError(Exception):
    """A mistake the user can mend. The command line prints its sentence and exits with 2."""


class CorpusError(StanceError):
    """A corpus that cannot be read, mapped or split as asked."""


class ConfigError(StanceError):
    """A setting that names nothing, misses a value, or asks for what is not installed."""


class RunError(StanceError):
    """A run folder that cannot be written, found or read."""


class ModelError(StanceError):
    """A model folder that cannot be read or trusted, or input a model cannot take."""


class ModelWarning(UserWarning):
    """What a user of a loaded model should know, though it answers as it did when it was saved."""


def first_of(items: Iterable[object], between: str = ", ", most: int = 20) -> str:
    """Return the first items, and how many more there are.

    >>> first_of(["a", "b", "c", "d"], most=2)
    'a, b, and 2 more'
    """
    words = [str(item) for item in items]
    more = [f"and {len(words) - most:,} more"] if len(words) > most else []
    return between.join(words[:most] + more)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'a' or 'b'?"`` for the known words closest to one, or ``""``.

    >>> nearest("tweat", ["tweet", "label"])
    "; did you mean 'tweet'?"
    >>> nearest("xyz", ["tweet"])
    ''
    """
    lowered = {str(name).lower(): str(name) for name in known}
    close = get_close_matches(word.lower(), lowered, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(repr(lowered[name]) for name in close)}?" if close else ""


def shown(value: object) -> str:
    """Return a value as an error shows it: quoted, printable, and not all 10 MB of it.

    >>> shown("FAVOUR!"), shown("x" * 100)
    ("'FAVOUR!'", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'")
    """
    text = value if isinstance(value, str) else str(value)
    cut = text if len(text) <= 40 else f"{text[:40]}..."
    return repr(cut) if cut.isprintable() else ascii(cut)


def listed(names: Iterable[str]) -> str:
    """Return the first names, quoted, and how many more there are."""
    return first_of(map(shown, names))
