"""Strings of digits, such as amounts, which are integers in the client.

openapi-python-client drops the pattern of a string, so this module reads the pattern from the
schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import define
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from openapi.pointer import resolve

Node = Mapping[str, Any]

_PATTERN = re.compile(r"\^(\[0-9\]|\\d)(\+|\{[1-9]\d*(,\d*)?\})\$")


@define
class DigitsProperty(StringProperty):
    """A property or parameter that is an integer in Python, but a string of digits in JSON."""

    _type_string: ClassVar[str] = "int"


def with_digits(prop: Any, schema: Node, content: Node) -> Any:
    """Return a property in which integers replace strings of digits, for the generated client.

    The function replaces each string of digits by a `DigitsProperty`, also in lists and in nullable
    types. A property without a string of digits is returned unchanged.

    Args:
        prop: A property that openapi-python-client has parsed.
        schema: The schema from which the property was parsed.
        content: The document that contains the schema.
    """
    alternatives = list(_alternatives(schema, content))
    if isinstance(prop, ListProperty):
        for each in alternatives:
            items = [*each.get("prefixItems", ()), *filter(None, [each.get("items")])]
            inner = items[0] if len(items) == 1 else {"anyOf": items}
            prop.inner_property = with_digits(prop.inner_property, inner, content)
        return prop
    # Beside a number in a union, the client could not tell which integers to send as strings.
    kinds = {_is_digits(each) for each in alternatives if each.get("type") != "null"}
    if kinds != {True}:
        return prop
    if isinstance(prop, UnionProperty):
        prop.inner_properties = [_as_digits_if_string(each) for each in prop.inner_properties]
    return _as_digits_if_string(prop)


def as_digits(prop: StringProperty) -> DigitsProperty:
    """Convert a string property to a property that is an integer in Python.

    In JSON, the value of the property remains a string of digits.
    """
    return DigitsProperty(
        name=prop.name,
        required=prop.required,
        default=prop.default,
        python_name=prop.python_name,
        description=prop.description,
        example=prop.example,
    )


def property_schemas(model: Node, content: Node) -> Iterator[tuple[str, Node]]:
    """Yield the name and the schema of each property of an object schema and of its `allOf`."""
    model = resolve(model, content)
    for part in model.get("allOf", ()):
        yield from property_schemas(part, content)
    yield from model.get("properties", {}).items()


def _as_digits_if_string(prop: Any) -> Any:
    return as_digits(prop) if type(prop) is StringProperty else prop


def _alternatives(schema: Node, content: Node) -> Iterator[Node]:
    """Yield the alternatives of a schema, with references, unions and nullable types resolved."""
    schema = resolve(schema, content)
    union = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    types = schema.get("type")
    if not union and isinstance(types, list):
        union = [{**schema, "type": each} for each in types]
    if schema.get("nullable"):
        yield {"type": "null"}
    match schema.get("allOf"):
        case [{"$ref": _} as only] if not union:
            union = [only]
    if not union:
        yield schema
    for each in union:
        yield from _alternatives(each, content)


def _is_digits(schema: Node) -> bool:
    pattern = schema.get("pattern")
    return (
        schema.get("type") == "string"
        and isinstance(pattern, str)
        and _PATTERN.fullmatch(pattern) is not None
        and not schema.keys() & {"enum", "const", "format"}
    )
