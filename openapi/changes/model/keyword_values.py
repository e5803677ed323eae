"""The JSON values that the keywords of a schema may have.

`openapi.validation` validates whole documents, but takes ten times as long as a comparison. This
module checks only the values that the comparison would misread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openapi.changes.model.node import MalformedError, Node


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == value // 1


_NUMBER = _is_number, "a number"
_COUNT = _is_count, "a non-negative integer"
_FLAG = _is_flag, "true or false"
_TEXT = (lambda value: isinstance(value, str)), "a string"
_SCHEMA = (lambda value: isinstance(value, dict | bool)), "a schema"
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
    **dict.fromkeys(("propertyNames", "items", "additionalProperties", "not"), _SCHEMA),
    **dict.fromkeys(("enum", "prefixItems", "allOf", "oneOf", "anyOf"), _LIST),
    "required": _LIST_OR_FLAG,  # some documents mark a property itself as required
}


def check_keywords(schema: Node) -> None:
    """Check the types of the values of the keywords of a schema. Null counts as an absent value.

    Raises:
        MalformedError: If JSON Schema does not allow the value of a keyword.
    """
    for keyword, value in schema.value.items():
        if value is not None and keyword in _ALLOWED:
            is_allowed, expected = _ALLOWED[keyword]
            if not is_allowed(value):
                problem = f"has the value {value!r}, which is not {expected}"
                raise MalformedError(schema.child(keyword), problem)
