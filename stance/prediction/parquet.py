"""Parquet: rows in, an Arrow batch at a time; and out, from Arrow streams one behind another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from stance.corpus.raw import refuse_repeated
from stance.errors import CorpusError
from stance.prediction.arrow_rows import to_stream
from stance.prediction.batch import Batch
from stance.prediction.source import BLOCK, missing

_MOST_ROWS: Final = 8192
# Row groups of so many bytes are read and packed well, and held in memory.
_ROW_GROUP: Final = 16 << 20


class ParquetSource:
    """The rows of a Parquet file, as Arrow streams."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        try:
            self.digest = _digest(path)
            # Through a buffer: else a column of a row group is read as a whole.
            self._file = pq.ParquetFile(path, buffer_size=BLOCK)
        except OSError as error:
            raise missing(path, error) from error
        except pa.ArrowException as error:
            raise CorpusError(f"{path} cannot be read as parquet: {error}") from error
        self.schema: pa.Schema = self._file.schema_arrow
        refuse_repeated(self.schema.names, self.name)
        self.size = self._file.metadata.num_rows

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, about as many bytes a batch as of other formats."""
        about = self._file.metadata
        n_bytes = sum(about.row_group(k).total_byte_size for k in range(about.num_row_groups))
        n_rows = min(max(BLOCK * self.size // max(n_bytes, 1), 1), _MOST_ROWS)
        number, row = 0, 0
        try:
            for read in self._file.iter_batches(n_rows):
                for part in _small(read):
                    payload = to_stream(part)
                    yield Batch(number, row + 1, payload, self.digest, row + len(part))
                    number, row = number + 1, row + len(part)
        except (OSError, pa.ArrowException) as error:
            raise CorpusError(
                f"{self.name} cannot be read behind row {row:,}: {error}; mend the file"
            ) from error


def _small(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield the rows in parts that are no larger than batches should be."""
    if batch.nbytes <= 4 * BLOCK or len(batch) == 1:
        yield batch
        return
    half = len(batch) // 2
    yield from _small(batch.slice(0, half))
    yield from _small(batch.slice(half))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_parquet(streams: BinaryIO, schema: pa.Schema, path: Path) -> None:
    """Write the batches of Arrow streams, one behind another, as a Parquet file."""
    with pq.ParquetWriter(path, schema) as writer:
        group: list[pa.RecordBatch] = []
        for batch in _batches(streams):
            group.append(batch)
            if sum(part.nbytes for part in group) > _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(group, schema))
                group = []
        if group:
            writer.write_table(pa.Table.from_batches(group, schema))


def _batches(streams: BinaryIO) -> Iterator[pa.RecordBatch]:
    while streams.peek(1):  # type: ignore[attr-defined]
        with pa.ipc.open_stream(streams) as reader:
            yield from reader
