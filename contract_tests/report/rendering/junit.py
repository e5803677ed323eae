"""Render a verdict as JUnit XML, with one test case for each rule and operation."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from ...contract import Json
from .likely_causes import LikelyCause, likely_causes
from .saved_verdict import Outcome, Result, results
from .words import rerun_command

#: The characters that XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdict: Json) -> str:
    """Return a verdict as JUnit XML. Each operation has a test suite, and each rule a test case.

    The text of a failure is the text of the violations, without colour.
    """
    root = ET.Element("testsuites")
    ordered = list(results(verdict))
    causes = {r: cause for cause in likely_causes(verdict, ordered) for r in cause.rules}
    by_operation = sorted(ordered, key=lambda result: result.operation["operation"])
    groups = groupby(by_operation, key=lambda result: result.operation["operation"])
    for number, (operation, group) in enumerate(groups):
        root.append(_suite(verdict, number, operation, list(group), causes))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(
    verdict: Json,
    number: int,
    operation: str,
    group: list[Result],
    causes: dict[Result, LikelyCause],
) -> ET.Element:
    outcomes = [result.outcome for result in group]
    skipped = outcomes.count(Outcome.NOT_CHECKED) + outcomes.count(Outcome.KNOWN)
    suite = ET.Element(
        "testsuite",
        id=str(number),
        package="bitgo-oes-contract",
        name=_valid(operation or "contract"),
        timestamp=verdict["started"][:19] or "1970-01-01T00:00:00",
        hostname="localhost",
        tests=str(len(group)),
        failures=str(outcomes.count(Outcome.VIOLATED)),
        errors=str(outcomes.count(Outcome.NOT_JUDGED)),
        skipped=str(skipped),
        time=f"{sum(result.operation['seconds'] for result in group):.3f}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(verdict).items():
        ET.SubElement(properties, "property", name=name, value=_valid(value))
    for result in group:
        suite.append(_case(result, causes.get(result)))
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")
    return suite


def _properties(verdict: Json) -> dict[str, str]:
    document = verdict["document"]
    properties = {
        "verdict": verdict["verdict"],
        "target": verdict["target"]["name"],
        "document": f"{document['title']} {document['version']}".strip(),
        "suite_version": verdict["suite_version"],
        "profile": verdict["profile"],
        "seed": str(verdict["seed"]),
        "requests": str(verdict["requests"]),
    }
    return {name: value for name, value in properties.items() if value}


def _case(result: Result, cause: LikelyCause | None) -> ET.Element:
    operation = result.operation
    case = ET.Element(
        "testcase",
        name=result.rule["id"],
        classname=_valid(operation["operation"] or "contract"),
        time=f"{operation['seconds']:.3f}",
    )
    reason = _valid(operation["reason"])
    match result.outcome:
        case Outcome.VIOLATED:
            violations = operation["violations"]
            texts = [one["message"] for one in violations] or [reason]
            message = result.rule["sentence"] or reason.partition("\n")[0]
            for one in violations[:1]:
                message += f" Expected: {one['expected']}. Seen: {one['seen']}."
            failure = ET.SubElement(case, "failure", message=_valid(message), type="violated")
            texts += [f"cause     {sentence}" for sentence in _sentences(result, cause)]
            command = rerun_command(result)
            if command:
                texts.append(f"rerun     {command}")
            failure.text = _valid("\n\n".join(texts))
        case Outcome.NOT_JUDGED:
            ET.SubElement(case, "error", message=reason, type="not_judged").text = reason
        case Outcome.KNOWN:
            ET.SubElement(case, "skipped", message=_valid(f"known: {result.known}"))
        case Outcome.NOT_CHECKED:
            ET.SubElement(case, "skipped", message=reason)
    return case


def _sentences(result: Result, cause: LikelyCause | None) -> list[str]:
    """Return sentences about the likely cause of a violation; an empty list if `cause` is None."""
    if cause is None:
        return []
    if result is cause.first:
        return cause.sentences
    first = cause.first.rule["id"]
    if cause.consequence and result not in cause.independent:
        return [f"This violation may be only a consequence of the violation of {first}."]
    return [f"This violation may have the same cause as the violation of {first}."]


def _valid(text: str) -> str:
    return _NOT_XML.sub(lambda match: ascii(match[0])[1:-1], text)
