"""What passes, what fails and what cannot be tested; and what that comes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from stance.behaviour import (
    Behaviour,
    Capability,
    Case,
    Kind,
    Outcome,
    Result,
    Sentence,
    Tally,
    find_capabilities,
    try_cases,
)
from stance.model import StanceModel

Reader = Callable[..., StanceModel]


def case(kind: str, text: str, changed: str | None = None, **more: Any) -> Case:
    target = more.pop("target", "NATO")
    second = Sentence(changed, target) if changed is not None else None
    name = more.pop("id", text)
    return Case(name, Kind(kind), Sentence(text, target), second, **more)


def trial(model: StanceModel, *cases: Case) -> tuple[Result, ...]:
    return try_cases(model, [Capability("x", cases)])["x"]


def test_mft_wants_the_label(reader: Reader) -> None:
    right, wrong = trial(
        reader(),
        case("MFT", "favor 0.8", label="favor"),
        case("MFT", "favor 0.6", label="against"),
    )
    assert (right.outcome, right.said) == (Outcome.PASSED, "said favor (0.80)")
    assert wrong.outcome is Outcome.FAILED
    assert wrong.said == "said favor (0.60), wanted against (0.20)"
    assert wrong.by == pytest.approx(0.4)


def test_inv_wants_one_label_for_both_whatever_it_is(reader: Reader) -> None:
    same, other = trial(
        reader(),
        case("INV", "favor 0.8", "favor 0.5"),
        case("INV", "favor 0.8", "against 0.6"),
    )
    assert (same.outcome, same.said) == (Outcome.PASSED, "favor (0.80) stayed favor (0.50)")
    assert (other.outcome, other.said) == (Outcome.FAILED, "favor (0.80) became against (0.60)")
    assert other.by == pytest.approx(((0.8 - 0.2) + (0.6 - 0.1)) / 2)


@pytest.mark.parametrize(
    ("must_not", "after", "passes"),
    [
        ("rise", 0.6, True),  # by the tolerance, and no more
        ("rise", 0.61, False),
        ("rise", 0.4, True),
        ("fall", 0.4, True),
        ("fall", 0.39, False),
        ("fall", 0.7, True),
    ],
)
def test_dir_allows_the_tolerance(
    reader: Reader, must_not: Any, after: float, passes: bool
) -> None:
    one = case(
        "DIR", "favor 0.5", f"favor {after}", label="favor", must_not=must_not, tolerance=0.1
    )
    (result,) = trial(reader(), one)
    assert (result.outcome is Outcome.PASSED) == passes
    if not passes:
        assert result.by == pytest.approx(0.01)
        assert f"from 0.50 to {after:.2f}; it must not {must_not} by more than 0.1" in result.said


def test_margins_take_the_place_of_probabilities(reader: Reader) -> None:
    one = case("DIR", "favor 0.5", "favor 0.6", label="favor", must_not="rise", tolerance=0.1)
    two = case("MFT", "favor 0.5", label="neutral")
    direction, functionality = trial(reader("margins"), one, two)
    assert direction.outcome is Outcome.FAILED
    assert "the margin of favor rose from 5.00 to 6.00" in direction.said
    assert functionality.said == "said favor (margin 5.00), wanted neutral (margin 2.50)"


def test_what_cannot_be_tested_is_told_with_the_reason(reader: Reader) -> None:
    direction = case("DIR", "favor 0.5", "favor 0.6", label="favor", must_not="rise")
    told = {
        result.said
        for result in trial(
            reader("labels", targets=("NATO",)),
            case("MFT", "favor 0.5", label="favor", target="Russia"),
            case("MFT", "favor 0.5", label="positive", task="sentiment"),
            direction,
        )
        if result.outcome is Outcome.NOT_APPLICABLE
    }
    assert told == {
        "the model did not learn the target Russia",
        "it is of sentiment, and the model predicts stance",
        "the model gives neither probabilities nor margins",
    }
    assert trial(reader("labels"), case("INV", "favor 0.5", "neutral 0.5"))[0].outcome == "failed"


def test_a_model_of_the_other_task_is_never_asked(reader: Reader) -> None:
    results = try_cases(reader(task="sentiment"), find_capabilities())
    assert {one.outcome for some in results.values() for one in some} == {Outcome.NOT_APPLICABLE}
    behaviour = Behaviour.of(results)
    assert behaviour.n == 0
    assert all(one.failures == () and one.by_kind == {} for one in behaviour.capabilities)


def test_the_behaviour_counts_and_keeps_the_worst(reader: Reader) -> None:
    results = trial(
        reader(),
        *(case("MFT", f"favor 0.{n}", label="against", target="NATO") for n in (6, 9, 7)),
        case("MFT", "favor 0.8", label="favor"),
        case("INV", "favor 0.8", "favor 0.7"),
        case("MFT", "favor 0.9", label="favor", target="Mars"),
    )
    behaviour = Behaviour.of({"x": results}, most_failures=2)
    (capability,) = behaviour.capabilities
    assert capability.by_kind == {Kind.MFT: Tally(4, 3), Kind.INV: Tally(1, 0)}
    assert capability.total == Tally(5, 3)
    assert [failure.sentence.text for failure in capability.failures] == ["favor 0.9", "favor 0.7"]
    assert capability.not_applicable == {"the model did not learn the target Mars": 1}
    rate = capability.total.failure_rate
    assert rate.low < rate.value == 0.6 < rate.high
    assert (behaviour.above(0.6), behaviour.above(0.59)) == ([], ["x"])


def test_the_behaviour_survives_json(reader: Reader) -> None:
    behaviour = Behaviour.of(try_cases(reader(), find_capabilities()))
    assert behaviour.n == sum(len(of.cases) for of in find_capabilities())
    text = json.dumps(behaviour.to_dict(), allow_nan=False)
    assert Behaviour.from_dict(json.loads(text)) == behaviour


def test_other_cases_have_another_fingerprint(reader: Reader) -> None:
    def fingerprint(**more: Any) -> str:
        return Behaviour.of({"x": trial(reader(), case("MFT", "a", **more))}).fingerprint

    one = fingerprint(label="favor")
    assert one == fingerprint(label="favor")
    assert one != fingerprint(label="against")
