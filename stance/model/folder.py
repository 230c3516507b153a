"""The files of a model folder: written with their hashes, and read only as they were written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stance.errors import ModelError, shown

FORMAT_VERSION: Final = 1

ABOUT: Final = "model.json"
ESTIMATOR: Final = "model.skops"
CARD: Final = "README.md"

_LARGEST_ABOUT: Final = 4 << 20
# The last line of model.json has the SHA-256 of all that stands before it.
_SEAL: Final = re.compile(rb'  "sha256": "([0-9a-f]{64})"\n\}\n')
_SEAL_LENGTH: Final = len('  "sha256": ""\n}\n') + 64
_ALTERED: Final = "it was cut or altered after the model was saved; restore it or train again"


def write_folder(folder: Path, about: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made, and `about` them ``model.json``, last."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: {"size": len(of), "sha256": _sha256(of)} for name, of in files.items()}
    whole = {"format_version": FORMAT_VERSION, **about, "files": kept, "sha256": ""}
    text = json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
    content = text.encode("utf-8", "surrogatepass").removesuffix(b'  "sha256": ""\n}')
    seal = f'  "sha256": "{_sha256(content)}"\n}}\n'.encode()
    for name, of in {**files, ABOUT: content + seal}.items():
        partial = folder / f".{name}.{os.getpid()}"
        partial.write_bytes(of)
        partial.replace(folder / name)  # a link is replaced, not written through


def read_folder(
    folder: Path, names: tuple[str, ...] | None = None, within: Path | None = None
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what ``model.json`` says, and the bytes of the other files as they were written.

    `names` are those to read; by default all that the model was saved with. Links may lead to
    places `within` a folder; by default this one.

    Raises
    ------
    ModelError
        If a file is missing, is not as it was written, lies elsewhere, or is of a later format.
    """
    about = _about(folder, within or folder)
    try:
        kept = {name: (int(of["size"]), of["sha256"]) for name, of in about["files"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ModelError(f"{folder / ABOUT} names no files; train the model again") from None
    if not {ESTIMATOR} <= set(kept) <= {ESTIMATOR, CARD}:
        raise ModelError(
            f"{folder / ABOUT} names the files {', '.join(kept)}, wanted {ESTIMATOR} and maybe "
            f"{CARD}; train the model again"
        )
    files = {}
    for name in kept if names is None else names:
        size, digest = kept[name]
        files[name] = _read(folder, name, size, within or folder)
        if len(files[name]) != size or _sha256(files[name]) != digest:
            raise ModelError(f"{folder / name} is not the file that was saved: {_ALTERED}")
    return about, files


def _about(folder: Path, within: Path) -> dict[str, Any]:
    path = folder / ABOUT
    raw = _read(folder, ABOUT, _LARGEST_ABOUT, within)
    try:
        about = json.loads(raw)
        version = about["format_version"]
        if type(version) is int and version > FORMAT_VERSION:
            raise ModelError(
                f"{folder} has model format {version}, this toolkit reads up to "
                f"{FORMAT_VERSION}; upgrade with: pip install -U stance-toolkit"
            )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read ({error}): {_ALTERED}") from None
    if type(version) is not int or version < 1:
        raise ModelError(f"{path} has the format_version {shown(version)}: {_ALTERED}")
    seal = _SEAL.fullmatch(raw[-_SEAL_LENGTH:])
    if seal is None or seal[1].decode() != _sha256(raw[:-_SEAL_LENGTH]):
        raise ModelError(f"{path} is not the file that was saved: {_ALTERED}")
    return dict(about)


def _read(folder: Path, name: str, most: int, within: Path) -> bytes:
    """Return a file's bytes, and no more than one beyond what it may have."""
    path = folder / name
    try:
        if not path.resolve(strict=True).is_relative_to(within.resolve()):
            raise ModelError(f"{path} is a link out of its folder; put the file itself there")
        # Neither a device nor a pipe, which may never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ModelError(f"{path} is no file; put the one there that was saved")
        with path.open("rb") as file:
            return file.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        missing = f"{name} is missing" if folder.is_dir() else "there is no such folder"
        raise ModelError(
            f"{folder} is no model folder: {missing}; give the folder 'model' of a run"
        ) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise ModelError(f"{path} cannot be read: {error}") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
