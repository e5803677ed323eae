"""Counters of the responses to which the rules about all responses apply.

A rule about all errors is not checked if the server sent no documented error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import define, field

from ...contract import Contract, Json, Operation
from ..transport.exchange import Exchange
from .response_schema import OWN_SCHEMAS
from .violation import NotApplicable, NotChecked

_SUBJECTS = {
    "errors.shape": "documented error",
    "errors.no_internals": "documented error",
    "data.json": "successful response",
    "data.schema": "successful response",
    "data.amounts": "amount",
    "data.ids": "id",
    "consistency.same_record": "record in more than one response",
    "consistency.same_rest": "second successful response",
}

_NESTED = ("additionalProperties", "items", "propertyNames")
_COMBINING = ("allOf", "anyOf", "oneOf")


@define
class SeenSubjects:
    """Counters of the responses of one operation to which the rules about all responses apply."""

    contract: Contract
    operation: Operation
    errors: Counter[int] = field(factory=Counter)
    """The number of documented error responses, by status code."""
    wrong: Counter[str] = field(factory=Counter)
    """The number of responses that seem to violate a rule, by the id of the rule."""
    _responses: Counter[str] = field(factory=Counter)
    """The number of responses with the subject of a rule, such as an amount, by rule id."""

    def add(self, *rules: str) -> None:
        """Count a response for the given rules.

        A response is counted for rules that apply to the response. For example, `data.ids` applies
        to each response with an id.
        """
        self._responses.update(rules)

    def add_error(self, status: int) -> None:
        """Record that a response was a documented error."""
        self.errors[status] += 1
        self.add("errors.shape", "errors.no_internals")

    def add_success(self, exchange: Exchange) -> None:
        """Count a successful response with a JSON body for the rules that apply to the response."""
        self.add("data.schema")
        schema = self.operation.bodies[200]
        for rule, location in OWN_SCHEMAS.items():
            if rule not in self._responses and self._has(exchange.decoded, schema, location):
                self.add(rule)

    def expect(self, rule: str) -> None:
        """Raise an error if no response had data for a rule, such as an amount.

        Raises:
            NotApplicable: If the document describes no such data in a response of the operation.
            NotChecked: If the document describes such data, but the server sent none.
        """
        if rule not in _SUBJECTS or rule in self._responses:
            return
        subject = _SUBJECTS[rule]
        if rule in OWN_SCHEMAS and not self._describes(OWN_SCHEMAS[rule]):
            raise NotApplicable(f"the responses of {self.operation.id} have no {subject}")
        if rule.startswith("errors.") and self.operation.bodies.keys() <= {200}:
            raise NotApplicable(f"{self.operation.id} has no {subject}")
        raise NotChecked(f"the server sent no {subject}")

    def checked(self, rule: str) -> str:
        """Return a text with the number of responses in which a rule was checked.

        The text is empty for a rule that does not apply to all responses, or that was checked in no
        response. For a rule about errors, the text also names the documented errors that did not
        occur.
        """
        if rule not in _SUBJECTS:
            return ""
        if rule.startswith("errors.") and self.errors:
            unseen = sorted(self.operation.bodies.keys() - self.errors.keys() - {200})
            text = f"{_responses(self.errors.total(), 'error')} ({by_status(self.errors)})"
            return f"{text}; no {_listed(unseen)} was seen" if unseen else text
        number = self.responses(rule)
        kind = "compared" if rule.startswith("consistency.") else "successful"
        return _responses(number, kind) if number else ""

    def responses(self, rule: str) -> int:
        """Return the number of responses in which a rule about all responses was checked.

        The number is 0 for a rule that does not apply to all responses.
        """
        return self._responses["data.schema" if rule in OWN_SCHEMAS else rule]

    def _describes(self, location: str) -> bool:
        """Return whether a successful response can have a value of the schema at a JSON Pointer."""
        waiting, visited = [self.operation.bodies.get(200, {})], set()
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, dict) or schema.get("$ref") in visited:
                continue
            if schema.get("$ref") == location:
                return True
            if "$ref" in schema:
                visited.add(schema["$ref"])
            schema = self.contract.resolved(schema)
            waiting += [part for key in _COMBINING for part in schema.get(key, ())]
            waiting += schema.get("properties", {}).values()
            waiting += [schema.get(key) for key in _NESTED]
        return False

    def _has(self, value: Json, schema: Json, location: str) -> bool:
        """Return whether the schema at a JSON Pointer applies to any part of a JSON value."""
        if schema.get("$ref") == location:
            return True
        schema = self.contract.resolved(schema)
        parts = [(value, part) for key in _COMBINING for part in schema.get(key, ())]
        if isinstance(value, list):
            parts += [(item, schema.get("items", {})) for item in value]
        elif isinstance(value, dict):
            listed, others = schema.get("properties", {}), schema.get("additionalProperties")
            parts += [(name, schema.get("propertyNames", {})) for name in value]
            parts += [(item, listed.get(name, others)) for name, item in value.items()]
        return any(isinstance(part, dict) and self._has(v, part, location) for v, part in parts)


def by_status(statuses: Mapping[int, int]) -> str:
    """Return the number of responses by status as text, such as ``3 with status 200``."""
    if len(statuses) == 1 and 0 not in statuses:
        return f"all with status {next(iter(statuses))}"
    return ", ".join(
        f"{number} with status {status}" if status else f"{number} without an HTTP response"
        for status, number in sorted(statuses.items())
    )


def _responses(number: int, kind: str) -> str:
    return f"{number} {kind} response{'s' * (number != 1)}"


def _listed(statuses: Sequence[int]) -> str:
    *first, last = map(str, statuses)
    return f"{', '.join(first)} or {last}" if first else last
