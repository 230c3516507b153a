"""`Predictor`: a loaded model that turns batches of the input into bytes of the output."""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from stance.corpus.cells import BadCellError, string_cell, text_cell
from stance.errors import ModelError, ModelWarning, listed, nearest, shown
from stance.prediction.batch import Batch, Cells, Done
from stance.prediction.columns import Place, Places
from stance.prediction.lines import visible
from stance.prediction.plain_values import shown_row
from stance.prediction.readers import Reader
from stance.prediction.writers import Writer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Description:
    """What has to be known of a model before anything is read.

    Attributes
    ----------
    targets
        Those it learned.
    added
        The columns it adds to rows.
    warnings
        What a user should know of it.
    """

    targets: tuple[str, ...]
    added: pa.Schema
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How batches are read and written: the same for every batch and process.

    `names` are those of the columns that are added, in the model's order.
    """

    reader: Reader
    writer: Writer
    places: Places
    names: tuple[str, ...]
    is_zipped: bool

    def packed(self, content: bytes) -> bytes:
        """Return bytes as they are written: zipped, each part by itself, where that is wanted."""
        return gzip.compress(content, mtime=0) if self.is_zipped and content else content


class Predictor:
    """Answers for batches, one like the other."""

    def __init__(self, folder: Path) -> None:
        from stance.model import StanceModel

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ModelWarning)
            self.model = StanceModel.load(folder)
        self._warnings = tuple(str(one.message) for one in caught)

    def describe(self) -> Description:
        """Return what has to be known of the model, without asking it for anything."""
        nothing = self.model.predict_frame(_frame([], [], []))
        added = pa.schema([(name, _array(nothing[name]).type) for name in nothing.columns])
        return Description(tuple(self.model.targets), added, self._warnings)

    def predict(self, batch: Batch, plan: Plan) -> Done:
        """Return the rows of a batch with what the model says of them."""
        cells = plan.reader.read(batch, plan.places, as_table=plan.writer.from_table)
        frame = _checked(cells, plan.places)
        try:
            added = self.model.predict_frame(frame)
        except ModelError as error:
            frame = self._known(cells, frame, error)
            added = self.model.predict_frame(frame)
        columns = {
            name: _array(added[column])
            for name, column in zip(plan.names, added.columns, strict=True)
        }
        is_unseen = added["unseen_target"].to_numpy(dtype=bool)
        rejected = sorted(cells.rejected, key=lambda row: row.line)
        return Done(
            batch.number,
            batch.digest,
            batch.position,
            plan.packed(plan.writer.write(cells.records, columns) if len(frame) else b""),
            b"".join(row.to_json() for row in rejected),
            n_predicted=len(frame),
            n_rejected=len(rejected),
            n_blank=cells.n_blank,
            n_unseen=int(is_unseen.sum()),
            unseen=next(filter(None, frame["target"].to_numpy()[is_unseen]), ""),
        )

    def _known(self, cells: Cells, frame: pd.DataFrame, error: ModelError) -> pd.DataFrame:
        """Return the rows with targets the model learned; reject those it refused."""
        known = self.model.targets
        bad = {
            row: f"the model answers for {listed(known)}, not for the target {shown(target)}"
            f"{nearest(target, known)}"
            for row, target in enumerate(frame["target"])
            if target not in known
        }
        if not bad:
            raise error
        return _without(cells, frame, bad)


def _checked(cells: Cells, places: Places) -> pd.DataFrame:
    """Return what the model is to look at; reject the rows where it is not as it should be."""
    bad: dict[int, str] = {}
    texts = _texts(cells.text, bad)
    targets = _named("target", cells.target, places.target, len(texts), bad)
    speakers = _named("speaker", cells.speaker, places.speaker, len(texts), bad)
    return _without(cells, _frame(texts, targets, speakers), bad)


def _texts(values: Sequence[Any], bad: dict[int, str]) -> list[str]:
    """Return the texts; those that are none are bad."""
    texts = list(values)
    if _are_texts(texts):  # most often, and fast
        return texts
    for row, value in enumerate(texts):
        try:
            if text_cell(value) is None:
                bad[row] = "text is empty"
        except BadCellError as error:
            bad[row] = f"text {error}"
        if row in bad:
            texts[row] = ""
    return texts


def _are_texts(values: Sequence[Any]) -> bool:
    return (
        {*map(type, values)} <= {str}
        and all(values)
        and not any(map(str.isspace, values))
        and "\0" not in "".join(values)
    )


def _named(
    what: str, values: Sequence[Any] | None, place: Place, n: int, bad: dict[int, str]
) -> list[str]:
    """Return the target or the speaker of each row."""
    if values is None:
        return [place.value] * n
    if {*map(type, values)} <= {str} and len(distinct := set(values)) < len(values):
        with suppress(BadCellError):  # few names in many rows
            checked = {value: string_cell(value) or place.value for value in distinct}
            return [checked[value] for value in values]
    names = [""] * n
    for row, value in enumerate(values):
        try:
            names[row] = string_cell(value) or place.value
        except BadCellError as error:
            bad.setdefault(row, f"{what} {error}")
    return names


def _without(cells: Cells, frame: pd.DataFrame, bad: Mapping[int, str]) -> pd.DataFrame:
    """Return the other rows; reject the bad ones."""
    if not bad:
        return frame
    records = cells.records
    for row, reason in bad.items():
        is_text = isinstance(records, list)
        told = visible(records[row], "utf-8") if is_text else shown_row(records, row)
        cells.reject(cells.lines[row], reason, told)
    kept = [row for row in range(len(frame)) if row not in bad]
    cells.lines = [cells.lines[row] for row in kept]
    if isinstance(records, list):
        cells.records = [records[row] for row in kept]
    else:
        cells.records = records.take(pa.array(kept, pa.int64()))
    return frame.iloc[kept]


def _frame(texts: list[str], targets: list[str], speakers: list[str]) -> pd.DataFrame:
    import pandas as pd

    columns = {"text": texts, "target": targets, "speaker": speakers}
    return pd.DataFrame(columns, dtype=object)


def _array(column: pd.Series[Any]) -> pa.Array:
    """Return a column of what the model says: text, numbers or truth values."""
    values = column.to_numpy()
    return pa.array(values, pa.string()) if values.dtype == object else pa.array(values)
