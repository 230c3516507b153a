"""The words after ``stance train``, as Hydra wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.build import find_experiment
from stance.errors import ConfigError
from stance.shipped import shipped

DEFAULT_EXPERIMENT: Final = "nato_russia_baseline"
_FILE: Final = re.compile(r"\.(csv|tsv|jsonl|parquet)(\.gz)?$")
# Hydra's options that take a value, so that the value is not taken for an experiment's name.
_TAKES_VALUE: Final = {
    *("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--package", "-p"),
    *("--cfg", "-c", "--info", "-i", "--experimental-rerun"),
}


@dataclass(frozen=True)
class Words:
    """What a user typed, sorted: Hydra's options, an experiment, overrides."""

    options: Sequence[str]
    experiment: str | None
    overrides: Sequence[str]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        """Sort the words; argparse wants options and overrides apart.

        Raises
        ------
        ConfigError
            Where two experiments are named.
        """
        apart = [new for word in words for new in _apart(word)]
        options: list[str] = []
        plain: list[str] = []
        for before, word in zip(["", *apart], apart, strict=False):
            is_option = word.startswith("-") or before in _TAKES_VALUE
            (options if is_option else plain).append(word)
        names = [word for word in plain if "=" not in word and not word.startswith("~")]
        if len(names) > 1:
            raise ConfigError(
                f"one experiment at a time, not {' and '.join(names)}; sweep with -m, and quote "
                "what has a space in it"
            )
        overrides = [word for word in plain if word not in names]
        return cls(options, names[0] if names else None, overrides)

    def to_hydra(self) -> list[str]:
        """Return Hydra's arguments.

        An experiment's name becomes its folder and file; without one it is the shipped
        baseline, or the root config if another corpus is chosen.

        >>> Words.of(["corpus=my.csv", "corpus.labels.NONE=neutral"]).to_hydra()
        ['corpus=file', "corpus.path='my.csv'", '+corpus.labels={NONE: neutral}']
        """
        overrides = [new for word in self.overrides for new in translated(word)]
        name = self.experiment
        if name is None and not any(word.startswith("corpus=") for word in self.overrides):
            name = DEFAULT_EXPERIMENT
        if name is None or {"--config-name", "-cn"} & set(self.options):
            return [*self.options, *overrides]
        path = find_experiment(name)
        options, more = _with_own_folder(self.options)
        return [*options, "-cd", str(path.parent), "-cn", path.stem, *overrides, *more]

    def command(self, overrides: Sequence[str]) -> list[str]:
        """Return the words that give one job again, whose overrides Hydra tells."""
        options = [word for word in self.options if word not in ("-m", "--multirun")]
        return [*options, *([self.experiment] if self.experiment else []), *overrides]


def translated(word: str) -> list[str]:
    """Return the Hydra overrides for one of the user's.

    >>> translated("corpus=a.csv,b.csv")
    ['corpus=file', "corpus.path='a.csv','b.csv'"]
    >>> translated("corpus.labels.-1=against")
    ['+corpus.labels={-1: against}']
    """
    key, equals, value = word.partition("=")
    if key == "corpus" and all(_is_file(part) for part in value.split(",")):
        return ["corpus=file", f"corpus.path={','.join(map(quoted, value.split(',')))}"]
    if key.startswith("corpus.labels.") and equals:
        # As a dictionary, since Hydra takes no -1, 1.0 or "rather for" for part of a key.
        return [f"+corpus.labels={{{key.removeprefix('corpus.labels.')}: {value}}}"]
    return [word]


def quoted(value: str) -> str:
    """Return a value as Hydra's grammar wants it: quoted, whatever characters it has."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _is_file(value: str) -> bool:
    if (shipped("configs") / "corpus" / f"{value}.yaml").is_file():
        return False  # a corpus's name, whatever else lies in this folder
    return value == "-" or bool(_FILE.search(value)) or Path(value).exists()


def _apart(word: str) -> list[str]:
    """Return ``--option=value`` as two words."""
    option, equals, value = word.partition("=")
    return [option, value] if equals and option in _TAKES_VALUE else [word]


def _with_own_folder(options: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take ``-cd FOLDER`` out of the options, which an experiment needs, into an override."""
    at = next((i for i, word in enumerate(options[:-1]) if word in ("-cd", "--config-dir")), None)
    if at is None:
        return list(options), []
    folder = Path(options[at + 1]).resolve().as_uri()
    return [*options[:at], *options[at + 2 :]], [f"hydra.searchpath=[{quoted(folder)}]"]
