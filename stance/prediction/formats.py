"""Which format a file has, and how its bytes are decoded."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stance.corpus.readers import STDIN, SUFFIXES
from stance.errors import ConfigError, nearest, shown

FORMATS: Final = ("csv", "tsv", "jsonl", "text", "parquet")

_SUFFIXES: Final[Mapping[str, str]] = {**SUFFIXES, ".txt": "text"}
# What parts the columns by default, and what else may.
_DELIMITERS: Final[Mapping[str, str]] = {"csv": ",", "tsv": "\t"}
# What the new columns may hold, or what ends a field by itself.
_OF_VALUES: Final = '"\r\n_.+-'
# Compressed in ways that are not read here, and what unpacks them.
_UNPACKING: Final[Mapping[str, str]] = {
    ".bz2": "bzip2 -dc",
    ".xz": "xz -dc",
    ".zst": "zstd -dc",
    ".zip": "unzip -p",
}
# What they begin with.
PACKED: Final[Mapping[bytes, str]] = {
    **{b"BZh%d1AY&SY" % level: ".bz2" for level in range(1, 10)},
    b"\xfd7zXZ\0": ".xz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"PK\x03\x04": ".zip",
}
# A line end or a quote in their bytes may be part of another character.
_STATEFUL: Final = ("iso2022", "hz", "utf-7")


def is_zipped(path: Path) -> bool:
    """Tell whether a file's name says that it is zipped."""
    return path.suffix.lower() == ".gz"


def format_of(path: Path, option: str, said: str | None) -> str | None:
    """Return the format that was said, or that a file's name says; None for a stream.

    Raises
    ------
    ConfigError
        Where it is none, or the name does not tell.
    """
    if said is not None:
        if said not in FORMATS:
            raise ConfigError(
                f"{option} {shown(said)} is none of {', '.join(FORMATS)}{nearest(said, FORMATS)}"
            )
        return said
    if path == STDIN:
        return None
    suffix = (path.with_suffix("") if is_zipped(path) else path).suffix.lower()
    if suffix in _UNPACKING and option == "--format":
        raise packed(path, suffix)
    if suffix not in _SUFFIXES:
        raise ConfigError(
            f"{path} ends in none of {', '.join(_SUFFIXES)} (text also with .gz behind); say "
            f"what it is with {option} {'|'.join(FORMATS)}"
        )
    return _SUFFIXES[suffix]


def packed(path: Path, how: str) -> ConfigError:
    """Return what to say of an input that is compressed in a way that is not read here."""
    inner = path.with_suffix("") if path.suffix.lower() == how else path
    kind = _SUFFIXES.get(inner.suffix.lower(), "FORMAT")
    name, file = ("standard input", "FILE") if path == STDIN else (path, path)
    way_out = f"unpack it, as in {_UNPACKING[how]} {file} | stance predict MODEL - --format {kind}"
    if kind == "parquet":  # which is not read from standard input
        way_out = "unpack it into a file"
    return ConfigError(f"{name} is compressed as {how[1:]}, which is not read here; {way_out}")


def delimiter_of(kind: str, said: str | None) -> str:
    """Return what parts the columns of CSV or TSV."""
    if said is None:
        return _DELIMITERS[kind]
    if len(said) != 1 or not said.isascii() or said.isalnum() or said in _OF_VALUES:
        raise ConfigError(
            f"--delimiter is {shown(said)}, wanted one ASCII character that is no quote and no "
            "line end, and is in no number or label; tabs part the columns with --format tsv"
        )
    return said


def encoding_of(said: str) -> str:
    """Return an encoding's name, if its line ends can be found before it is decoded.

    Raises
    ------
    ConfigError
        Where there is no such encoding, or it is one of UTF-16's kind.
    """
    ascii_ = bytes(range(128))
    try:
        name = codecs.lookup(said).name
        is_ascii = ascii_.decode(name) == ascii_.decode("ascii")
    except (LookupError, UnicodeError):
        raise ConfigError(
            f"--encoding {shown(said)} is no text encoding that Python knows; wanted utf-8, "
            "cp1252, gb18030 or the like"
        ) from None
    if not is_ascii or name.startswith(_STATEFUL):
        raise ConfigError(
            f"--encoding {said} is not read line by line; make it UTF-8 first, as in "
            f"iconv -f {said} -t UTF-8 FILE | stance predict MODEL -"
        )
    return "utf-8" if name in ("utf-8", "utf-8-sig") else name
