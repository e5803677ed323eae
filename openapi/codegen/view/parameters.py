"""The parameters of an operation as Python code: the arguments, and how they are serialized."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import AnyProperty, EnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from openapi.codegen.input.alternatives import AlternativesProperty
from openapi.codegen.input.digits import DigitsProperty
from openapi.codegen.input.names import path_parts
from openapi.codegen.view.types import class_imports, constant_literal, python_type

_TEXT = {StringProperty, UuidProperty}
_CHECKED = (ListProperty, ModelProperty, FileProperty, NoneProperty)
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


def body_type(bodies: Iterable[Body]) -> str:
    """Return the type annotation of the argument `body`, for the media types of a request."""
    return " | ".join(dict.fromkeys(python_type(body.prop) for body in bodies))


def body_classes(bodies: Sequence[Body]) -> str:
    """Return the Python classes that the argument `body` must have, separated by commas.

    The result is empty if the serializer alone checks the body.
    """
    alternatives = [each for body in bodies for each in _alternatives(body.prop)]
    if len(bodies) == 1 and not all(isinstance(each, _CHECKED) for each in alternatives):
        return ""
    found = [each for body in bodies for each in instance_classes(body)]
    if not all(body.prop.required for body in bodies):
        found.append("type(None)")
    return "" if "object" in found else ", ".join(dict.fromkeys(found))


def by_generality(bodies: Iterable[Body]) -> list[Body]:
    """Sort the media types of a body. A media type that accepts values of any type comes last."""
    return sorted(bodies, key=lambda body: "object" in instance_classes(body))


def instance_classes(body: Body) -> list[str]:
    """Return the Python classes that a body of one media type may have."""
    prop = body.prop
    found = [each for inner in _alternatives(prop) for each in _classes(inner)]
    if isinstance(prop, AlternativesProperty) and "dict[str, Any]" in prop.raw_types:
        found.append("dict")  # an object that more than one alternative allows
    return [*dict.fromkeys(found)]


def _alternatives(prop: PropertyProtocol) -> list[PropertyProtocol]:
    return prop.inner_properties if isinstance(prop, UnionProperty) else [prop]


def _classes(prop: PropertyProtocol) -> list[str]:
    if isinstance(prop, ListProperty):
        return ["list", "tuple"]
    if isinstance(prop, NoneProperty):
        return ["type(None)"]
    if isinstance(prop, AnyProperty):
        return ["object"]
    if isinstance(prop, FloatProperty):
        return ["float", "int"]
    if isinstance(prop, ConstProperty):
        return [type(prop.value.raw_value).__name__]
    return python_type(prop).split(" | ")


def argument_description(prop: PropertyProtocol) -> str:
    """Return the line about a parameter in the docstring of a generated function."""
    description = str(prop.description.get_untrusted_value()) if prop.description else ""
    example = f" Example: {prop.example.get_untrusted_value()}." if prop.example else ""
    return f"{prop.python_name}: {description}{example}"


def pairs(prop: PropertyProtocol, encoder: str | None = None) -> str:
    """Return a Python expression that encodes a parameter for a request.

    The value of the expression is a list of pairs of a name and an encoded value.
    """
    name, key = repr(str(prop.python_name)), repr(prop.name.get_untrusted_value())
    if prop.json_is_dict:
        return f"_arguments.properties({name}, {prop.python_name})"
    if isinstance(prop, ListProperty):
        encode = _encoder(prop.inner_property, encoder)
        return f"_arguments.array({name}, {key}, {prop.python_name}, {encode})"
    if isinstance(prop, AnyProperty) and encoder is None:
        return f"_arguments.untyped({name}, {key}, {prop.python_name})"
    encode = _encoder(prop, encoder)
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
    return f"_arguments.path_segment({name}, {_encoder(prop)}({name}, {prop.python_name}))"


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


def _encoder(prop: PropertyProtocol, container: str | None = None) -> str:
    """Return the code of the serializer for the scalar values of a parameter.

    Args:
        prop: The parameter.
        container: The code of the serializer for headers or cookies; None for a path or query.
    """
    if isinstance(prop, ListProperty):
        return _encoder(prop.inner_property, container)
    if isinstance(prop, UnionProperty):
        others = [each for each in prop.inner_properties if not _is_null(each)]
        if len({_encoder(each, container) for each in others}) == 1:
            return _encoder(others[0], container)
        encoders = dict.fromkeys(_strict_encoder(each, container) for each in others)
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


def _strict_encoder(prop: PropertyProtocol, container: str | None) -> str:
    """Return the code of a serializer that accepts only the types of one alternative."""
    if isinstance(prop, ListProperty):
        return _strict_encoder(prop.inner_property, container)
    if type(prop) is UuidProperty:  # any text is not a UUID beside other alternatives
        return f"_arguments.only(_UUID{f', serialize={container}' if container else ''})"
    return _encoder(prop, container)


def _is_null(prop: PropertyProtocol) -> bool:
    return isinstance(prop, NoneProperty)
