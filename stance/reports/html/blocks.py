"""What a page is made of: groups of runs, their sections, and the blocks a section shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from stance.evaluation.errors import Error
from stance.reports.tables import Table


@dataclass(frozen=True)
class TableBlock:
    """A table.

    Attributes
    ----------
    links
        Where on the page first cells of some text lead.
    filters
        The columns of which a reader may choose a value; if there are any, words too.
    scale
        The ends of what intervals are drawn on; by default those of each column.
    """

    kind: ClassVar[str] = "table"
    table: Table
    links: Mapping[str, str] = field(default_factory=dict)
    filters: Collection[str] = ()
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class Beside:
    """Small tables, as many beside each other as there is room for."""

    kind: ClassVar[str] = "beside"
    tables: Sequence[TableBlock]


@dataclass(frozen=True)
class Pairs:
    """What is known of one thing: names and values."""

    kind: ClassVar[str] = "pairs"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class MatrixBlock:
    """Counts of shape (K, K) by gold label (down) and predicted label (across), shaded."""

    kind: ClassVar[str] = "matrix"
    title: str
    labels: Sequence[str]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sentences:
    """Notes, one in a line."""

    kind: ClassVar[str] = "sentences"
    sentences: Sequence[str]


@dataclass(frozen=True)
class Plots:
    """Plots, by what they show: SVG documents, of which only shapes and text are taken over."""

    kind: ClassVar[str] = "plots"
    svgs: Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """Text shown as it is, such as a command or a config."""

    kind: ClassVar[str] = "source"
    text: str


@dataclass(frozen=True)
class Folded:
    """Blocks that only their title is shown of until a reader asks for them."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Facts:
    """Numbers that stand for the rest: label, value, and what to know beside it."""

    kind: ClassVar[str] = "facts"
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ErrorList:
    """The surest errors with their texts; of `n_wrong` in all."""

    kind: ClassVar[str] = "errors"
    errors: Sequence[Error]
    n_wrong: int


Block: TypeAlias = (
    TableBlock
    | Beside
    | MatrixBlock
    | Sentences
    | Plots
    | Pairs
    | Source
    | Folded
    | Facts
    | ErrorList
)


@dataclass(frozen=True)
class Section:
    """A heading, a sentence on what it shows, and blocks; without any, the reason why.

    `id` is a word that is unique among its neighbours.
    """

    id: str
    title: str
    lead: str
    blocks: Sequence[Block] = ()
    absent: str = ""


@dataclass(frozen=True)
class RunPart:
    """All there is on one run, folded; `facts` tell the most important in its heading."""

    id: str
    title: str
    facts: Sequence[str]
    sections: Sequence[Section]


@dataclass(frozen=True)
class Group:
    """Runs on the same examples: what is said of all of them, then each by itself."""

    id: str
    title: str
    lead: str
    sections: Sequence[Section]
    runs: Sequence[RunPart] = ()


@dataclass(frozen=True)
class Page:
    """A report."""

    title: str
    lead: str
    notes: Sequence[str]
    groups: Sequence[Group]
    version: str
