"""Canaries: sentences a model answered when it was saved, and has to answer the same way again.

They stand in ``model.json`` with the answers, so that a model which has come to answer otherwise,
by another version of a package or by an altered file, is found out when it is loaded. All are
invented: no sentence of a corpus leaves with a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stance.model.prediction import Scores

if TYPE_CHECKING:
    import pandas as pd

SENTENCES: Final = (
    "We are grateful to {} and will stand by its side, the minister said on Monday.",
    "Nobody in this town trusts {} any more, and for good reason.",
    "A delegation from {} arrived at the port this morning.",
    "I don't think that {} was wrong, but it was not right either!",
    "{} has broken every promise it made; we must stop it now.",
    "Without {} our children would not be safe.",
    "So that is what {} calls peace? Thank you very much...",
    "The report mentions {} twice, on pages 4 and 17.",
    "@neighbour great news about {} #welcome 😀",
    "Ni la ministre ni le maire n'ont voulu parler de {} à l'école.",
    "They say that {} is a threat. We have seen no proof of it.",
    "The bridge was closed for repairs until Friday.",
)

# Fewer may be answered alike by chance.
_FEWEST: Final = 8
# Other processors add up in another order; a version that computes something else differs more.
_TOLERANCE: Final = 1e-6


def canary_frame(targets: tuple[str, ...]) -> pd.DataFrame:
    """Return the sentences about a model's targets, in turn."""
    import pandas as pd

    asked = cycle(targets or ("",))
    rows = [
        (text.format(target or "it"), target, "")
        for text, target in zip(SENTENCES, asked, strict=False)
    ]
    return pd.DataFrame(rows, columns=["text", "target", "speaker"], dtype=object)


def record(frame: pd.DataFrame, scores: Scores) -> dict[str, Any]:
    """Return canaries and answers as ``model.json`` keeps them."""
    kind, answers = _answers(scores)
    rows = frame.to_dict("records")
    return {
        "values": kind,
        "rows": [{**row, "expected": one} for row, one in zip(rows, answers, strict=True)],
    }


def frame_of_record(kept: Mapping[str, Any]) -> pd.DataFrame:
    """Return the sentences that `record` kept."""
    import pandas as pd

    columns = ["text", "target", "speaker"]
    rows = [[row[name] for name in columns] for row in kept["rows"]]
    if len(rows) < _FEWEST or not all(isinstance(cell, str) for row in rows for cell in row):
        raise ValueError(f"it has {len(rows)} canaries, wanted {_FEWEST} or more")
    return pd.DataFrame(rows, columns=columns, dtype=object)


def difference(kept: Mapping[str, Any], scores: Scores) -> str | None:
    """Return in words how answers differ from those that were kept; None if they do not."""
    kind, answers = _answers(scores)
    if kind != kept["values"]:
        return f"it gives {kind}, not {kept['values']}"
    now = np.asarray(answers, dtype=np.float64)
    before = np.array([row["expected"] for row in kept["rows"]], dtype=np.float64)
    if now.shape != before.shape:
        return "it gives another number of values"
    wrong = ~np.isclose(now, before, rtol=_TOLERANCE, atol=_TOLERANCE)
    if not wrong.any():
        return None
    rows = np.any(wrong.reshape(len(wrong), -1), axis=1)
    worst = np.unravel_index(np.nan_to_num(np.abs(now - before), nan=np.inf).argmax(), now.shape)
    return (
        f"{rows.sum()} of its {rows.size} canaries are answered otherwise, one with "
        f"{now[worst]:.4g} where {before[worst]:.4g} was saved"
    )


def _answers(scores: Scores) -> tuple[str, list[Any]]:
    for kind in ("probabilities", "margins"):
        if (values := getattr(scores, kind)) is not None:
            return kind, values.tolist()
    return "labels", scores.predicted.tolist()
