"""A run's plots, as they lie in its folder."""

from __future__ import annotations

from collections.abc import Mapping

from stance.reports.html.blocks import Block, Plots
from stance.runs import Run


def plots_block(run: Run, titles: Mapping[str, str]) -> list[Block]:
    """Return the plots of a run that it has, by what they show; `titles` are by file name."""
    svgs = {
        title: path.read_text(encoding="utf-8", errors="replace")
        for name, title in titles.items()
        for path in [run.folder / "plots" / f"{name}.svg"]
        if path.is_file()
    }
    return [Plots(svgs)] if svgs else []
