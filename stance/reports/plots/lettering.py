"""Text from corpora made fit for a picture: nothing invisible, no missing glyph, a known width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from stance.reports.plots.style import STYLE

_LONGEST = 200  # characters; no plot has room for more
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_FLAG_LETTER = "regional indicator symbol letter "  # two of them make a flag
_JOINERS = "\u200c\u200d"  # invisible, but part of how Persian and Hindi are spelt


@cache
def _font() -> FT2Font:
    """Return the font of the house style."""
    return get_font(findfont(FontProperties(family=STYLE["font.sans-serif"][0])))


def readable(text: str) -> str:
    r"""Return text as it can be drawn: spaces at the ends and foreign characters made visible.

    A character that the font cannot draw is named (emoji) or numbered (all others).

    >>> readable(" nato "), readable("$ 5"), readable("\U0001f923"), readable("\u4e2d\n")
    ('␣nato␣', '$ 5', '⟨rolling on the floor laughing⟩', '⟨U+4E2D⟩⟨U+000A⟩')
    """
    core = text.strip(" ")
    before = len(text) - len(text.lstrip(" "))
    after = len(text) - len(core) - before if core else 0
    return "␣" * before + "".join(map(_drawable, core)) + "␣" * after


@cache
def _drawable(character: str) -> str:
    """Return a character, or its name or number in angle brackets."""
    code = ord(character)
    if code in _VARIATION_SELECTORS:
        return ""
    visible = character.isprintable() or character in _JOINERS
    if visible and _font().get_char_index(code):
        return character
    if unicodedata.category(character) == "So":
        name = unicodedata.name(character).lower()
        return f"⟨{name.removeprefix(_FLAG_LETTER)}⟩"
    return f"⟨U+{code:04X}⟩"


def width(texts: Iterable[str], size: float) -> float:
    """Return how wide the widest of some texts is, in inches at a font size in points."""
    return max((_width(line, size) for text in texts for line in text.split("\n")), default=0.0)


@lru_cache(maxsize=1024)
def _width(line: str, size: float) -> float:
    font = _font()
    font.set_size(size, 72)
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64 / 72  # 64 parts of a pixel, 72 pixels an inch


def fitted(text: str, inches: float, size: float) -> str:
    """Return readable text cut to a width, with an ellipsis where something was cut.

    >>> fitted("nato", 1.0, 8), fitted("supercalifragilistic", 0.5, 8)
    ('nato', 'superc…')
    """
    shown = readable(text[:_LONGEST])
    wide = width([shown], size)
    if wide <= inches and len(text) <= _LONGEST:
        return shown
    while shown and wide > inches:
        # In proportion, because letter by letter would measure a long text a hundred times.
        shown = shown[: min(len(shown) - 1, int(len(shown) * inches / wide))]
        wide = width([shown + "…"], size)
    return shown + "…"
