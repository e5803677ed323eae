"""Strings of digits, such as amounts, which are integers in the client."""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypeVar

from attrs import define, evolve
from openapi_python_client.config import Config
from openapi_python_client.parser.properties import AnyProperty, EnumProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol, Value
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import Schema, UntrustedString
from openapi_python_client.strings import PythonCode, PythonIdentifier

from openapi.changes.model.names import DIGITS

P = TypeVar("P", bound=StringProperty)

_CANONICAL = re.compile("0|[1-9][0-9]*")


@define
class DigitsProperty(StringProperty):
    """A property or parameter that is an integer in Python, but a string of digits in JSON."""

    _type_string: ClassVar[str] = "int"

    @classmethod
    def convert_value(cls, value: Any) -> Any:
        """Return a default value in the document as Python code.

        The result is None for a default with leading zeros, because a Python integer has none. The
        client then omits the argument, and the server uses the default.
        """
        if value is None or isinstance(value, Value):
            return value
        text = str(value)
        return Value(PythonCode(text), text) if _CANONICAL.fullmatch(text) else None


def is_digits(schema: Schema) -> bool:
    """Return whether a schema of strings allows only strings of digits."""
    pattern = schema.pattern.get_untrusted_value() if schema.pattern else ""
    return not schema.schema_format and DIGITS.fullmatch(pattern) is not None


def build_digits(
    name: UntrustedString, *, required: bool, schema: Schema, config: Config
) -> DigitsProperty:
    """Return the property of a schema that allows only strings of digits."""
    return DigitsProperty(
        name=name,
        required=required,
        default=DigitsProperty.convert_value(schema.default),
        python_name=PythonIdentifier(value=name, prefix=config.field_prefix),
        description=schema.description,
        example=schema.example,
    )


def as_digits(prop: StringProperty) -> DigitsProperty:
    """Convert a string property to a property that is an integer in Python.

    In JSON, the value of the property remains a string of digits.
    """
    return _converted(prop, DigitsProperty)


def holds_digits(prop: PropertyProtocol) -> bool:
    """Return whether a property, its items or one of its alternatives is a string of digits."""
    return any(isinstance(each, DigitsProperty) for _, each in _leaves(prop))


def with_distinct_digits(alternatives: list[PropertyProtocol]) -> list[PropertyProtocol]:
    """Return the alternatives, changed if a Python integer could have two forms in JSON.

    The client reads a string of digits as an integer. If another alternative is a number, the
    client could not tell which integers to send as strings. If another alternative is any string, a
    string of digits is not special. In both cases, strings of digits remain strings in Python.
    """
    leaves = [leaf for each in alternatives for leaf in _leaves(each)]
    depths = {depth for depth, leaf in leaves if isinstance(leaf, DigitsProperty)}
    for depth, leaf in leaves:
        if (depth in depths and _competes(leaf)) or (
            isinstance(leaf, AnyProperty) and any(depth <= each for each in depths)
        ):
            return [_without_digits(each) for each in alternatives]
    return alternatives


def _leaves(prop: PropertyProtocol, depth: int = 0) -> list[tuple[int, PropertyProtocol]]:
    """Return the properties inside a list or union, each with the number of lists around it.

    For any other property, the result is the property itself.
    """
    if isinstance(prop, ListProperty):
        return _leaves(prop.inner_property, depth + 1)
    if isinstance(prop, UnionProperty):
        return [leaf for each in prop.inner_properties for leaf in _leaves(each, depth)]
    return [(depth, prop)]


def _competes(prop: PropertyProtocol) -> bool:
    if isinstance(prop, EnumProperty):
        return prop.value_type is int
    if isinstance(prop, ConstProperty):
        return not isinstance(prop.value.raw_value, str | bool)
    return isinstance(prop, IntProperty | FloatProperty) or type(prop) is StringProperty


def _without_digits(prop: PropertyProtocol) -> PropertyProtocol:
    if isinstance(prop, DigitsProperty):
        return _converted(prop, StringProperty)
    if isinstance(prop, ListProperty):
        return evolve(prop, inner_property=_without_digits(prop.inner_property))
    if isinstance(prop, UnionProperty):
        return evolve(
            prop, inner_properties=[_without_digits(each) for each in prop.inner_properties]
        )
    return prop


def _converted(prop: StringProperty, kind: type[P]) -> P:
    return kind(
        name=prop.name,
        required=prop.required,
        default=kind.convert_value(prop.default.raw_value) if prop.default else None,
        python_name=prop.python_name,
        description=prop.description,
        example=prop.example,
    )
