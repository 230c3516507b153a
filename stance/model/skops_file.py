"""``model.skops``: a fitted estimator as a file that is read without trusting it."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from stance.errors import ModelError, first_of
from stance.model.schema import read_nodes
from stance.model.soundness import ask_in_turn, check_soundness
from stance.model.trust import foreign_types, type_name


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

    found, unpacked = read_nodes(data)
    if foreign := foreign_types(found, trusted):
        raise ModelError(
            f"{path} names types the toolkit does not trust ({first_of(foreign)}); load it with "
            "trusted=[...] only if you know that they are harmless"
        )
    with warnings.catch_warnings():
        # Estimators of another version: told once, by who asks the canaries.
        warnings.simplefilter("ignore")
        estimator = skops.io.loads(unpacked, trusted=sorted(set(map(type_name, found))))
    check_soundness(estimator)
    ask_in_turn(estimator)
    return estimator


def untrusted_types(path: Path, trusted: Collection[str] = ()) -> list[str]:
    """Return the types a model file names that neither the toolkit nor the user trusts."""
    return foreign_types(read_nodes(path.read_bytes())[0], trusted)
