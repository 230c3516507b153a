"""Behavioural tests: what a model has to get right, whatever its score.

After Ribeiro, Wu, Guestrin and Singh (2020), Beyond accuracy: behavioral testing of NLP models with
CheckList (ACL). A capability, such as negation, is a file of cases; ``data/behaviour/`` has those
that travel with the toolkit.
"""

from stance.behaviour.behaviour import Behaviour, CapabilityScores, Failure, Tally
from stance.behaviour.cases import Capability, Case, Kind, Sentence
from stance.behaviour.reading import find_capabilities, read_capability
from stance.behaviour.trial import Outcome, Result, try_cases

__all__ = [
    "Behaviour",
    "Capability",
    "CapabilityScores",
    "Case",
    "Failure",
    "Kind",
    "Outcome",
    "Result",
    "Sentence",
    "Tally",
    "find_capabilities",
    "read_capability",
    "try_cases",
]
