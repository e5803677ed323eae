"""Strings of digits, which the generator knows as strings, made integers in what it has read.

It forgets the pattern of a string, and keeps its description. So the document that it is given
says `MARK` in front of the description of each string of digits, and here the mark is taken away
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import UntrustedString

from openapi.codegen.view.types import DigitsProperty

MARK = "\ue000"

_PATTERN = re.compile(r"\^(\[0-9\]|\\d)(\+|\{[1-9]\d*(,\d*)?\})\$")


def is_digits(schema: Mapping[str, Any]) -> bool:
    """Whether a schema asks for a string of digits, one or more."""
    pattern = schema.get("pattern")
    return (
        schema.get("type") == "string"
        and isinstance(pattern, str)
        and _PATTERN.fullmatch(pattern) is not None
        and not schema.keys() & {"enum", "const", "format"}
    )


def understand_model(model: ModelProperty) -> None:
    """Make integers of a model's strings of digits, in place."""
    for properties in (model.required_properties, model.optional_properties):
        if properties:
            properties[:] = understand(properties)
    if model.additional_properties is not None:
        model.additional_properties = _understood(model.additional_properties)


def understand(properties: Iterable[PropertyProtocol]) -> list[Any]:
    """Return properties with integers for strings of digits."""
    return [_understood(each) for each in properties]


def as_digits(prop: StringProperty) -> DigitsProperty:
    """Return a string as one of digits."""
    return DigitsProperty(
        name=prop.name,
        required=prop.required,
        default=prop.default,
        python_name=prop.python_name,
        description=_unmarked(prop.description),
        example=prop.example,
    )


def _understood(prop: Any) -> Any:
    if isinstance(prop, StringProperty):
        return as_digits(prop) if _is_marked(prop) else prop
    if isinstance(prop, ListProperty):
        prop.inner_property = _understood(prop.inner_property)
    elif isinstance(prop, UnionProperty):
        marked = [each for each in prop.inner_properties if _is_marked(each)]
        others = {type(each) for each in prop.inner_properties if not _is_marked(each)}
        # Beside other alternatives, an integer could not be told from a number when written.
        known = _understood if others <= {NoneProperty} and len(marked) == 1 else _unmark
        prop.inner_properties = [known(each) for each in prop.inner_properties]
    if _is_marked(prop):
        prop.description = _unmarked(prop.description)
    return prop


def _unmark(prop: Any) -> Any:
    prop.description = _unmarked(prop.description)
    return prop


def _is_marked(prop: PropertyProtocol) -> bool:
    description = prop.description
    return description is not None and description.get_untrusted_value().startswith(MARK)


def _unmarked(description: UntrustedString | None) -> UntrustedString | None:
    if description is None:
        return None
    return UntrustedString(description.get_untrusted_value().removeprefix(MARK).strip())
