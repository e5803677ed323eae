"""Decide which values the document allows for a parameter, and which a server must reject."""

from __future__ import annotations

import re
import uuid
from functools import cached_property, lru_cache

import jsonschema_rs
from attrs import field, frozen

from ...contract import Contract, Json, Parameter

#: Characters at which a server may split a list of values.
_SEPARATORS = re.compile(r"[\s,;+]+")

#: The largest integer up to which a double represents every integer exactly.
_LARGEST_EXACT = 2**53

_UUID = re.compile("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_INTEGER, _NUMBER = re.compile(r"-?[0-9]+"), re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@frozen(eq=False, slots=False)
class Values:
    """The values that are valid for a parameter, or for each item of an array parameter.

    Values are strings, as in a query string.
    """

    schema: Json
    _validator: jsonschema_rs.Validator = field(repr=False)
    is_segment: bool = False
    """Whether a value is a segment of the path, where blanks and commas belong to the value."""
    is_item: bool = False
    """Whether a value is an item of an array, which a server may split into several items."""

    def allows(self, text: str) -> bool:
        """Return whether the OpenAPI document allows a value for the parameter."""
        return _is_unicode(text) and bool(self._validator.is_valid(self._typed(text)))

    def objection(self, text: str) -> str:
        """Return the reason why the document forbids a value; "" if the value is allowed."""
        if not _is_unicode(text):
            return "the bytes of the value are not UTF-8"
        return next((str(e.message) for e in self._validator.iter_errors(self._typed(text))), "")

    def must_reject(self, text: str) -> bool:
        """Return whether every server must reject a value of the parameter.

        Servers may accept some invalid values, which the README lists, such as a number with blanks
        around the digits.
        """
        if self.is_segment:
            return bool(text.strip()) and not self.allows(text)
        pieces = [piece for piece in _SEPARATORS.split(text) if piece]
        # A plus sign stands for a blank if a server decodes a value twice.
        if not pieces or any(map(self.allows, (text, text.strip(), text.strip().strip("+")))):
            return False
        return not self.is_item or not all(map(self.allows, pieces))

    @cached_property
    def are_ids(self) -> bool:
        """Whether the schema of the parameter allows only UUIDs."""
        nil = str(uuid.UUID(int=0))
        return self.allows(nil) and not self.allows(f"{nil}0") and not self.allows("0")

    @property
    def are_enumerated(self) -> bool:
        """Whether the schema lists the allowed values with ``enum`` or ``const``."""
        return "enum" in self.schema or "const" in self.schema

    def canonical(self, text: str) -> str:
        """Return a value in canonical form: UUIDs in lower case and with hyphens."""
        return canonical_uuid(text) if self.are_ids else text

    def _typed(self, text: str) -> Json:
        # A lone surrogate stands for a byte that is not UTF-8, which no JSON string has.
        text = text.encode("utf-8", "replace").decode()
        kind = self.schema.get("type")
        if kind == "integer" and _INTEGER.fullmatch(text):
            return int(text[:40])
        if kind == "number" and _NUMBER.fullmatch(text):
            return float(text[:40])
        return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def _is_unicode(text: str) -> bool:
    """Return whether a text is valid Unicode. A surrogate stands for a byte that is not UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


@lru_cache(maxsize=64)
def values_of(contract: Contract, parameter: Parameter) -> Values:
    """Return the values that the document allows for a parameter."""
    return values_of_schema(contract, parameter, parameter.schema)


def values_of_schema(contract: Contract, parameter: Parameter, schema: Json) -> Values:
    """Return the values that match a schema, for use in a parameter.

    Args:
        contract: The contract, which resolves references in the schema.
        parameter: The parameter that a request sends.
        schema: The schema of the values, which replaces the schema of the parameter.
    """
    schema = contract.resolved(schema)
    item = contract.resolved(schema.get("items", {})) if parameter.is_array else schema
    return Values(
        item,
        contract.validator(item),
        is_segment=parameter.location == "path",
        is_item=parameter.is_array,
    )


def is_ambiguous_number(text: str) -> bool:
    """Return whether a value is a number with leading zeros, or a number larger than 2^53."""
    if not (text.isascii() and text.isdigit()):
        return False
    too_large = len(text) > len(str(_LARGEST_EXACT)) or int(text) > _LARGEST_EXACT
    return too_large or (text != "0" and text.startswith("0"))


@lru_cache(maxsize=4096)
def canonical_uuid(value: str) -> str:
    """Return a UUID in lower case and with hyphens, and any other text unchanged."""
    # Python's parser also takes other forms, which the document does not allow.
    return str(uuid.UUID(value)) if _UUID.fullmatch(value) else value
