"""The JSON values that the keywords of a schema may have.

`openapi.validation` validates whole documents, but takes ten times as long as a comparison. This
module checks only the values that the comparison would misread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openapi.changes.model.node import MalformedError, Node

ONE_SCHEMA = frozenset(
    {"items", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
    | {"not", "if", "then", "else", "contains", "contentSchema"}
)
SEVERAL_SCHEMAS = frozenset({"prefixItems", "allOf", "oneOf", "anyOf"})
NAMED_SCHEMAS = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == value // 1


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_schema, value))


def _are_named_schemas(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_schema, value.values()))


_NUMBER = _is_number, "a number"
_COUNT = _is_count, "a non-negative integer"
_FLAG = _is_flag, "true or false"
_TEXT = (lambda value: isinstance(value, str)), "a string"
_SCHEMA = _is_schema, "a schema"
_SCHEMAS = _are_schemas, "a list of schemas"
_NAMED_SCHEMAS = _are_named_schemas, "a mapping of names to schemas"
_LIST = (lambda value: isinstance(value, list)), "a list"
# The notations of OpenAPI 3.0 and 3.1 are accepted in both versions.
_NUMBER_OR_FLAG = (lambda value: _is_number(value) or _is_flag(value)), "a number"
_LIST_OR_FLAG = (lambda value: isinstance(value, list | bool)), "a list"

_ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("minimum", "maximum"), _NUMBER),
    "multipleOf": ((lambda value: _is_number(value) and value > 0), "a positive number"),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _NUMBER_OR_FLAG),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _COUNT),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), _COUNT),
    **dict.fromkeys(("uniqueItems", "nullable", "readOnly", "writeOnly"), _FLAG),
    **dict.fromkeys(("pattern", "format", "$ref"), _TEXT),
    **dict.fromkeys(ONE_SCHEMA, _SCHEMA),
    **dict.fromkeys(SEVERAL_SCHEMAS, _SCHEMAS),
    **dict.fromkeys(NAMED_SCHEMAS, _NAMED_SCHEMAS),
    "enum": _LIST,
    "required": _LIST_OR_FLAG,  # some documents mark a property itself as required
}


def check_keywords(schema: Node) -> None:
    """Check the types of the values of the keywords of a schema.

    Null counts as an absent value, except for mappings such as `properties`.

    Raises:
        MalformedError: If JSON Schema does not allow the value of a keyword.
    """
    for keyword, value in schema.value.items():
        if keyword in _ALLOWED and (value is not None or keyword in NAMED_SCHEMAS):
            is_allowed, expected = _ALLOWED[keyword]
            if not is_allowed(value):
                problem = f"has the value {value!r}, which is not {expected}"
                raise MalformedError(schema.child(keyword), problem)
