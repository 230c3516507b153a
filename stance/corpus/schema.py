"""The columns of a corpus: their names, their Arrow types, and which may be empty."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

# Always there, in this order. `target` and `speaker` are "" where nothing is said
# (a speaker of "" is the author of the text); every other gap is null.
COLUMNS: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("speaker", pa.string(), nullable=False),
        pa.field("stance", pa.string()),
        pa.field("sentiment", pa.string()),
        pa.field("group", pa.string()),
        pa.field("source", pa.string()),
        pa.field("date", pa.string()),  # ISO 8601: a year, a month or a day
        pa.field("lang", pa.string()),
        pa.field("split", pa.string()),
    ]
)

# Known by name, kept where a corpus has it: what each annotator said, always in the same order.
ANNOTATIONS: Final = pa.field(
    "annotations",
    pa.list_(pa.struct([pa.field("stance", pa.string()), pa.field("sentiment", pa.string())])),
)

SPLITS: Final = ("train", "dev", "test")

# What a model may look at.
FEATURES: Final = ("text", "target", "speaker")
