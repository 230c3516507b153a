"""`Request`: what to predict, and how."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

from stance.corpus.readers import STDIN
from stance.errors import ConfigError
from stance.prediction.batch import Rejected
from stance.prediction.columns import Columns


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to predict, and how; refused where it could not end well.

    Attributes
    ----------
    model
        The folder of a model.
    path, output
        Files; standard input is ``-``, standard output None.
    columns
        Where a row's text, target and speaker are.
    format, to
        The formats of the input and of the output, where their names do not tell.
    encoding, delimiter
        Of the input, where it is text. The output is UTF-8.
    prefix
        Comes before the names of the columns that are added.
    jobs
        How many processes predict.
    resume
        True continues an interrupted output, False starts anew, None refuses to choose.
    """

    model: Path
    path: Path = STDIN
    output: Path | None = None
    columns: Columns = field(default_factory=Columns)
    format: str | None = None
    to: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    prefix: str = ""
    jobs: int = 1
    resume: bool | None = None

    def __post_init__(self) -> None:
        for option, path in (("", self.path), ("-o ", self.output)):
            if path not in (None, STDIN) and path.is_dir():
                raise ConfigError(f"{option}{path} is a folder; name a file in it")
        if _is_same(self.path, self.rejected):
            raise ConfigError(
                f"the input {self.path} is where rejected rows would go; rename it, or name "
                "another output with -o FILE"
            )
        if self.rejected is not None and not _has_rejected_rows(self.rejected):
            raise ConfigError(
                f"{self.rejected}, where rejected rows would go, has something else; rename it, or "
                "name another output with -o FILE"
            )
        if self.output is None:
            if self.resume is not None:
                raise ConfigError("--resume is for a file; name the output with -o FILE")
            return
        if _is_same(self.path, self.output):
            raise ConfigError(f"-o {self.output} is the input itself; name another file")
        if self.output.is_symlink() or (self.output.exists() and not self.output.is_file()):
            # its name would be given to a file
            raise ConfigError(
                f"-o {self.output} is a link, a pipe or a device, which a file would replace; name "
                f"a file, or leave -o out and send standard output there: > {self.output}"
            )

    @property
    def is_live(self) -> bool:
        """Whether somebody may wait at the other end for the rows that are there."""
        return self.path == STDIN and self.output is None

    @property
    def rejected(self) -> Path | None:
        """Where rejected rows go: beside the output, else the input; None for standard error."""
        beside = self.output or (None if self.path == STDIN else self.path)
        return beside and beside.with_name(f"{beside.name}.rejected.jsonl")

    @property
    def partial(self) -> Path | None:
        """The folder the output is in while it is written."""
        return self.output and self.output.with_name(f"{self.output.name}.partial")


def _has_rejected_rows(path: Path) -> bool:
    """Tell whether a file is one that rejected rows of a run before went to, if there is any."""
    if path.is_symlink():
        return False
    if not path.exists():
        return True
    try:
        with path.open("rb") as file:
            first = file.readline()
        return not first or list(json.loads(first)) == [field.name for field in fields(Rejected)]
    except (OSError, ValueError, TypeError):
        return False


def _is_same(path: Path, other: Path | None) -> bool:
    """Tell whether the input is a file that would be written to."""
    if path == STDIN or other is None:
        return False
    return path.exists() and other.exists() and path.samefile(other)
