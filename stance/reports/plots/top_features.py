"""`TopFeaturesDisplay`: the features that speak most for and against each class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from stance.reports.plots.lettering import fitted, width
from stance.reports.plots.linear_weights import LinearWeights
from stance.reports.plots.style import GREY, LIGHT, LOOKS, MARGIN, axes_at, heading

MOST_TARGETS = 6

_TOP, _HEADER, _ROW, _BETWEEN = 0.85, 0.45, 0.165, 0.3  # inches
_HALF, _GAP = 1.5, 0.2  # the longest bar, and as much room for a name on the other side of 0
_THICK = 0.058  # half of a bar's thickness
_TEXT_SIZE = 7.5
_AGAINST = "#a6a6a6"


@dataclass(frozen=True, eq=False)
class Strongest:
    """The features with the largest weights of a class, from most positive to most negative."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls, names: npt.NDArray[np.object_], weights: npt.NDArray[np.float64], k: int
    ) -> Strongest:
        """Return the k highest weights above 0 and the k lowest below it."""
        k = min(k, len(weights))
        order = np.argpartition(weights, sorted({k - 1, len(weights) - k}))
        ends = np.unique(np.concatenate([order[:k], order[len(weights) - k :]]))
        ends = ends[np.argsort(-weights[ends], kind="stable")]
        kept = np.concatenate([ends[weights[ends] > 0][:k], ends[weights[ends] < 0][-k:]])
        return cls(tuple(map(str, names[kept])), weights[kept])


@dataclass(frozen=True)
class Panels:
    """The strongest features of one model by class, out of `n_features`."""

    n_features: int
    strongest: Mapping[str, Strongest]

    @classmethod
    def of(cls, weights: LinearWeights, k: int) -> Panels:
        """Return the k features most for and the k most against each class."""
        rows = zip(weights.classes, weights.coefficients, strict=True)
        return cls(
            len(weights.names), {label: Strongest.of(weights.names, row, k) for label, row in rows}
        )

    @property
    def rows(self) -> int:
        """How many features the longest panel has."""
        return max(len(strongest.names) for strongest in self.strongest.values())

    @property
    def longest(self) -> float:
        """The largest weight, whatever its sign."""
        return max(
            float(np.abs(strongest.weights).max(initial=0.0))
            for strongest in self.strongest.values()
        )


@dataclass(frozen=True)
class TopFeaturesDisplay:
    """The strongest features, in one panel a target and class.

    Attributes
    ----------
    targets
        The panels of each target, or of all targets together.
    left_out
        How many targets more there are.
    """

    targets: Mapping[str, Panels]
    left_out: int

    @classmethod
    def of(cls, weights: Mapping[str, LinearWeights], k: int | None = None) -> TopFeaturesDisplay:
        """Return the display of the first `MOST_TARGETS` of a linear model's targets.

        Parameters
        ----------
        weights
            By target, as `linear_weights` gives them.
        k
            Features for and features against each class: 10 for a single target, else 5.
        """
        k = k or (10 if len(weights) == 1 else 5)
        shown = list(weights)[:MOST_TARGETS]
        panels = {target: Panels.of(weights[target], k) for target in shown}
        return cls(panels, len(weights) - len(shown))

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of any target, sorted."""
        return tuple(sorted({label for row in self.targets.values() for label in row.strongest}))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        width = 2 * MARGIN + len(self.classes) * (2 * _HALF + _GAP) - _GAP
        heights = [_HEADER + panels.rows * _ROW + _BETWEEN for panels in self.targets.values()]
        return width, _TOP + sum(heights) - _BETWEEN + MARGIN

    def draw(self, figure: Figure) -> None:
        """Draw all panels on one pair of axes that is measured in inches from the top left.

        Axes for each panel would take most of the time that all plots together take.
        """
        subtitle = "bars to the right make the class likelier, bars to the left less likely"
        if self.left_out:
            subtitle += f"; the {len(self.targets)} largest targets, {self.left_out:,} left out"
        heading(figure, "Strongest features", subtitle)
        across, down = self.size
        axes = axes_at(figure, 0, 0, across, down)
        axes.set(xlim=(0, across), ylim=(down, 0))
        axes.set_axis_off()
        parts = _parts(self.targets.values())
        top = _TOP
        for target, panels in self.targets.items():
            self._draw_header(axes, top, target, panels)
            scale = _HALF / (panels.longest or 1.0)
            for column, label in enumerate(self.classes):
                zero = MARGIN + column * (2 * _HALF + _GAP) + _HALF
                if label in panels.strongest:
                    place = zero, top + _HEADER
                    _draw_panel(axes, place, scale, label, panels.strongest[label], parts)
            top += _HEADER + panels.rows * _ROW + _BETWEEN

    def _draw_header(self, axes: Axes, top: float, target: str, panels: Panels) -> None:
        right = self.size[0] - MARGIN
        name = fitted(target or "(no target)", right - 3.2, 8.5)
        scale = f"{panels.n_features:,} features, longest bar: weight {panels.longest:.3g}"
        axes.hlines(top, MARGIN, right, color=LIGHT, linewidth=0.8)
        axes.text(MARGIN, top + 0.05, name, va="top")
        axes.text(right, top + 0.05, scale, size=8, color=GREY, ha="right", va="top")


def _parts(targets: Iterable[Panels]) -> set[str]:
    """Return the parts of a union of vectorizers, which names its features ``part__name``."""
    names = [
        name
        for panels in targets
        for strongest in panels.strongest.values()
        for name in strongest.names
    ]
    parts = {name.partition("__")[0] for name in names}
    return parts if all("__" in name for name in names) else set()


def _draw_panel(
    axes: Axes,
    place: tuple[float, float],
    scale: float,
    label: str,
    strongest: Strongest,
    parts: set[str],
) -> None:
    """Draw a class's bars from x = 0 at a place, each with its name on the other side of 0."""
    zero, top = place
    colour = LOOKS[label].colour if label in LOOKS else GREY
    axes.text(zero, top - 0.06, label, color=colour, weight="bold", ha="center", va="bottom")
    ends = zero + strongest.weights * scale
    middles = top + (np.arange(len(ends)) + 0.5) * _ROW
    bars = [
        [(zero, y - _THICK), (end, y - _THICK), (end, y + _THICK), (zero, y + _THICK)]
        for end, y in zip(ends, middles, strict=True)
    ]
    colours = [colour if weight > 0 else _AGAINST for weight in strongest.weights]
    axes.add_collection(PolyCollection(bars, facecolors=colours), autolim=False)
    for name, weight, y in zip(strongest.names, strongest.weights, middles, strict=True):
        side, x = ("right", zero - 0.05) if weight > 0 else ("left", zero + 0.05)
        axes.text(x, y, _name(name, parts), size=_TEXT_SIZE, ha=side, va="center_baseline")


def _name(name: str, parts: set[str]) -> str:
    """Return a feature's name, cut to its room; with its part only where there are several."""
    room = _HALF - 0.05
    if not parts:
        return fitted(name, room, _TEXT_SIZE)
    part, _, rest = name.partition("__")
    prefix = f"{fitted(part, room / 2, _TEXT_SIZE)}: " if len(parts) > 1 else ""
    return prefix + fitted(rest, room - width([prefix], _TEXT_SIZE), _TEXT_SIZE)
