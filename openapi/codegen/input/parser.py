"""Extend the parser of openapi-python-client by kinds of values and by names that it rejects.

This module replaces functions and classes of openapi-python-client. The generator therefore
requires one exact version of openapi-python-client.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openapi_python_client.config import Config
from openapi_python_client.parser import properties
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import (
    enum_property,
    merge_properties,
    model_property,
)
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
    # The rules that separate names which are equal in Python reject some names, and change earlier
    # names when a later one is added. `choose_names` separates the names of the parsed document.
    (Endpoint, "_check_parameters_for_conflicts", lambda endpoint, **_: endpoint),
    (Endpoint, "sort_parameters", staticmethod(lambda *, endpoint: endpoint)),
    (model_property, "_resolve_naming_conflict", lambda *_: None),
)


@contextmanager
def extended_parser() -> Iterator[None]:
    """Replace parts of openapi-python-client during a `with` block.

    The replacements parse strings of digits, unions, and enumerations to which a server may add
    values. They also accept names that are equal in Python.
    """
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in _REPLACED]
    try:
        for owner, name, value in _REPLACED:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
