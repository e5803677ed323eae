"""What the rules about all responses are about, and whether a run has seen it.

A rule about all errors does not hold if the server sent no documented error.
"""

from __future__ import annotations

from attrs import define, field

from ...contract import Contract, Json, Operation
from ..transport.exchange import Exchange
from .response_schema import OWN_SCHEMAS
from .violation import NotChecked

_SUBJECTS = {
    "errors.shape": "documented error",
    "errors.no_internals": "documented error",
    "data.json": "successful response",
    "data.schema": "successful response",
    "data.amounts": "amount",
    "data.ids": "id",
    "consistency.same_record": "record in two responses",
    "consistency.same_rest": "successful response after another",
}

_COMBINING = ("allOf", "anyOf", "oneOf")


@define
class SeenSubjects:
    """The subjects of the rules that occurred in the responses of one operation."""

    contract: Contract
    operation: Operation
    _rules: set[str] = field(factory=set)

    def add(self, *rules: str) -> None:
        """Record that a response had the subjects of the given rules."""
        self._rules.update(rules)

    def add_success(self, exchange: Exchange) -> None:
        """Record which subjects occur in a successful response with a JSON body."""
        self.add("data.json", "data.schema")
        schema = self.operation.bodies[200]
        for rule, location in OWN_SCHEMAS.items():
            if rule not in self._rules and self._has(exchange.decoded, schema, location):
                self.add(rule)

    def expect(self, rule: str) -> None:
        """Raise :class:`NotChecked` if no response had the subject of a rule."""
        if rule in _SUBJECTS and rule not in self._rules:
            raise NotChecked(f"the server sent no {_SUBJECTS[rule]}")

    def _has(self, value: Json, schema: Json, location: str) -> bool:
        """Return whether a part of a value has the schema at a location of the document."""
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
