"""The alternatives that a schema allows, each as a schema of one JSON type without references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..contract import Contract, Json

_DIGITS = re.compile(r"\^(\[0-9\]|\\d)(\+|\{[1-9]\d*(,\d*)?\})\$")
_CHOICES = ("oneOf", "anyOf")


def variants(contract: Contract, schema: Json) -> list[Json]:
    """Return the alternatives of a schema, each with at most one `type`.

    References are resolved, the schemas of an `allOf` are merged, and each schema of a `oneOf` or
    `anyOf` and each type of a list of types is an alternative. Nested schemas remain as they are.
    """
    return list(_variants(contract, schema))


def _variants(contract: Contract, schema: Json) -> Iterator[Json]:
    schema = contract.resolved(schema)
    choice = next((key for key in _CHOICES if key in schema), None)
    if choice is not None:
        rest = {key: each for key, each in schema.items() if key != choice}
        for each in schema[choice]:
            yield from _variants(contract, {"allOf": [rest, each]})
    elif "allOf" in schema:
        rest = {key: each for key, each in schema.items() if key != "allOf"}
        merged: list[Json] = list(_variants(contract, rest)) if rest else [{}]
        for each in schema["allOf"]:
            inner = list(_variants(contract, each))
            merged = [_merged(one, other) for one in merged for other in inner]
        yield from merged
    elif isinstance(schema.get("type"), list):
        for each in schema["type"]:
            yield from _variants(contract, {**schema, "type": each})
    elif "type" not in schema and ("const" in schema or "enum" in schema):
        types = {json_type(each) for each in constants(schema) or ()}
        for each in sorted(types):
            yield {**schema, "type": each}
    else:
        yield schema


def _merged(one: Json, other: Json) -> Json:
    """Return a schema with the constraints of two schemas."""
    merged = {**one, **other}
    if "properties" in one and "properties" in other:
        merged["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        merged["required"] = list(dict.fromkeys([*one["required"], *other["required"]]))
    return merged


def constants(schema: Json) -> list[Json] | None:
    """Return the values that the `const` or `enum` of a schema lists; None if it has neither."""
    if "const" in schema:
        return [schema["const"]]
    listed: list[Json] | None = schema.get("enum")
    return listed


def json_type(value: Any) -> str:
    """Return the JSON type of a value, such as "integer". The type of 1.0 is "number"."""
    return next(name for kind, name in _TYPES if isinstance(value, kind))


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
    (object, "null"),
)


def is_text(variant: Json) -> bool:
    """Return whether the client represents the values of an alternative as plain strings."""
    return (
        variant.get("type") == "string"
        and variant.get("format") not in {"date-time", "date", "uuid"}
        and constants(variant) is None
        and not is_digits(variant)
    )


def is_digits(variant: Json) -> bool:
    """Return whether a schema allows only strings of digits. The client uses integers for them."""
    others = variant.keys() & {"format", "enum", "const"}
    matches = _DIGITS.fullmatch(variant.get("pattern", ""))
    return variant.get("type") == "string" and not others and matches is not None
