"""`Columns`: where a row's text, target and speaker are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.errors import ConfigError, listed, nearest, shown


@dataclass(frozen=True)
class Place:
    """The column a value is read from, None for none, and what stands in its gaps."""

    column: str | None
    value: str = ""


@dataclass(frozen=True)
class Places:
    """Where a row's text, target and speaker are."""

    text: str
    target: Place
    speaker: Place

    @property
    def columns(self) -> set[str]:
        """The columns that are read."""
        named = (self.text, self.target.column, self.speaker.column)
        return {name for name in named if name is not None}


@dataclass(frozen=True)
class Columns:
    """What a user says of it; None where nothing is said.

    Attributes
    ----------
    text
        The column with the texts; by default ``text``, or the only one there is.
    target, speaker
        One for every row; with a column, for rows whose cell is empty.
    target_column, speaker_column
        Where each row names its own; by default ``target`` and ``speaker``, if there are such
        columns and no value for every row is given.
    """

    text: str | None = None
    target: str | None = None
    target_column: str | None = None
    speaker: str | None = None
    speaker_column: str | None = None

    def missing(self, names: Sequence[str]) -> dict[str, str]:
        """Return the columns that are named and not among some names, by their options."""
        asked = {
            "--text": self.text,
            "--target-column": self.target_column,
            "--speaker-column": self.speaker_column,
        }
        return {option: of for option, of in asked.items() if of is not None and of not in names}

    def places(
        self, names: Sequence[str], source: str, targets: Sequence[str], *, are_all: bool = True
    ) -> Places:
        """Return where to read, given the columns of a source and the targets a model learned.

        Where `names` are not all there are, as of JSON lines, a column may have another one.

        Raises
        ------
        ConfigError
            Where a column that is named is missing, no text can be found, or a model of several
            targets is told of none.
        """
        if are_all and (missing := self.missing(names)):
            option, name = next(iter(missing.items()))
            raise ConfigError(
                f"{option} names the column {shown(name)}, but {source} has the columns "
                f"{listed(names)}{nearest(name, names)}"
            )
        names = names or ["text"]  # nobody knows the keys of JSON lines none of which can be read
        return Places(
            self._text(names, source),
            self._target(names, source, targets),
            _place(self.speaker, self.speaker_column, "speaker", names) or Place(None),
        )

    def _text(self, names: Sequence[str], source: str) -> str:
        if self.text is not None:
            return self.text
        if "text" in names:
            return "text"
        if len(names) == 1:
            return names[0]
        raise ConfigError(
            f"{source} has the columns {listed(names)}, but no 'text'; say which one has the "
            f"sentences: --text COLUMN{nearest('text', names)}"
        )

    def _target(self, names: Sequence[str], source: str, targets: Sequence[str]) -> Place:
        found = _place(self.target, self.target_column, "target", names)
        if found is not None:
            return found
        known = [target for target in targets if target]
        if len(known) > 1:
            raise ConfigError(
                f"{source} has no column 'target', and the model answers for several; name one "
                f"for all rows, --target {shown(known[0])} (it learned {listed(known)}), or the "
                "column that says it, --target-column COLUMN"
            )
        return Place(None, known[0] if known else "")


def _place(value: str | None, column: str | None, name: str, names: Sequence[str]) -> Place | None:
    if column is None and value is None and name in names:
        column = name
    return None if column is None and value is None else Place(column, value or "")
