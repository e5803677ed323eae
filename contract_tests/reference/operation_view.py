"""The parts of an operation that the reference page shows: parameters, responses and schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from .. import pointer
from ..contract import Contract, Operation, Pagination, Parameter, Scenario

Json = Any

_CONSTRAINTS = (
    *("const", "enum", "format", "pattern", "minLength", "maxLength"),
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "default"),
)
_ALTERNATIVES = ("allOf", "oneOf", "anyOf")


@frozen
class Property:
    """A property of an object, the items of an array, or an alternative of a composed schema.

    Attributes:
        name: The name, such as `clientId`. In angle brackets, it stands for several properties.
        type: The types, such as `array of string`.
        required: Whether an object must have the property.
        descriptions: The descriptions of the property and of its schema, in CommonMark.
        constraints: Keywords of JSON Schema with their values, such as `minLength: 1`.
        properties: The properties of the value, if the value is an object.
    """

    name: str
    type: str
    required: bool
    descriptions: tuple[str, ...]
    constraints: tuple[str, ...]
    properties: tuple[Property, ...]


@frozen
class ParameterView:
    """A parameter of an operation, and how a request writes it.

    Attributes:
        parameter: The parameter.
        value: The schema of the parameter.
        example: The example of the document as texts, one for each item of an array.
        serialization: A sentence about the values of an array, or an empty text.
        compared_with: The part of a record that a filter compares: `key` or a JSON Pointer.
    """

    parameter: Parameter
    value: Property
    example: tuple[str, ...]
    serialization: str
    compared_with: str


@frozen
class Example:
    """An example of a response body, as indented JSON."""

    name: str
    summary: str
    text: str


@frozen
class ResponseView:
    """A documented response of an operation.

    Attributes:
        status: The status code, such as `404` or `default`.
        description: The description, in CommonMark.
        scenarios: The error scenarios in which a server sends the response.
        live: JSON Pointers to the parts of the body that may change at any time.
        body: The schema of the JSON body, or None.
        same_body: The status code of an earlier response with the same schema, or an empty text.
        examples: The examples of the JSON body.
    """

    status: str
    description: str
    scenarios: tuple[Scenario, ...]
    live: tuple[str, ...]
    body: Property | None
    same_body: str
    examples: tuple[Example, ...]


@frozen
class Credential:
    """A security scheme of an operation, with the header that a request needs."""

    name: str
    header: str
    description: str


@frozen
class OperationView:
    """An operation as the reference page shows it.

    Attributes:
        module: The module of the operation in the package `bitgo_oes.api`, with dots.
    """

    id: str
    summary: str
    description: str
    method: str
    path: str
    module: str
    credentials: tuple[Credential, ...]
    parameters: tuple[ParameterView, ...]
    pagination: Pagination | None
    responses: tuple[ResponseView, ...]

    def parameters_in(self, location: str) -> list[ParameterView]:
        """Return the parameters in the path, the query or the headers of a request."""
        return [each for each in self.parameters if each.parameter.location == location]


def view_operation(contract: Contract, operation: Operation) -> OperationView:
    """Return the parts of an operation that the reference page shows."""
    document = contract.document
    raw = pointer.resolve(document, operation.pointer)
    path_item = document["paths"][operation.path]
    nodes = [
        pointer.dereference(document, node)
        for node in (*path_item.get("parameters", ()), *raw.get("parameters", ()))
    ]
    pairs = zip(operation.parameters, nodes, strict=True)
    return OperationView(
        id=operation.id,
        summary=raw.get("summary", operation.id),
        description=raw.get("description", ""),
        method=operation.method,
        path=operation.path,
        module=f"{_snake_case(operation.tag)}.{_snake_case(operation.id)}",
        credentials=tuple(_credentials(document, raw)),
        parameters=tuple(_parameter(document, *pair) for pair in pairs),
        pagination=operation.pagination,
        responses=tuple(_responses(document, operation, raw["responses"])),
    )


def _snake_case(text: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", text)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _credentials(document: Json, raw: Json) -> Iterator[Credential]:
    schemes = document.get("components", {}).get("securitySchemes", {})
    for requirement in raw.get("security", document.get("security", ())):
        for name in requirement:
            scheme = pointer.dereference(document, schemes[name])
            header = f"{scheme['name']}: …" if scheme["type"] == "apiKey" else ""
            if scheme["type"] == "http":
                header = f"Authorization: {scheme['scheme'].capitalize()} …"
            yield Credential(name, header, scheme.get("description", ""))


def _parameter(document: Json, parameter: Parameter, node: Json) -> ParameterView:
    example = node.get("example")
    values = example if isinstance(example, list) else [] if example is None else [example]
    serialization = ""
    if parameter.is_array and parameter.location == "query":
        name = parameter.name
        serialization = f"Repeat the parameter for each value: `{name}=A&{name}=B`."
        if not node.get("explode", node.get("style", "form") == "form"):
            serialization = f"Separate the values with commas: `{name}=A,B`."
    return ParameterView(
        parameter=parameter,
        value=_property(document, parameter.name, parameter.schema, parameter.required),
        example=tuple(value if isinstance(value, str) else json.dumps(value) for value in values),
        serialization=serialization,
        compared_with=node.get("x-filter", {}).get("by", ""),
    )


def _responses(document: Json, operation: Operation, nodes: Json) -> Iterator[ResponseView]:
    shown: dict[str, str] = {}
    for status, reference in nodes.items():
        node = pointer.dereference(document, reference)
        media = node.get("content", {}).get("application/json", {})
        schema = media.get("schema", {})
        examples = {"example": {"value": media["example"]}} if "example" in media else {}
        examples |= media.get("examples", {})
        yield ResponseView(
            status=status,
            description=node["description"],
            scenarios=tuple(s for s in operation.scenarios if str(s.status) == status),
            live=tuple(node.get("x-live", ())),
            body=_property(document, "body", schema, True) if "schema" in media else None,
            same_body=shown.get(schema.get("$ref", ""), ""),
            examples=tuple(
                Example(name, example.get("summary", name), _indented(example["value"]))
                for name, example in examples.items()
            ),
        )
        if "$ref" in schema:
            shown.setdefault(schema["$ref"], status)


def _indented(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _property(
    document: Json, name: str, schema: Json, required: bool, above: tuple[str, ...] = ()
) -> Property:
    target = pointer.dereference(document, schema)
    reference = schema.get("$ref")
    recursive = reference is not None and reference in above
    inside = above if reference is None else (*above, reference)
    items = pointer.dereference(document, target["items"]) if "items" in target else {}
    # In OpenAPI 3.1, the keys beside a reference add to the schema that the reference names.
    nodes = [schema, target, items] if schema is not target else [target, items]
    texts = [node["description"] for node in nodes if "description" in node]
    return Property(
        name=name,
        type=_type(target, items),
        required=required,
        descriptions=tuple(dict.fromkeys(texts)),
        constraints=tuple(dict.fromkeys(each for node in nodes for each in _constraints(node))),
        properties=() if recursive else tuple(_properties(document, target, items, inside)),
    )


def _type(schema: Json, items: Json) -> str:
    named = schema.get("type", next((key for key in _ALTERNATIVES if key in schema), "any value"))
    text = " or ".join(named) if isinstance(named, list) else named
    return f"{text} of {_type(items, {})}" if items else text


def _constraints(schema: Json) -> Iterator[str]:
    for keyword in _CONSTRAINTS:
        if keyword in schema:
            value = schema[keyword]
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{keyword}: {text}"


def _properties(
    document: Json, schema: Json, items: Json, above: tuple[str, ...]
) -> Iterator[Property]:
    for node in (schema, items):
        required = node.get("required", ())
        for name, value in node.get("properties", {}).items():
            yield _property(document, name, value, name in required, above)
        values = node.get("additionalProperties")
        if isinstance(values, dict):
            keys = pointer.dereference(document, node.get("propertyNames", {}))
            found = _property(document, "<key>", values, False, above)
            key_constraints = (f"key {each}" for each in _constraints(keys))
            yield Property(
                "<key>",
                found.type,
                False,
                found.descriptions,
                (*key_constraints, *found.constraints),
                found.properties,
            )
        for keyword in _ALTERNATIVES:
            for number, value in enumerate(node.get(keyword, ()), start=1):
                yield _property(document, f"<{keyword} {number}>", value, False, above)
