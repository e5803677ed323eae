"""The body of a request as Python code: the argument `body`, and the check of its type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.properties import AnyProperty, ModelProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

from openapi.codegen.input.alternatives import AlternativesProperty
from openapi.codegen.view.parameters import encoder, strict_encoder
from openapi.codegen.view.types import python_type

_ANYTHING = "_arguments.anything"


def body_type(bodies: Iterable[Body]) -> str:
    """Return the type annotation of the argument `body`, for the media types of a request."""
    return " | ".join(dict.fromkeys(python_type(body.prop) for body in bodies))


def body_classes(bodies: Sequence[Body]) -> str:
    """Return the Python classes that the argument `body` must have, separated by commas.

    The result is empty if `body_check` alone checks the body.
    """
    if all(body.body_type == "json" for body in bodies):
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


def body_check(prop: PropertyProtocol) -> str:
    """Return the code of a function that raises an error if a JSON body has another type.

    The code is empty if a body of any type is valid.
    """
    check = _check(prop)
    return "" if check == _ANYTHING else check


def _check(prop: PropertyProtocol, *, strict: bool = False) -> str:
    """Return the code of the check of a value.

    Args:
        prop: The schema of the value.
        strict: Whether the value has other alternatives.
    """
    if isinstance(prop, ListProperty):
        return f"_arguments.each({_check(prop.inner_property, strict=strict)})"
    if isinstance(prop, UnionProperty):
        return _check_of_union(prop)
    if isinstance(prop, AnyProperty):
        return _ANYTHING
    if isinstance(prop, ModelProperty | NoneProperty):
        return f"_arguments.instance_of({', '.join(_classes(prop))})"
    return strict_encoder(prop) if strict else encoder(prop)


def _check_of_union(prop: UnionProperty) -> str:
    classes: dict[str, None] = {}
    others: list[PropertyProtocol] = []
    for each in prop.inner_properties:
        if isinstance(each, ModelProperty | NoneProperty):
            classes |= dict.fromkeys(_classes(each))
        else:
            others.append(each)
    strict = len({encoder(each) for each in others}) > 1
    checks = dict.fromkeys(_check(each, strict=strict) for each in others)
    raw = prop.raw_types if isinstance(prop, AlternativesProperty) else frozenset[str]()
    kinds = (each.partition("[")[0] for each in sorted(raw))
    classes |= dict.fromkeys(kinds)  # a value that more than one alternative allows
    if classes:
        checks[f"_arguments.instance_of({', '.join(classes)})"] = None
    if _ANYTHING in checks:
        return _ANYTHING
    return next(iter(checks)) if len(checks) == 1 else f"_arguments.first_of({', '.join(checks)})"
