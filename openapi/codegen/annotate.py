"""Descriptions that the generator drops, put back into what it has read.

It keeps no description of a parameter, and none that stands beside a `$ref`: there it takes the
description of the schema referred to, and callers would read what a UUID is, not whose id it is.
Writing such schemas out in the document instead would make a second class of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty, Property
from openapi_python_client.schema import Reference, UntrustedString

from openapi.codegen.lookup import ParametersByPlace, parameters_of
from openapi.document import Document


def annotate(data: GeneratorData, document: Document) -> None:
    """Give every property and every parameter its own description, in place.

    Args:
        data: What the generator has read.
        document: The document that it has read.
    """
    for model in data.models:
        _describe_properties(model)
    operations = {_key(each.method, each.path): each for each in document.operations()}
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            operation = operations[_key(endpoint.method, endpoint.path.get_untrusted_value())]
            _describe_parameters(endpoint, parameters_of(operation, document.content))


def _describe_properties(model: ModelProperty) -> None:
    schemas = model.data.properties or {}
    for prop in (*(model.required_properties or ()), *(model.optional_properties or ())):
        schema = schemas.get(prop.name)
        if isinstance(schema, Reference):
            _describe(prop, schema.model_extra or {})
        elif schema is not None and schema.description:
            _describe(prop, {"description": schema.description.get_untrusted_value()})


def _describe_parameters(endpoint: Endpoint, parameters: ParametersByPlace) -> None:
    located: tuple[tuple[str, Iterable[Property]], ...] = (
        ("path", endpoint.path_parameters),
        ("query", endpoint.query_parameters),
        ("header", endpoint.header_parameters),
        ("cookie", endpoint.cookie_parameters),
    )
    for location, properties in located:
        for prop in properties:
            _describe(prop, parameters[location, prop.name.get_untrusted_value()])


def _describe(prop: Property, source: Mapping[str, Any]) -> None:
    if "description" in source:
        # The templates wrap each paragraph again, at another width.
        paragraphs = re.sub(r"(?<!\n)\n(?![\n*-])", " ", source["description"])
        prop.description = UntrustedString(paragraphs)
    if "example" in source:
        prop.example = UntrustedString(str(source["example"]))


def _key(method: str, path: str) -> tuple[str, str]:
    return method, re.sub(r"\{[^}]*\}", "{}", path)  # the generator renames what is in braces
