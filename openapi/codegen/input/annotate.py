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
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.schema import Reference, UntrustedString

from openapi.codegen.view.digits import as_digits, understand, understand_model
from openapi.document import Document, Operation


def annotate(data: GeneratorData, document: Document) -> None:
    """Give every property and every parameter its own description, in place.

    Args:
        data: What the generator has read.
        document: The document that it has read.
    """
    for model in data.models:
        understand_model(model)
        _describe_properties(model)
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            operation = operation_of(endpoint, document)
            _understand_parameters(endpoint, operation.content.get("x-pagination", {}))
            _describe_parameters(endpoint, document.parameters(operation))


def operation_of(endpoint: Endpoint, document: Document) -> Operation:
    """Return the operation that an endpoint was read from."""
    wanted = _key(endpoint.method, endpoint.path.get_untrusted_value())
    return next(op for op in document.operations() if _key(op.method, op.path) == wanted)


def _understand_parameters(endpoint: Endpoint, rule: Mapping[str, Any]) -> None:
    for properties in (
        endpoint.path_parameters,
        endpoint.query_parameters,
        endpoint.header_parameters,
        endpoint.cookie_parameters,
    ):
        properties[:] = understand(properties)
    # The number and the size of a page are numbers, whatever else the document says of them.
    endpoint.query_parameters[:] = [
        as_digits(each)
        if type(each) is StringProperty
        and each.name.get_untrusted_value() in {rule.get("page"), rule.get("size")}
        else each
        for each in endpoint.query_parameters
    ]


def _describe_properties(model: ModelProperty) -> None:
    schemas = model.data.properties or {}
    for prop in (*(model.required_properties or ()), *(model.optional_properties or ())):
        schema = schemas.get(prop.name)
        if isinstance(schema, Reference):
            _describe(prop, schema.model_extra or {})
        elif schema is not None and schema.description:
            _describe(prop, {"description": schema.description.get_untrusted_value()})


def _describe_parameters(
    endpoint: Endpoint, parameters: Mapping[tuple[str, str], Mapping[str, Any]]
) -> None:
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
