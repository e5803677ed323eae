"""The parameters of an operation as Python code: the arguments, and how they are serialized."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import AnyProperty, EnumProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from openapi.codegen.input.digits import DigitsProperty
from openapi.codegen.input.names import path_parts
from openapi.codegen.view.types import class_imports, constant_literal, python_type

_TEXT = {StringProperty, UuidProperty}
_TYPED = {BooleanProperty, DateProperty, DateTimeProperty, FloatProperty, IntProperty, *_TEXT}


def argument_type(prop: PropertyProtocol) -> str:
    """Return the type annotation of the argument for a parameter, such as `int | str | None`."""
    return _type(prop) if prop.required else f"{_type(prop)} | None"


def declaration(prop: PropertyProtocol) -> str:
    """Return the declaration of the argument for a parameter, such as `size: int | None = None`."""
    return f"{prop.python_name}: {argument_type(prop)}" + ("" if prop.required else " = None")


def argument_imports(endpoint: Endpoint) -> list[str]:
    """Return the import statements of the classes in the types of the arguments."""
    return [*itertools.chain(*class_imports(endpoint.list_all_parameters(), "...models"))]


def argument_description(prop: PropertyProtocol) -> str:
    """Return the line about a parameter in the docstring of a generated function."""
    description = str(prop.description.get_untrusted_value()) if prop.description else ""
    example = f" Example: {prop.example.get_untrusted_value()}." if prop.example else ""
    return f"{prop.python_name}: {description}{example}"


def pairs(prop: PropertyProtocol, container: str | None = None) -> str:
    """Return a Python expression that encodes a parameter for a request.

    The value of the expression is a list of pairs of a name and an encoded value.

    Args:
        prop: The parameter.
        container: The code of the serializer for headers or cookies; None for a path or query.
    """
    name, key = repr(str(prop.python_name)), repr(prop.name.get_untrusted_value())
    if prop.json_is_dict:
        return f"_arguments.properties({name}, {prop.python_name})"
    if isinstance(prop, ListProperty):
        encode = encoder(prop.inner_property, container)
        return f"_arguments.array({name}, {key}, {prop.python_name}, {encode})"
    if isinstance(prop, AnyProperty) and container is None:
        return f"_arguments.untyped({name}, {key}, {prop.python_name})"
    encode = encoder(prop, container)
    if isinstance(prop, UnionProperty) and _may_be_array(prop):
        return f"_arguments.one_or_many({name}, {key}, {prop.python_name}, {encode})"
    if prop.required:
        return f"[({key}, {encode}({name}, {prop.python_name}))]"
    return f"_arguments.optional({name}, {key}, {prop.python_name}, {encode})"


def joined_pairs(prop: PropertyProtocol, separators: Mapping[str, str | None]) -> str:
    """Return a Python expression that encodes a query parameter for a request.

    Args:
        prop: The parameter.
        separators: The text between the items of an array, for each array parameter that is sent as
            a single value.
    """
    separator = separators.get(prop.name.get_untrusted_value())
    return f"_arguments.joined({pairs(prop)}, {separator!r})" if separator else pairs(prop)


def path(endpoint: Endpoint) -> str:
    """Return the Python expression that builds the path of a request from its path parameters."""
    parts = path_parts(endpoint.path.get_untrusted_value())
    if len(parts) == 1:
        return repr(parts[0])
    parameters = {each.name.get_untrusted_value(): each for each in endpoint.path_parameters}
    segments = ", ".join(_segment(parameters[name]) for name in parts[1::2])
    return f"{'{}'.join(parts[::2])!r}.format({segments})"


def _segment(prop: PropertyProtocol) -> str:
    name = repr(str(prop.python_name))
    return f"_arguments.path_segment({name}, {encoder(prop)}({name}, {prop.python_name}))"


def _type(prop: PropertyProtocol) -> str:
    return " | ".join(dict.fromkeys(_types(prop)))


def _types(prop: PropertyProtocol) -> list[str]:
    """Return the Python types, except None, that the argument for a parameter may have."""
    if isinstance(prop, ListProperty):
        return [f"_Iterable[{_type(prop.inner_property)}]"]
    if isinstance(prop, UnionProperty):
        others = [each for each in prop.inner_properties if not _is_null(each)]
        return [each for other in others for each in _types(other)]
    if isinstance(prop, EnumProperty):
        return [str(prop.class_info.name)]
    if isinstance(prop, DigitsProperty):
        return ["int", "str"]
    if type(prop) is StringProperty:
        return ["str", "_UUID"]
    return [python_type(prop)]


def _may_be_array(prop: UnionProperty) -> bool:
    return any(isinstance(each, ListProperty) for each in prop.inner_properties)


def encoder(prop: PropertyProtocol, container: str | None = None) -> str:
    """Return the code of the serializer for the scalar values of a parameter.

    Args:
        prop: The parameter.
        container: The code of the serializer for headers or cookies; None for a path or query.
    """
    if isinstance(prop, ListProperty):
        return encoder(prop.inner_property, container)
    if isinstance(prop, UnionProperty):
        others = [each for each in prop.inner_properties if not _is_null(each)]
        if len({encoder(each, container) for each in others}) == 1:
            return encoder(others[0], container)
        encoders = dict.fromkeys(strict_encoder(each, container) for each in others)
        return f"_arguments.first_of({', '.join(encoders)})"
    then = f", {container}" if container else ""
    if isinstance(prop, EnumProperty):
        return f"_arguments.member({prop.class_info.name}{then})"
    if isinstance(prop, ConstProperty):
        return f"_arguments.constant({constant_literal(prop)}{then})"
    if isinstance(prop, DigitsProperty):
        return f"_arguments.digits_as({container})" if container else "_arguments.digits"
    if type(prop) in _TEXT and not container:
        return "_arguments.text"
    if type(prop) in _TYPED:
        types = "str, _UUID" if type(prop) in _TEXT else python_type(prop)
        return f"_arguments.only({types}{then and f', serialize={container}'})"
    return container or "_arguments.scalar"


def strict_encoder(prop: PropertyProtocol, container: str | None = None) -> str:
    """Return the code of a serializer that accepts only the types of one alternative."""
    if isinstance(prop, ListProperty):
        return strict_encoder(prop.inner_property, container)
    if type(prop) is UuidProperty:  # any text is not a UUID beside other alternatives
        return f"_arguments.only(_UUID{f', serialize={container}' if container else ''})"
    return encoder(prop, container)


def _is_null(prop: PropertyProtocol) -> bool:
    return isinstance(prop, NoneProperty)
