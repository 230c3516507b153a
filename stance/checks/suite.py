"""`Checks`: all of them with their thresholds, and which are muted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from stance.checks.base import Check, Checked, Finding
from stance.checks.calibrated import Calibrated
from stance.checks.conflicting_labels import ConflictingLabels
from stance.checks.floors_beaten import FloorsBeaten
from stance.checks.label_drift import LabelDrift
from stance.checks.near_duplicates import NearDuplicates
from stance.checks.repeated_test import RepeatedTest
from stance.checks.seed_range import SeedRange
from stance.checks.shared_groups import SharedGroups
from stance.checks.shared_speakers import SharedSpeakers
from stance.checks.shortcuts import Shortcuts
from stance.checks.small_cells import SmallCells
from stance.checks.subject import Result, Subject
from stance.checks.target_read import TargetRead
from stance.checks.unseen_targets import UnseenTargets
from stance.errors import ConfigError, nearest

_OF_CORPUS: Final = (
    "near_duplicates",
    "shared_groups",
    "shared_speakers",
    "shortcuts",
    "unseen_targets",
    "small_cells",
    "conflicting_labels",
    "label_drift",
)
_OF_RUN: Final = ("floors_beaten", "target_read", "calibrated", "seed_range", "repeated_test")


@dataclass(frozen=True, kw_only=True)
class Checks:
    """Every check, those of a corpus before those of a run, and the codes that are muted.

    Raises
    ------
    ConfigError
        Where a code to mute is none.
    """

    near_duplicates: NearDuplicates = field(default_factory=NearDuplicates)
    shared_groups: SharedGroups = field(default_factory=SharedGroups)
    shared_speakers: SharedSpeakers = field(default_factory=SharedSpeakers)
    shortcuts: Shortcuts = field(default_factory=Shortcuts)
    unseen_targets: UnseenTargets = field(default_factory=UnseenTargets)
    small_cells: SmallCells = field(default_factory=SmallCells)
    conflicting_labels: ConflictingLabels = field(default_factory=ConflictingLabels)
    label_drift: LabelDrift = field(default_factory=LabelDrift)
    floors_beaten: FloorsBeaten = field(default_factory=FloorsBeaten)
    target_read: TargetRead = field(default_factory=TargetRead)
    calibrated: Calibrated = field(default_factory=Calibrated)
    seed_range: SeedRange = field(default_factory=SeedRange)
    repeated_test: RepeatedTest = field(default_factory=RepeatedTest)
    mute: Sequence[str] | str = ()

    def __post_init__(self) -> None:
        known = [check.code for check in self.all]
        for code in self.muted:
            if code not in known:
                raise ConfigError(
                    f"checks.mute names {code!r}, which is none of {', '.join(known)}"
                    f"{nearest(str(code), known)}"
                )

    @property
    def all(self) -> Sequence[Check[Any]]:
        """The checks in order."""
        return [getattr(self, one.name) for one in fields(self) if one.name != "mute"]

    @property
    def muted(self) -> Sequence[str]:
        """The codes that are muted."""
        return (self.mute,) if isinstance(self.mute, str) else tuple(self.mute)

    def of_corpus(self, subject: Subject, *, quick: bool = False) -> Iterator[Checked]:
        """Yield what is found in a corpus; a quick look leaves the costly checks out."""
        return self._looked(_OF_CORPUS, subject, quick=quick)

    def of_run(self, result: Result, *, quick: bool = False) -> Iterator[Checked]:
        """Yield what is found in what a run gave; a quick look leaves the costly checks out."""
        return self._looked(_OF_RUN, result, quick=quick)

    def _looked(self, names: Sequence[str], subject: Any, *, quick: bool) -> Iterator[Checked]:
        for name in names:
            check: Check[Any] = getattr(self, name)
            yield Checked.of(check, self._finding(check, subject, quick=quick))

    def _finding(self, check: Check[Any], subject: Any, *, quick: bool) -> Finding:
        if check.code in self.muted:
            return Finding.muted()
        if quick and check.is_costly:
            return Finding.not_applicable("a quick evaluation leaves it out")
        return check.look(subject)
