"""Checks: questions with stable codes that a careful reviewer would ask, answered by a sentence.

One file a check; ``configs/checks/standard.yaml`` has every threshold.

===== ======== ================== ====================================================
code  severity key in checks.     what is wrong
===== ======== ================== ====================================================
ST001 error    near_duplicates    Near-duplicates across splits
ST002 error    shared_groups      Groups across splits
ST003 warning  shared_speakers    Speakers or sources across splits
ST004 warning  shortcuts          Labels can be told without the sentence
ST005 warning  unseen_targets     Targets that are only scored
ST006 warning  small_cells        Classes or targets too small to score
ST007 warning  conflicting_labels Conflicting labels
ST008 warning  label_drift        Label drift between splits
ST009 warning  floors_beaten      Floor not beaten
ST010 warning  target_read        Target ignored
ST011 warning  calibrated         Probabilities badly calibrated
ST012 warning  seed_range         Wide range over seeds
ST013 warning  repeated_test      Test split scored more than once
===== ======== ================== ====================================================

The first eight look at a corpus and how it is divided (`Subject`), the others at what a run gave
(`Result`). Each ends with an issue, passed, not applicable (and why) or muted; a code is never
given to another question.
"""

from stance.checks.base import Check, Checked, Evidence, Finding, Outcome, Severity
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
from stance.checks.subject import Result, Scoring, Subject
from stance.checks.suite import Checks
from stance.checks.target_read import TargetRead
from stance.checks.unseen_targets import UnseenTargets

__all__ = [
    "Calibrated",
    "Check",
    "Checked",
    "Checks",
    "ConflictingLabels",
    "Evidence",
    "Finding",
    "FloorsBeaten",
    "LabelDrift",
    "NearDuplicates",
    "Outcome",
    "RepeatedTest",
    "Result",
    "Scoring",
    "SeedRange",
    "Severity",
    "SharedGroups",
    "SharedSpeakers",
    "Shortcuts",
    "SmallCells",
    "Subject",
    "TargetRead",
    "UnseenTargets",
]
