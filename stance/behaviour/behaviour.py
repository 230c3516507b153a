"""`Behaviour`: how often a model failed what it has to get right, and the worst failures."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from stance.behaviour.cases import Kind, Sentence
from stance.behaviour.trial import Outcome, Result
from stance.evaluation import Interval
from stance.evaluation.proportion import wilson


@dataclass(frozen=True)
class Tally:
    """How many cases could be tested, and how many of them failed."""

    n: int
    n_failed: int

    @property
    def failure_rate(self) -> Interval:
        """The share that failed, with its 95 % Wilson interval; nan where nothing was tested."""
        return wilson(self.n_failed, self.n)


@dataclass(frozen=True)
class Failure:
    """A case that a model failed, what it did, and how far off that is: see `Result`."""

    id: str
    kind: Kind
    sentence: Sentence
    changed: Sentence | None
    said: str
    by: float


@dataclass(frozen=True)
class CapabilityScores:
    """How a model did on one capability.

    Attributes
    ----------
    by_kind
        For each kind of case that could be tested.
    failures
        The worst, by how far they go.
    not_applicable
        How many cases could not be tested, by reason.
    """

    name: str
    by_kind: Mapping[Kind, Tally]
    failures: Sequence[Failure]
    not_applicable: Mapping[str, int]

    @classmethod
    def of(cls, name: str, results: Sequence[Result], most: int) -> Self:
        """Return the scores of a capability's results, with so many failures at most."""
        tested = [one for one in results if one.outcome is not Outcome.NOT_APPLICABLE]
        failed = [one for one in tested if one.outcome is Outcome.FAILED]
        n, n_failed = (Counter(one.case.kind for one in some) for some in (tested, failed))
        failed.sort(key=lambda one: -one.by)
        return cls(
            name,
            {kind: Tally(n[kind], n_failed[kind]) for kind in Kind if n[kind]},
            tuple(
                Failure(case.id, case.kind, case.sentence, case.changed, one.said, one.by)
                for one in failed[:most]
                for case in [one.case]
            ),
            dict(Counter(one.said for one in results if one.outcome is Outcome.NOT_APPLICABLE)),
        )

    @property
    def total(self) -> Tally:
        """All kinds together."""
        of = self.by_kind.values()
        return Tally(sum(one.n for one in of), sum(one.n_failed for one in of))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the scores that `asdict` wrote."""

        def failure(of: Mapping[str, Any]) -> Failure:
            changed = of["changed"] and Sentence(**of["changed"])
            read = {"kind": Kind(of["kind"]), "sentence": Sentence(**of["sentence"])}
            return Failure(**{**of, **read, "changed": changed})

        return cls(
            record["name"],
            {Kind(kind): Tally(**tally) for kind, tally in record["by_kind"].items()},
            tuple(map(failure, record["failures"])),
            record["not_applicable"],
        )


@dataclass(frozen=True)
class Behaviour:
    """How a model did on several capabilities.

    A model that never changes its answer fails no invariance case and hardly a directional one:
    read those beside the minimum functionality cases.

    Attributes
    ----------
    capabilities
        In the order they were tested.
    fingerprint
        A SHA-256 of the cases: two models are comparable where it is the same.
    """

    capabilities: tuple[CapabilityScores, ...]
    fingerprint: str

    @classmethod
    def of(cls, results: Mapping[str, Sequence[Result]], *, most_failures: int = 10) -> Self:
        """Return what results by capability come to, with the worst failures of each."""
        cases = [(name, asdict(one.case)) for name, some in results.items() for one in some]
        return cls(
            tuple(CapabilityScores.of(name, some, most_failures) for name, some in results.items()),
            hashlib.sha256(json.dumps(cases).encode()).hexdigest(),
        )

    @property
    def n(self) -> int:
        """How many cases could be tested."""
        return sum(one.total.n for one in self.capabilities)

    def above(self, rate: float) -> list[str]:
        """Return the capabilities that fail more than a share of their cases."""
        return [one.name for one in self.capabilities if one.total.n_failed > rate * one.total.n]

    def to_dict(self) -> dict[str, Any]:
        """Return the behaviour as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the behaviour that `to_dict` wrote."""
        return cls(
            tuple(map(CapabilityScores.from_dict, record["capabilities"])), record["fingerprint"]
        )
