"""`both_ends`: names cut in the middle, because runs of one sweep differ at their end."""

from __future__ import annotations

from stance.reports.plots.lettering import fitted, readable, width


def both_ends(name: str, inches: float, size: float) -> str:
    """Return a readable name cut to a width, with an ellipsis for what is left out inside.

    >>> both_ends("svm", 1.0, 8), both_ends("semeval2016_task6-ngrams-seed1", 1.0, 8)
    ('svm', 'semeval…eed1')
    """
    shown = readable(name)
    if width([shown], size) <= inches:
        return shown
    head = fitted(shown, 0.6 * inches, size)
    tail = fitted(shown[::-1], 0.4 * inches, size)[::-1]
    return head + tail.removeprefix("…")
