"""Add to a parsed document what openapi-python-client drops or cannot know while it parses.

- A parameter gets its description.
- A property with a `$ref` gets the description beside the `$ref`.
- A page number or a page size becomes an integer.
- A required property loses its default.
- Alternatives get the constants that tell them apart.
- Header parameters that OpenAPI tells tools to ignore are removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.schema import Reference, UntrustedString

from openapi.codegen.input.alternatives import complete
from openapi.codegen.input.digits import as_digits
from openapi.codegen.input.overlap import listed
from openapi.document import Document, Operation


def annotate(data: GeneratorData, document: Document) -> None:
    """Add what openapi-python-client drops from a document to the parsed models and endpoints.

    Args:
        data: The parsed models and endpoints, which are changed in place.
        document: The document from which the models and endpoints were parsed.
    """
    for model in data.models:
        _describe_properties(model)
        for prop in model.required_properties or ():
            prop.default = (
                None  # with a default, the class could have no required property after it
            )
    properties: list[PropertyProtocol] = []
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            _ignore_headers(endpoint)
            _annotate_parameters(endpoint, document)
            properties += [each.prop for each in (*endpoint.responses, *endpoint.bodies)]
            properties += _parameters(endpoint)
    complete(data, properties)


def operation_of(endpoint: Endpoint, document: Document) -> Operation:
    """Return the operation of a document for an endpoint that openapi-python-client has parsed."""
    wanted = _key(endpoint.method, endpoint.path.get_untrusted_value())
    return next(op for op in document.operations() if _key(op.method, op.path) == wanted)


def _parameters(endpoint: Endpoint) -> list[PropertyProtocol]:
    return [
        *endpoint.path_parameters,
        *endpoint.query_parameters,
        *endpoint.header_parameters,
        *endpoint.cookie_parameters,
    ]


def _ignore_headers(endpoint: Endpoint) -> None:
    """Remove the header parameters that OpenAPI tells tools to ignore.

    The client sends these headers itself, such as the access token.
    """
    ignored = {"accept", "authorization", "content-type"}
    endpoint.header_parameters = [
        each
        for each in endpoint.header_parameters
        if each.name.get_untrusted_value().lower() not in ignored
    ]


def _annotate_parameters(endpoint: Endpoint, document: Document) -> None:
    operation = operation_of(endpoint, document)
    parameters = document.parameters(operation)
    pagination = operation.content.get("x-pagination", {})
    for location, properties in (
        ("path", endpoint.path_parameters),
        ("query", endpoint.query_parameters),
        ("header", endpoint.header_parameters),
        ("cookie", endpoint.cookie_parameters),
    ):
        for index, prop in enumerate(properties):
            name = prop.name.get_untrusted_value()
            parameter = parameters[location, name]
            # Page numbers and page sizes are integers, even without a pattern of digits.
            counts_pages = location == "query" and name in {
                pagination.get("page"),
                pagination.get("size"),
            }
            if counts_pages and type(prop) is StringProperty:
                prop = as_digits(prop)
            _describe(prop, parameter)
            properties[index] = prop


def _describe_properties(model: ModelProperty) -> None:
    schemas = model.data.properties or {}
    for prop in listed(model):
        schema = schemas.get(prop.name)
        if isinstance(schema, Reference):
            # The parsed description is that of the referenced schema, which describes UUIDs in
            # general, for example. An inline schema would get a class of its own.
            _describe(prop, schema.model_extra or {})
        elif schema is not None and schema.description:
            _describe(prop, {"description": schema.description.get_untrusted_value()})


def _describe(prop: PropertyProtocol, source: Mapping[str, Any]) -> None:
    if "description" in source:
        # The templates wrap each paragraph again, at another width.
        paragraphs = re.sub(r"(?<!\n)\n(?![\n*-])", " ", source["description"])
        prop.description = UntrustedString(paragraphs)
    if "example" in source:
        prop.example = UntrustedString(str(source["example"]))


def _key(method: str, path: str) -> tuple[str, str]:
    return method, re.sub(r"\{[^}]*\}", "{}", path)  # the generator renames path parameters
