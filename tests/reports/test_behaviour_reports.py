"""Behavioural tests as tables, and as JUnit XML that CI can read."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from stance.behaviour import Behaviour, Case, Kind, Outcome, Result, Sentence
from stance.reports.behaviour import behaviour_notes, behaviour_tables
from stance.reports.junit import junit_xml

# The elements of Jenkins's junit-10.xsd that are written here: attributes that an element must
# have and may have, and what it may hold.
SCHEMA = {
    "testsuites": ({"name", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, set(), {"testcase"}),
    "testcase": ({"name", "classname"}, set(), {"failure", "skipped"}),
    "failure": ({"message", "type"}, set(), set()),
    "skipped": ({"message"}, set(), set()),
}


def check_structure(element: ET.Element) -> None:
    must, may, inside = SCHEMA[element.tag]
    assert must <= set(element.keys()) <= must | may, element.tag
    assert {child.tag for child in element} <= inside, element.tag
    for child in element:
        check_structure(child)


def result(
    outcome: Outcome, text: str, said: str = "said so", name: str = "1", kind: Kind = Kind.MFT
) -> Result:
    changed = Sentence(f"{text}, it is said", "NATO", 'a <man> & his "dog"')
    case = Case(name, kind, Sentence(text, "NATO"), changed if kind is Kind.INV else None)
    return Result(case, outcome, said, 0.5)


SOME = {
    "negation": [
        result(Outcome.PASSED, "Fine.", name="a"),
        result(Outcome.FAILED, 'NATO <b>&amp; "all"</b>', "said 'no' & <so>", name='b<&">'),
        result(Outcome.NOT_APPLICABLE, "Well.", "no <margin>", name="c"),
    ],
    "typo": [result(Outcome.FAILED, "Odd.", name="d")],
}


def test_the_document_has_a_suite_for_each_capability_and_a_test_case_for_each_case() -> None:
    root = ET.fromstring(junit_xml(SOME))
    check_structure(root)
    assert (root.get("tests"), root.get("failures")) == ("4", "2")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["negation", "typo"]
    counts = ("tests", "failures", "errors", "skipped")
    assert [suites["negation"].get(name) for name in counts] == ["3", "1", "0", "1"]
    a, b, c = suites["negation"]
    assert (a.get("classname"), a.get("name"), list(a)) == ("behaviour.negation", "a", [])
    assert b.get("name") == 'b<&">'
    (failure,) = b
    assert failure.get("message") == "said 'no' & <so>"
    assert (failure.text or "").startswith('NATO <b>&amp; "all"</b> (target NATO, ')
    assert c[0].tag == "skipped"


def test_both_sentences_of_a_failure_are_told() -> None:
    (case,) = ET.fromstring(junit_xml(SOME)).iterfind("testsuite[@name='typo']/testcase")
    assert case[0].text == "Odd. (target NATO, speaker the author)"
    failed = {"x": [result(Outcome.FAILED, "Odd", kind=Kind.INV)]}
    (failure,) = ET.fromstring(junit_xml(failed)).iter("failure")
    assert (failure.text or "").splitlines() == [
        "Odd (target NATO, speaker the author)",
        'Odd, it is said (target NATO, speaker a <man> & his "dog")',
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Outcome)), st.text(), st.text(), st.text()), max_size=5
    ),
    st.text(),
)
def test_any_text_gives_a_document_that_can_be_read(
    cases: list[tuple[Outcome, str, str, str]], name: str
) -> None:
    document = junit_xml({name: [result(*one) for one in cases]})
    root = ET.fromstring(document.encode("utf-8"))
    check_structure(root)
    for outcome, tag in ((Outcome.FAILED, "failure"), (Outcome.NOT_APPLICABLE, "skipped")):
        assert len(list(root.iter(tag))) == sum(one[0] is outcome for one in cases)
    assert len(list(root.iter("testcase"))) == len(cases)


def test_tables_have_a_row_for_each_capability_and_the_worst_failures_in_words() -> None:
    behaviour = Behaviour.of(SOME)
    overview, negation, typo = behaviour_tables(behaviour)
    assert [row[:2] for row in overview.rows] == [("negation", 2), ("typo", 1)]
    assert overview.columns[2:5] == ("failed MFT", "failed INV", "failed DIR")
    assert overview.rows[1][2:] == (
        "1 of 1",
        "-",
        "-",
        1,
        behaviour.capabilities[1].total.failure_rate,
    )
    assert typo.title == "typo: 1 of 1 failures, worst first"
    assert typo.rows == [("Odd.", "NATO", "said so", "MFT", "d")]
    assert negation.rows[0][:2] == ('NATO <b>&amp; "all"</b>', "NATO")
    assert [table.title for table in behaviour_tables(behaviour, worst=0)] == ["Behavioural tests"]
    assert behaviour_notes(behaviour) == [
        "Not applicable: 1 behavioural cases (no <margin>) of negation."
    ]


def test_a_pair_is_shown_on_one_line() -> None:
    behaviour = Behaviour.of({"x": [result(Outcome.FAILED, "It\nrains", kind=Kind.INV)]})
    (_, failures) = behaviour_tables(behaviour)
    text, about, *_ = failures.rows[0]
    assert text == "It rains → It rains, it is said"
    assert about == 'NATO → NATO, a <man> & his "dog"'


def test_nothing_tested_is_no_table() -> None:
    behaviour = Behaviour.of({"x": [result(Outcome.NOT_APPLICABLE, "a", "it is so")]})
    assert list(behaviour_tables(behaviour)) == []
