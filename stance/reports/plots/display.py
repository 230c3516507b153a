"""`Display`: what every plot is; `figure_of` draws one, `save` writes it as PNG and SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

# The two backends are loaded by name: savefig would import them anyway, but inside a run's time.
import matplotlib as mpl
import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg
from matplotlib.figure import Figure

from stance.reports.plots.style import STYLE


class Display(Protocol):
    """The numbers of one plot, and how they are drawn."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the figure in inches, as its content needs."""
        ...

    def draw(self, figure: Figure) -> None:
        """Draw on an empty figure of that size."""
        ...


def figure_of(display: Display) -> Figure:
    """Return a display's figure, drawn in the house style."""
    with mpl.rc_context(dict(STYLE)):
        figure = Figure(figsize=display.size)
        display.draw(figure)
    return figure


def save(display: Display, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a display as ``name.png`` and ``name.svg``, and return both paths.

    The same numbers give the same bytes: the SVG has no date and its ids have a fixed salt.
    """
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    figure = figure_of(display)
    with mpl.rc_context(dict(STYLE)):
        figure.savefig(png, pil_kwargs={"compress_level": 3})
        figure.savefig(svg, metadata={"Date": None, "Title": name})
    return png, svg
