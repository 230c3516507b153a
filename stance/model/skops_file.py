"""``model.skops``: a fitted estimator as a file that is read without trusting it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from stance.errors import ModelError, first_of
from stance.model.soundness import check_soundness
from stance.model.trust import OLDEST_PROTOCOL, foreign_types, nodes, type_name

# Unpacked, a model may have so many bytes, and so many times those of the file; beyond that it
# is taken for a bomb. Forests, which pack best, have 8 times.
_LARGEST_SMALL: Final = 64 << 20
_LARGEST_RATIO: Final = 50


def dump_estimator(estimator: Any) -> bytes:
    """Return the file that an estimator becomes."""
    import skops.io

    # Level 1 is several times quicker than 6 and little larger.
    return bytes(skops.io.dumps(estimator, compression=ZIP_DEFLATED, compresslevel=1))


def load_estimator(data: bytes, path: Path, trusted: Collection[str]) -> Any:
    """Return the estimator in a file's bytes, if every type it names is trusted.

    Raises
    ------
    ModelError
        If it names another type; nothing was built then. Whatever else is raised tells that the
        file is not one that was saved.
    """
    import skops.io

    found = _nodes(data)
    if foreign := foreign_types(found, trusted):
        raise ModelError(
            f"{path} names types the toolkit does not trust ({first_of(foreign)}); load it with "
            "trusted=[...] only if you know that they are harmless"
        )
    with warnings.catch_warnings():
        # Estimators of another version: told once, by who asks the canaries.
        warnings.simplefilter("ignore")
        estimator = skops.io.loads(data, trusted=sorted(set(map(type_name, found))))
    check_soundness(estimator)
    return estimator


def untrusted_types(path: Path, trusted: Collection[str] = ()) -> list[str]:
    """Return the types a model file names that neither the toolkit nor the user trusts."""
    return foreign_types(_nodes(path.read_bytes()), trusted)


def _nodes(data: bytes) -> list[Mapping[str, Any]]:
    """Return the nodes a skops file is made of, if to unpack it does no harm."""
    most = max(_LARGEST_SMALL, _LARGEST_RATIO * len(data))
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        sizes = {member.filename: member.file_size for member in members}
        if len(sizes) < len(members) or sum(sizes.values()) > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes, or holds a name twice")
        if not {member.compress_type for member in members} <= {ZIP_STORED, ZIP_DEFLATED}:
            raise ValueError("it is packed in another way than models are")
        schema = json.loads(archive.read("schema.json"))
    found = list(nodes(schema))
    # Each node that names a member unpacks it anew.
    if sum(sizes[str(node["file"])] for node in found if "file" in node) > most:
        raise ValueError(f"it unpacks to more than {most:,} bytes")
    if not isinstance(schema, dict) or schema["protocol"] < OLDEST_PROTOCOL:
        raise ValueError("it is of a version of skops before the toolkit's")
    return found
