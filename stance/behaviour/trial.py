"""`try_cases`: show a model the cases, and tell which it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stance.behaviour.cases import Capability, Case, Kind, Sentence

if TYPE_CHECKING:
    from stance.model import StanceModel

# 0.3 - 0.2 is a little more than 0.1.
_ROUNDING: Final = 1e-9


class Outcome(StrEnum):
    """How a case ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Result:
    """How a model did on a case.

    Attributes
    ----------
    said
        What it did, in words; where the case is not applicable, why.
    by
        How far a failure goes, in probability (or margins): for MFT by how much the wrong label
        is ahead of the right one, for INV how much the two labels gave and took, for DIR what
        goes beyond the tolerance. 0 where the model gives labels alone.
    """

    case: Case
    outcome: Outcome
    said: str
    by: float = 0.0


@dataclass(frozen=True)
class _Answer:
    """What a model says of a sentence; `scores` by label, called `unit`, where it gives any."""

    label: str
    scores: Mapping[str, float] | None
    unit: str

    def of(self, label: str) -> float:
        return self.scores[label] if self.scores else 0.0

    def told(self, label: str) -> str:
        unit = "margin " if self.unit == "margin" else ""
        return f"{label} ({unit}{self.of(label):.2f})" if self.scores else label


def try_cases(
    model: StanceModel, capabilities: Sequence[Capability]
) -> dict[str, tuple[Result, ...]]:
    """Return the results of each capability's cases, in order.

    A case is not applicable where it is of another task or about a target that the model did not
    learn. The label counts as it is given, also where the model would rather abstain.
    """
    cases = [case for capability in capabilities for case in capability.cases]
    reasons = {id(case): _inapplicable(case, model) for case in cases}
    applicable = [case for case in cases if not reasons[id(case)]]
    shown = dict.fromkeys(sentence for case in applicable for sentence in case.sentences)
    answers = _answers(model, list(shown))

    def result(case: Case) -> Result:
        if reason := reasons[id(case)]:
            return Result(case, Outcome.NOT_APPLICABLE, reason)
        return _JUDGES[case.kind](case, [answers[sentence] for sentence in case.sentences])

    return {
        capability.name: tuple(result(case) for case in capability.cases)
        for capability in capabilities
    }


def _inapplicable(case: Case, model: StanceModel) -> str:
    if case.task != model.task:
        return f"it is of {case.task}, and the model predicts {model.task}"
    unseen = {sentence.target for sentence in case.sentences} - set(model.targets)
    if unseen:
        return f"the model did not learn the target {min(unseen) or '(none)'}"
    return ""


def _answers(model: StanceModel, sentences: Sequence[Sentence]) -> dict[Sentence, _Answer]:
    import pandas as pd

    if not sentences:
        return {}
    columns = ("text", "target", "speaker")
    frame = pd.DataFrame(
        {name: [getattr(sentence, name) for sentence in sentences] for name in columns},
        dtype=object,
    )
    scores = model.score(frame)
    unit = "margin" if scores.probabilities is None else "probability"
    values = scores.margins if scores.probabilities is None else scores.probabilities
    rows = [None] * len(sentences) if values is None else values.tolist()
    return {
        sentence: _Answer(model.labels[k], row and dict(zip(model.labels, row, strict=True)), unit)
        for sentence, k, row in zip(sentences, scores.predicted.tolist(), rows, strict=True)
    }


def _outcome(failed: bool) -> Outcome:
    return Outcome.FAILED if failed else Outcome.PASSED


def _minimum_functionality(case: Case, answers: Sequence[_Answer]) -> Result:
    (answer,) = answers
    wanted = str(case.label)
    failed = answer.label != wanted
    said = f"said {answer.told(answer.label)}"
    if failed:
        said += f", wanted {answer.told(wanted)}"
    return Result(case, _outcome(failed), said, answer.of(answer.label) - answer.of(wanted))


def _invariance(case: Case, answers: Sequence[_Answer]) -> Result:
    before, after = answers
    a, b = before.label, after.label
    said = f"{before.told(a)} {'stayed' if a == b else 'became'} {after.told(b)}"
    by = (before.of(a) - after.of(a) + after.of(b) - before.of(b)) / 2
    return Result(case, _outcome(a != b), said, by)


def _direction(case: Case, answers: Sequence[_Answer]) -> Result:
    before, after = answers
    label = str(case.label)
    if before.scores is None:
        return Result(
            case, Outcome.NOT_APPLICABLE, "the model gives neither probabilities nor margins"
        )
    moved = after.of(label) - before.of(label)
    by = (moved if case.must_not == "rise" else -moved) - case.tolerance
    failed = by > _ROUNDING
    verb = "rose" if moved > 0 else "fell" if moved < 0 else "stayed"
    said = (
        f"the {before.unit} of {label} {verb} from {before.of(label):.2f} to {after.of(label):.2f}"
    )
    if failed:
        said += f"; it must not {case.must_not} by more than {case.tolerance:g}"
    return Result(case, _outcome(failed), said, max(by, 0.0))


_JUDGES: Final[Mapping[Kind, Callable[[Case, Sequence[_Answer]], Result]]] = {
    Kind.MFT: _minimum_functionality,
    Kind.INV: _invariance,
    Kind.DIR: _direction,
}
