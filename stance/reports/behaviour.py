"""How a model behaved, as tables: failure rates by capability, and the worst failures in words."""

from __future__ import annotations

from collections.abc import Iterator

from stance.behaviour import Behaviour, CapabilityScores, Failure, Kind
from stance.reports.tables import Cell, Table

_ARROW = " → "


def behaviour_tables(behaviour: Behaviour, worst: int = 3) -> Iterator[Table]:
    """Yield the table of all capabilities, then of each the worst failures, so many at most."""
    tested = [capability for capability in behaviour.capabilities if capability.total.n]
    if not tested:
        return
    rows = [_row(capability) for capability in tested]
    columns = ("capability", "n", *(f"failed {kind}" for kind in Kind), "failed", "failure rate")
    yield Table("Behavioural tests", columns, rows)
    for capability in tested:
        if capability.failures and worst:
            yield _failures(capability, worst)


def behaviour_notes(behaviour: Behaviour) -> list[str]:
    """Return a sentence for each reason why cases could not be tested."""
    by_reason: dict[str, dict[str, int]] = {}
    for capability in behaviour.capabilities:
        for reason, n in capability.not_applicable.items():
            by_reason.setdefault(reason, {})[capability.name] = n
    return [
        f"Not applicable: {sum(of.values())} behavioural cases ({reason}) of {', '.join(of)}."
        for reason, of in by_reason.items()
    ]


def _row(capability: CapabilityScores) -> tuple[Cell, ...]:
    total = capability.total
    by_kind = (
        f"{tally.n_failed} of {tally.n}" if tally else "-"
        for tally in map(capability.by_kind.get, Kind)
    )
    return (capability.name, total.n, *by_kind, total.n_failed, total.failure_rate)


def _failures(capability: CapabilityScores, worst: int) -> Table:
    shown = capability.failures[:worst]
    title = f"{capability.name}: {len(shown)} of {capability.total.n_failed} failures, worst first"
    rows = [
        (*described(failure), failure.said, failure.kind.value, failure.id) for failure in shown
    ]
    return Table(title, ("sentence", "target, speaker", "the model", "type", "case"), rows)


def described(failure: Failure) -> tuple[str, str]:
    """Return the sentence and whom it is about, with what they were changed to."""
    return _text(failure), _about(failure)


def _text(failure: Failure) -> str:
    """Return the sentence, and what it was changed to, on one line."""
    texts = [failure.sentence.text, *([failure.changed.text] if failure.changed else [])]
    return _ARROW.join(dict.fromkeys(" ".join(text.split()) for text in texts))


def _about(failure: Failure) -> str:
    both = [failure.sentence, *([failure.changed] if failure.changed else [])]
    names = [", ".join(filter(None, (one.target, one.speaker))) for one in both]
    return _ARROW.join(dict.fromkeys(names))
