"""The house style of every plot: one settings mapping, one look a class, places in inches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stance.labels import Sentiment, Stance

INK: Final = "#222222"
GREY: Final = "#6b6b6b"
LIGHT: Final = "#d9d9d9"

# The palette of Okabe and Ito (2008), "Color Universal Design".
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
ORANGE: Final = "#E69F00"

MARGIN: Final = 0.2  # inches, on every side of a figure
PAGE: Final = 6.4  # inches, the width of a figure that does not need more

STYLE: Final[Mapping[Any, Any]] = {
    "figure.dpi": 150,
    "figure.facecolor": "white",
    "savefig.dpi": "figure",
    "savefig.facecolor": "white",
    # DejaVu travels with matplotlib, so a picture is the same everywhere. The generic family
    # lets an SVG name more fonts for a viewer that lacks it.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 8.5,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a label is a dollar
    "text.hinting": "no_hinting",  # widths then do not depend on the resolution
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": LIGHT,
    "grid.linewidth": 0.5,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.pad": 5,
    "ytick.major.pad": 5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.linewidth": 1.4,
    "svg.fonttype": "none",  # text stays text: it can be searched, and is quick to write
    "svg.hashsalt": "stance",
}


@dataclass(frozen=True)
class Look:
    """How a class is told from the others: by colour, and in print by dashes."""

    colour: str
    dashes: str


_NO, _YES, _NEITHER = Look(VERMILLION, "--"), Look(BLUE, "-"), Look(GREY, "-.")

LOOKS: Final[Mapping[str, Look]] = {
    Stance.AGAINST: _NO,
    Stance.FAVOR: _YES,
    Stance.NEUTRAL: _NEITHER,
    Sentiment.NEGATIVE: _NO,
    Sentiment.POSITIVE: _YES,
    Sentiment.NEUTRAL: _NEITHER,
}


def heading(figure: Figure, title: str, subtitle: str) -> None:
    """Write a title and what one needs to read the plot at the top left."""
    width, height = figure.get_size_inches()
    left = MARGIN / width
    figure.text(left, 1 - 0.2 / height, title, size=11, weight="bold", va="top")
    figure.text(left, 1 - 0.45 / height, subtitle, size=8, color=GREY, va="top", linespacing=1.3)


def axes_at(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return axes at a place given in inches from the figure's left and upper edge.

    Places are computed, not found by a layout engine: that would draw every figure twice.
    """
    across, down = figure.get_size_inches()
    place = (left / across, 1 - (top + height) / down, width / across, height / down)
    return figure.add_axes(place)
