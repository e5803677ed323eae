"""Make openapi-python-client parse kinds of values that it lacks.

The generator requires one exact version of openapi-python-client, so that the replaced functions
and classes are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openapi_python_client.config import Config
from openapi_python_client.parser import properties
from openapi_python_client.parser.properties import enum_property, merge_properties
from openapi_python_client.schema import Schema, UntrustedString

from openapi.codegen.input.alternatives import AlternativesProperty
from openapi.codegen.input.digits import DigitsProperty, build_digits, is_digits
from openapi.codegen.input.enums import OpenEnumProperty

_string_based_property = properties._string_based_property


def _string_or_digits(name: UntrustedString, required: bool, data: Schema, config: Config) -> Any:
    if is_digits(data):
        return build_digits(name, required=required, schema=data, config=config)
    return _string_based_property(name=name, required=required, data=data, config=config)


_REPLACED: tuple[tuple[Any, str, Any], ...] = (
    (properties, "_string_based_property", _string_or_digits),
    (properties, "UnionProperty", AlternativesProperty),
    (properties, "EnumProperty", OpenEnumProperty),
    (enum_property, "UnionProperty", AlternativesProperty),
    (enum_property, "EnumProperty", OpenEnumProperty),
    (
        merge_properties,
        "STRING_WITH_FORMAT_TYPES",
        (*merge_properties.STRING_WITH_FORMAT_TYPES, DigitsProperty),
    ),
)


@contextmanager
def extended_parser() -> Iterator[None]:
    """Replace parts of openapi-python-client during a `with` block.

    The replacements parse strings of digits, unions, and enumerations to which a server may add
    values.
    """
    before = [(module, name, getattr(module, name)) for module, name, _ in _REPLACED]
    try:
        for module, name, value in _REPLACED:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
