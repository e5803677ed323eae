"""One value of a parameter as it stands in a URL: which are allowed, which certainly are not."""

from __future__ import annotations

import re
import uuid
from functools import cached_property, lru_cache

import jsonschema_rs
from attrs import field, frozen

from ...contract import Contract, Json, Parameter

#: Whether a value is trimmed or split at these is open.
_SEPARATORS = re.compile(r"[\s,;+]+")

_INTEGER, _NUMBER = re.compile(r"-?[0-9]+"), re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@frozen(eq=False, slots=False)
class Values:
    """The values that a parameter takes, or each of those that an array of it takes."""

    schema: Json
    _validator: jsonschema_rs.Validator = field(repr=False)

    def allow(self, text: str) -> bool:
        """Return whether the document allows a value."""
        return bool(self._validator.is_valid(self._typed(text)))

    def certainly_refuse(self, text: str) -> bool:
        """Return whether no reading of a value is one that the document allows.

        Open are blank values, blanks around a value, several values in one, and where the hyphens
        of an id stand.
        """
        pieces = [piece for piece in _SEPARATORS.split(text) if piece]
        if not pieces or any(map(self.allow, (text, text.strip()))):
            return False
        if self.are_ids and re.fullmatch("[0-9A-Fa-f]{32}", "".join(pieces).replace("-", "")):
            return False
        return not all(map(self.allow, pieces))

    @cached_property
    def are_ids(self) -> bool:
        """Whether the values are UUIDs."""
        nil = str(uuid.UUID(int=0))
        return self.allow(nil) and not self.allow(f"{nil}0") and not self.allow("0")

    @property
    def are_listed(self) -> bool:
        """Whether the document lists them all."""
        return "enum" in self.schema or "const" in self.schema

    def usual(self, text: str) -> str:
        """Return a value in the usual spelling: ids lower-case and with hyphens."""
        return usual_spelling(text) if self.are_ids else text

    def _typed(self, text: str) -> Json:
        kind = self.schema.get("type")
        if kind == "integer" and _INTEGER.fullmatch(text):
            return int(text[:40])
        if kind == "number" and _NUMBER.fullmatch(text):
            return float(text[:40])
        return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


@lru_cache(maxsize=64)
def values_of(contract: Contract, parameter: Parameter) -> Values:
    """Return the values that the document gives a parameter."""
    return _values(contract, parameter.schema, parameter.is_array)


def values_by(contract: Contract, parameter: Parameter, schema: Json) -> Values:
    """Return the values that a schema leaves of a parameter's."""
    return _values(contract, schema, parameter.is_array)


def _values(contract: Contract, schema: Json, is_array: bool) -> Values:
    whole = contract.resolved(schema)
    item = contract.resolved(whole.get("items", {})) if is_array else whole
    return Values(item, contract.validator(item))


@lru_cache(maxsize=4096)
def usual_spelling(value: str) -> str:
    """Return a UUID lower-case and with hyphens, and anything else as it is."""
    try:
        return str(uuid.UUID(value))
    except ValueError:
        return value
