"""Describe a violation for reports: its requests, the values of its parameters, and a hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from attrs import asdict, frozen

from ..contract import Contract, Operation, Parameter, Scenario
from ..redaction.secrets import redact_and_escape
from ..rules import SCENARIOS, Rule, scenario_rule
from ..server.cases.parameter_values import values_of, values_of_schema
from ..server.conformance.violation import ShownExchange, Violation
from ..server.transport.exchange import Exchange
from ..server.transport.request import Request
from .passages import passages, quotation

_MAX_VALUE_LENGTH = 80
_MAX_CODE_POINTS = 8

#: The reason why the server must serve a valid request.
_VALID = "the document allows every value in the request"


@frozen
class SentValue:
    """A value of a parameter in a request.

    Attributes:
        parameter: The name of the parameter.
        location: The location of the parameter: `path` or `query`.
        sent: The percent-encoded value.
        value: The decoded value, with escapes for characters that cannot be printed.
        code_points: The code points of the characters that are percent-encoded, each once.
        objection: Why the document does not allow the value; empty for an allowed value.
    """

    parameter: str
    location: str
    sent: str
    value: str
    code_points: tuple[str, ...]
    objection: str

    def __str__(self) -> str:
        text = f"{self.parameter} is {self.value}"
        if self.code_points:
            text += f" ({', '.join(self.code_points)})"
        if self.objection:
            text += f"; the document does not allow this value: {self.objection}"
        return text

    def as_json(self) -> dict[str, Any]:
        """Return the value as a JSON object for the file `verdict.json`."""
        return {
            "parameter": self.parameter,
            "in": self.location,
            "sent": self.sent,
            "value": self.value,
            "code_points": list(self.code_points),
            "malformed": self.objection,
        }


@frozen(eq=False)
class ViolationDetails:
    """A violation of a rule with all that a report shows about it. Secrets are redacted."""

    rule: Rule
    violation: Violation
    contract: Contract
    rerun_command: str
    """The shell command that checks the rule again."""

    @property
    def _last(self) -> Exchange:
        return self.violation.exchanges[-1]

    @property
    def operation(self) -> Operation:
        """The operation that violates the rule."""
        return self._last.request.operation

    @property
    def text(self) -> str:
        """The violation as text: requests, responses, noteworthy values, expectation and hint."""
        lines = str(self.violation).splitlines()
        lines.append(f"since     {self._reason}")
        noteworthy = [v for v in self.values if v.objection or v.code_points]
        lines += [f"value     {value}" for value in noteworthy]
        if self.hint:
            lines.append(f"hint      {self.hint}")
        return self._redacted("\n".join(lines))

    @property
    def values(self) -> list[SentValue]:
        """The values of the path and query parameters of the last request, each once."""
        return list(dict.fromkeys(_sent_values(self.contract, self._last.request)))

    @property
    def since(self) -> dict[str, Any]:
        """Why another response was expected: a quotation from the document, or a sentence."""
        source = self.violation.source
        if self.rule.area == SCENARIOS:
            source = f"{self.rule.pointer}/when"
        if source:
            return {"quoted": True, "text": quotation(self.contract, source), "pointer": source}
        is_refused = self.violation.expected == "status 200" and self._last.status >= 400
        valid = is_refused and not any(value.objection for value in self.values)
        reason = self.violation.since or (_VALID if valid else self.rule.since)
        return {"quoted": False, "text": reason, "pointer": self.rule.location(self.operation)}

    @property
    def _reason(self) -> str:
        since = self.since
        text = " ".join(since["text"].split())
        return f"the document says at {since['pointer']}: {text}" if since["quoted"] else text

    @property
    def hint(self) -> str:
        """A mistake in the target file that would explain the violation; empty if none would.

        For example, a wrong token or enterprise id in the target file can cause a wrong status in
        the test of an error scenario.
        """
        scenario = next(
            (s for s in self.operation.scenarios if scenario_rule(s).id == self.rule.id), None
        )
        if scenario is None or self._last.request.query:
            return ""
        return _target_file_hint(self.operation, scenario, self._last.status)

    def as_json(self) -> dict[str, Any]:
        """Return the violation as a JSON object for the file `verdict.json`."""
        violation, part = self.violation, self.violation.part
        location = self.rule.location(self.operation)
        last = self._last
        return {
            "pointer": location,
            "passages": passages(self.contract, location, last.request, last.status),
            "command": self.rerun_command,
            "expected": self._redacted(violation.masked(violation.expected)),
            "seen": self._redacted(violation.masked(violation.actual)),
            "since": self.since,
            "part": None if part is None else part[0],
            "records": [self._redacted(key) for key in violation.records.wrong],
            "differences": {
                kind: [self._redacted(key) for key in keys]
                for kind, keys in violation.records.as_json().items()
            },
            "counts": None if violation.count is None else asdict(violation.count),
            "values": [value.as_json() for value in self.values],
            "hint": self.hint,
            "requests": [self._request(shown) for shown in violation.shown],
        }

    def _request(self, shown: ShownExchange) -> dict[str, Any]:
        exchange, request = shown.exchange, shown.exchange.request
        return {
            "role": "violation" if shown.is_wrong else "reference",
            "purpose": "" if shown.is_wrong else self.violation.reference,
            "times": shown.times,
            "method": request.method,
            "url": self._redacted(exchange.base_url + request.target),
            "headers": exchange.request_headers,
            "curl": self._redacted(shown.request),
            "status": exchange.status,
            "milliseconds": round(exchange.seconds * 1000, 3),
            "response_headers": exchange.response_headers,
            "body": self._redacted(shown.evidence),
        }

    def _redacted(self, text: str) -> str:
        return redact_and_escape(text, self._last.secrets)


def _sent_values(contract: Contract, request: Request) -> Iterator[SentValue]:
    sent = [("path", name, value) for name, value in request.path.items()]
    sent += [("query", name, value) for name, value in request.query]
    parameters: dict[tuple[str, str], Parameter] = {
        (parameter.location, parameter.name): parameter
        for parameter in request.operation.parameters
    }
    for location, name, value in sent:
        parameter = parameters.get((location, name))
        objection = ""
        if parameter is not None:
            objection = _objection(contract, request.operation, parameter, value)
        encoded = quote(value, safe="", errors="surrogateescape")
        yield SentValue(
            name,
            location,
            _shortened(encoded),
            _shortened(repr(value)),
            tuple(dict.fromkeys(map(_code_point, filter(_is_encoded, value))))[:_MAX_CODE_POINTS],
            _shortened(objection),
        )


def _objection(contract: Contract, operation: Operation, parameter: Parameter, value: str) -> str:
    """Return why the document does not allow a value, or an empty string.

    An error scenario of the document may refuse a value that the schema of the parameter allows.
    """
    refused = (
        s.refuses[parameter.name] for s in operation.scenarios if parameter.name in s.refuses
    )
    sets = [values_of(contract, parameter)]
    sets += [values_of_schema(contract, parameter, schema) for schema in refused]
    return next(filter(None, (values.objection(value) for values in sets)), "")


def _is_encoded(character: str) -> bool:
    return quote(character, safe="", errors="surrogateescape") != character


def _code_point(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:
        return f"the byte {number - 0xDC00:02X}"
    return f"U+{number:04X} {unicodedata.name(character, '')}".rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[:_MAX_VALUE_LENGTH]} …"


def _target_file_hint(operation: Operation, scenario: Scenario, status: int) -> str:
    supplied = [key for key, need in scenario.supplies.items() if need == "required"]
    if not supplied:
        return ""
    keys = " and ".join(f"scenarios.{scenario.name}.{key}" for key in supplied)
    if status == 200:
        return f"{keys} of the target file may name a caller or an enterprise with access to data"
    likely = [
        other.name
        for other in operation.scenarios
        if other is not scenario and other.status == status and other.supplies
    ]
    if not likely:
        return ""
    return f"{keys} of the target file may belong to the scenario {' or '.join(likely)}"
