"""JUnit XML: behavioural tests as continuous integration reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from stance.behaviour import Outcome, Result

# What XML 1.0 has no way to write, not even escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(results: Mapping[str, Sequence[Result]]) -> str:
    """Return a JUnit document: a suite for each capability, a test case for each case.

    Failures tell what the model did, with the sentences below; what is not applicable counts as
    skipped, with the reason. The structure is that of Jenkins's ``junit-10.xsd``.
    """
    every = [result for some in results.values() for result in some]
    root = ET.Element("testsuites", {"name": "stance behave", **_counts(every)})
    for name, some in results.items():
        counts = {**_counts(some), "skipped": str(_count(some, Outcome.NOT_APPLICABLE))}
        suite = ET.SubElement(root, "testsuite", {"name": _writable(name), **counts})
        for result in some:
            _test_case(suite, name, result)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _test_case(suite: ET.Element, capability: str, result: Result) -> None:
    case = result.case
    names = {"classname": f"behaviour.{_writable(capability)}", "name": _writable(case.id)}
    test = ET.SubElement(suite, "testcase", names)
    said = _writable(result.said)
    if result.outcome is Outcome.NOT_APPLICABLE:
        ET.SubElement(test, "skipped", {"message": said})
    elif result.outcome is Outcome.FAILED:
        failure = ET.SubElement(test, "failure", {"message": said, "type": case.kind.value})
        failure.text = _writable(
            "\n".join(
                f"{one.text} (target {one.target or 'none'}, speaker {one.speaker or 'the author'})"
                for one in case.sentences
            )
        )


def _counts(results: Sequence[Result]) -> dict[str, str]:
    failed = str(_count(results, Outcome.FAILED))
    return {"tests": str(len(results)), "failures": failed, "errors": "0"}


def _count(results: Iterable[Result], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)


def _writable(text: str) -> str:
    r"""Return a text with an escape for each character that XML has no way to write.

    >>> print(_writable("a\x00b"))
    a\x00b
    """
    return _UNWRITABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
