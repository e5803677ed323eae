"""Choose the Python names of parameters and properties.

A name is the name in the document, in snake case. A name that the generated code also uses, such as
`client` or `to_dict`, gets a trailing `_`. All other names in the generated code begin with `_`,
which no name of a parameter, a property or a schema does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from attrs import evolve
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import Property
from openapi_python_client.strings import PythonIdentifier

from openapi.distinct_names import distinct_names

ARGUMENTS = frozenset({"client", "body", "prefetch"})
"""The arguments of the generated functions that are not parameters of the document."""

ATTRIBUTES = frozenset({"additional_keys", "additional_properties", "from_dict", "to_dict"})
"""The public attributes of the generated models that are not properties of the document."""

_PREFIX = "field_"


def choose_names(data: GeneratorData) -> None:
    """Give each parameter of an operation, and each property of a model, a Python name of its own.

    Names that are equal in Python, such as `a-b` and `a_b`, become `a_b` and `a_b_2` in the order
    of the document. If a parameter has the name of a parameter in another location, its location
    is added, as in `id` and `id_header`.

    Args:
        data: The parsed models and endpoints, which are changed in place.
    """
    classes = {str(each.class_info.name) for each in (*data.models, *data.enums)}
    for model in data.models:
        required, optional = model.required_properties or [], model.optional_properties or []
        named = _named([(each, "") for each in (*required, *optional)], ATTRIBUTES | classes)
        model.required_properties = named[: len(required)]
        model.optional_properties = named[len(required) :]
        if model.additional_properties is not None:
            model.additional_properties = _renamed(
                model.additional_properties, "additional_properties"
            )
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            _name_parameters(endpoint, ARGUMENTS | classes)


def path_parts(path: str) -> list[str]:
    """Return the parts of a path template: texts and, between them, names of parameters."""
    return re.split(r"\{([^{}]*)\}", path)


def _name_parameters(endpoint: Endpoint, reserved: frozenset[str]) -> None:
    order = list(dict.fromkeys(path_parts(endpoint.path.get_untrusted_value())[1::2]))
    given = {each.name.get_untrusted_value(): each for each in endpoint.path_parameters}
    lists = {
        "path": [given[name] for name in order],
        "query": endpoint.query_parameters,
        "header": endpoint.header_parameters,
        "cookie": endpoint.cookie_parameters,
    }
    every = [(each, location) for location, found in lists.items() for each in found]
    named = iter(_named(every, reserved))
    for location, found in lists.items():
        setattr(endpoint, f"{location}_parameters", [next(named) for _ in found])


def _named(found: list[tuple[Property, str]], reserved: Iterable[str]) -> list[Property]:
    """Return parameters or properties with Python names that differ from each other.

    Args:
        found: The parameters or properties, each with its location.
        reserved: The names that the generated code uses.
    """
    names = unique_names(((x.name.get_untrusted_value(), place) for x, place in found), reserved)
    return [_renamed(prop, name) for (prop, _), name in zip(found, names, strict=True)]


def unique_names(named: Iterable[tuple[str, str]], reserved: Iterable[str]) -> list[str]:
    """Return Python names that differ from each other and from the reserved names.

    Args:
        named: The names in the document, each with the location of the parameter.
        reserved: The names that the generated code uses.
    """
    return distinct_names(((python_name(name), location) for name, location in named), reserved)


def python_name(name: str) -> str:
    """Return the name of a parameter or property as a Python identifier in snake case."""
    # Python normalizes identifiers by NFKC, so that two different names could be equal in Python.
    normal = unicodedata.normalize("NFKC", PythonIdentifier(name, prefix=_PREFIX))
    return str(PythonIdentifier(normal, prefix=_PREFIX))


def _renamed(prop: Property, name: str) -> Property:
    # A copy, because the models of an `allOf` share their properties.
    return evolve(prop, python_name=str.__new__(PythonIdentifier, name))
