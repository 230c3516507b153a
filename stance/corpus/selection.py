"""`select`: some rows of a corpus, under the targets and the split that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from stance.corpus.corpus import Corpus
from stance.corpus.schema import COLUMNS, SPLITS
from stance.errors import ConfigError, CorpusError, nearest


def select(
    corpus: Corpus,
    *,
    targets: Mapping[str, Sequence[str]] | None = None,
    splits: Sequence[str] | None = None,
    as_split: str | None = None,
) -> Corpus:
    """Return the rows of a corpus that are about some targets and in some splits.

    What two corpora call by different names becomes one target, so that what is learned from
    one can be scored on the other.

    Parameters
    ----------
    corpus
        Where the rows come from; their order, ids and other columns stay.
    targets
        Target -> what the corpus calls it, in any case, the target's own name included only
        where it is listed: ``{"Russia": ["Russia", "the Kremlin"]}``. Rows about anything else
        are left out. None keeps every row and name.
    splits
        The given splits to keep; None keeps all.
    as_split
        The split that the kept rows are in from now on; None leaves each in its own.

    Raises
    ------
    ConfigError
        Where a split is none, or one name stands for two targets.
    CorpusError
        Where nothing is left, or a target has no row.
    """
    for split in (*(splits or ()), *([as_split] if as_split else ())):
        if split not in SPLITS:
            raise ConfigError(
                f"split {split!r} is none of {', '.join(SPLITS)}{nearest(split, SPLITS)}"
            )
    renamed = corpus["target"]
    kept = np.ones(len(corpus), dtype=bool)
    if targets is not None:
        target_of = _target_of(targets)
        renamed = np.array([target_of.get(name.casefold()) for name in renamed], dtype=object)
        kept &= np.array([name is not None for name in renamed])
    if splits is not None:
        kept &= np.isin(corpus["split"].astype(str), splits)
    chosen = corpus.take(np.flatnonzero(kept))
    if missing := set(targets or ()) - set(renamed[kept]) or (not len(chosen) and {"any target"}):
        raise CorpusError(
            f"corpus {corpus.name} has no row about {', '.join(sorted(missing))} in "
            f"{', '.join(splits or ('any split',))}; its commonest targets are "
            f"{_commonest(corpus)}"
        )
    table = _with_column(chosen.table, "target", renamed[kept].tolist())
    if as_split is not None:
        table = _with_column(table, "split", [as_split] * len(table))
    return replace(chosen, table=table)


def _target_of(targets: Mapping[str, Sequence[str]]) -> dict[str, str]:
    target_of: dict[str, str] = {}
    for target, names in targets.items():
        for name in [names] if isinstance(names, str) else names:
            if target_of.setdefault(name.casefold(), target) != target:
                raise ConfigError(
                    f"the name {name!r} is given to {target_of[name.casefold()]!r} and to "
                    f"{target!r}; give it to one of them"
                )
    return target_of


def _commonest(corpus: Corpus) -> str:
    names, times = np.unique(corpus["target"].astype(str), return_counts=True)
    return ", ".join(repr(str(name)) for name in names[np.argsort(-times, kind="stable")][:5])


def _with_column(table: pa.Table, name: str, values: Sequence[str]) -> pa.Table:
    field = COLUMNS.field(name)
    return table.set_column(table.column_names.index(name), field, pa.array(values, field.type))
