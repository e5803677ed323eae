"""Check a document for features that openapi-python-client ignores without a message.

A client of such a document would send wrong requests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client.parser import GeneratorData

from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.names import path_parts
from openapi.document import Document, Operation
from openapi.pointer import Token, format_pointer, resolve

Node = Mapping[str, Any]
Location = tuple[Token, ...]

# The only style of each location that serializes a scalar without a prefix.
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


def require_supported(document: Document) -> None:
    """Check that the generator supports all features of a document.

    Raises:
        GenerationError: If the client would send wrong requests, or could not read a response. The
            message has the JSON Pointer to the feature.
    """
    for operation in document.operations():
        for location, problem in _problems(operation, document):
            pointer = f"#{format_pointer(('paths', operation.path, *location))}"
            where = f"{operation.method.upper()} {operation.path}"
            raise GenerationError(
                f"{pointer}: in {where}, {problem}, which the generator does not support"
            )


def require_distinct_modules(data: GeneratorData) -> None:
    """Check that each model and each operation would be written to a module of its own.

    Raises:
        GenerationError: If two models or two operations have the same module.
    """
    modules = [f"models.{each.class_info.module_name}" for each in (*data.models, *data.enums)]
    for tag, collection in data.endpoint_collections_by_tag.items():
        modules += [f"api.{tag}.{endpoint.name}" for endpoint in collection.endpoints]
    for module, count in Counter(modules).items():
        if count > 1:
            raise GenerationError(
                f"{count} schemas or operations would be generated as the module {module}; "
                "give each a name of its own"
            )


def _problems(operation: Operation, document: Document) -> Iterator[tuple[Location, str]]:
    """Yield each feature of an operation that the generator does not support.

    Yields:
        A pair: the location of the feature relative to the path item, and a description.
    """
    content, method = document.content, operation.method
    for owner, place in _owners(operation):
        if "servers" in owner:
            yield (*place, "servers"), "it has servers of its own"
    yield from _path_problems(operation, content)
    pagination = operation.content.get("x-pagination", {})
    if not isinstance(pagination, dict) or any(
        isinstance(pagination.get(key), list | dict) for key in ("page", "size")
    ):
        yield (method, "x-pagination"), "x-pagination is not an object with the names of parameters"
    for location, parameter in _parameters(operation, content):
        name = f"the parameter {parameter['name']}"
        if "schema" not in parameter:
            yield location, f"{name} has content instead of a schema"
        else:
            problem = _parameter_problem(parameter, content)
            if problem is not None:
                yield (*location, "schema"), f"{name} {problem}"
    yield from _body_problems(operation, content)
    yield from _response_problems(operation, content)
    accepted = operation.content.get("security", content.get("security", ()))
    if accepted and not any(_is_bearer(requirement, content) for requirement in accepted):
        yield (method,), "none of its security requirements takes a bearer token"


def _path_problems(operation: Operation, content: Node) -> Iterator[tuple[Location, str]]:
    """Yield the errors of a path template and its parameters, such as a missing path parameter."""
    described = {
        parameter["name"]: (location, parameter)
        for location, parameter in _parameters(operation, content)
        if parameter["in"] == "path"
    }
    for name in path_parts(operation.path)[1::2]:
        if not name:
            yield (operation.method,), "its path has a parameter without a name"
        elif name not in described:
            yield (operation.method,), f"no path parameter has the name {name}"
    if re.search("[{}]", "".join(path_parts(operation.path)[::2])):
        yield (operation.method,), "its path has a brace that belongs to no parameter"
    for name, (location, parameter) in described.items():
        if _allows_null(parameter.get("schema", {}), content):
            yield (*location, "schema"), f"the path parameter {name} may be null"


def _allows_null(schema: Node, content: Node) -> bool:
    """Return whether a schema says that null is valid."""
    schema = resolve(schema, content)
    kinds = schema.get("type")
    if "null" in (kinds if isinstance(kinds, list) else [kinds]) or schema.get("nullable") is True:
        return True
    if "const" in schema and schema["const"] is None:
        return True
    alternatives = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    return any(_allows_null(each, content) for each in alternatives)


def _owners(operation: Operation) -> list[tuple[Node, Location]]:
    """Return the path item and the operation, each with its location. Both list parameters."""
    return [(operation.path_item, ()), (operation.content, (operation.method,))]


def _parameters(operation: Operation, content: Node) -> Iterator[tuple[Location, Node]]:
    """Yield each parameter of an operation with its location below the path item."""
    for owner, location in _owners(operation):
        for index, parameter in enumerate(owner.get("parameters", ())):
            yield (*location, "parameters", index), resolve(parameter, content)


def _parameter_problem(parameter: Node, content: Node) -> str | None:
    """Return the reason why the client cannot serialize a parameter, or None."""
    schema, location = parameter["schema"], parameter["in"]
    alternatives = list(_alternatives(schema, content))
    shapes = {_shape(each) for each in alternatives}
    style = parameter.get("style", _STYLES[location])
    if shapes == {"scalar"} and style != _STYLES[location]:
        return f"is serialized with style {style}"
    if location != "query":
        others = sorted(shapes - {"scalar"})
        return f"is an {others[0]} in the {location}" if others else None
    if parameter.get("explode") is False and not _is_typed(alternatives):
        return "has no type and is serialized with explode false"
    if shapes == {"object"}:
        return _object_problem(parameter, alternatives, content)
    if "object" in shapes:
        return "is an object or another value"
    if "array" in shapes and array_separator(parameter) is None:
        return (
            "has an array that is not serialized with style form, or with explode false and style "
            "spaceDelimited or pipeDelimited"
        )
    for each in alternatives:
        items = each.get("items") if _shape(each) == "array" else None
        if items is not None:
            inner = {_shape(item) for item in _alternatives(items, content)} - {"scalar"}
            if inner:
                return f"is an array of {min(inner)}s"
    return None


def _is_typed(alternatives: list[Node]) -> bool:
    kinds = {"type", "enum", "const", "items", "properties"}
    return all(each.keys() & kinds for each in alternatives)


def _object_problem(parameter: Node, alternatives: list[Node], content: Node) -> str | None:
    if parameter.get("style", "form") != "form" or not parameter.get("explode", True):
        return "is an object that is not serialized with style form and explode true"
    return _nested_problem("is an object", alternatives, content)


def _nested_problem(prefix: str, alternatives: list[Node], content: Node) -> str | None:
    """Return a clause that names the first property with a non-scalar value, or None."""
    for each in alternatives:
        additional = each.get("additionalProperties")
        values = [*each.get("properties", {}).items()]
        if isinstance(additional, dict):
            values.append(("additionalProperties", additional))
        for name, value in values:
            inner = {_shape(item) for item in _alternatives(value, content)} - {"scalar"}
            if inner:
                return f"{prefix} with the property {name}, which is an {min(inner)}"
    return None


def _body_problems(operation: Operation, content: Node) -> Iterator[tuple[Location, str]]:
    location = (operation.method, "requestBody")
    body = resolve(operation.content.get("requestBody", {}), content)
    described: Mapping[str, Any] = body.get("content", {})
    for media_type, media in described.items():
        plain = media_type.partition(";")[0].strip().lower()
        place = (*location, "content", media_type)
        if plain == "application/x-www-form-urlencoded":
            alternatives = list(_alternatives(media.get("schema", {}), content))
            if {_shape(each) for each in alternatives} != {"object"}:
                yield place, f"its body is {media_type}, but is not an object"
            problem = _nested_problem("is a form", alternatives, content)
            if problem is not None:
                yield place, f"its body {problem}"
        elif not (_is_json(plain) or plain == "application/octet-stream"):
            yield place, f"its body is {media_type}"


def _response_problems(operation: Operation, content: Node) -> Iterator[tuple[Location, str]]:
    for status, response in operation.content.get("responses", {}).items():
        described = resolve(response, content).get("content", {})
        plain = [each.partition(";")[0].strip().lower() for each in described]
        readable = any(
            _is_json(each) or each.startswith("text/") or each == "application/octet-stream"
            for each in plain
        )
        if plain and not readable:
            place = (operation.method, "responses", status, "content")
            yield place, f"the response {status} has only the media type {', '.join(described)}"


def array_separator(parameter: Node) -> str | None:
    """Return the text between the items of an array in a query string.

    The result is "" if the parameter is repeated for each item, and None if the style of the
    parameter does not allow an array.
    """
    style = parameter.get("style", "form")
    if parameter.get("explode", style == "form"):
        return "" if style == "form" else None
    return {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}.get(style)


def _is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def _alternatives(schema: Node, content: Node, seen: tuple[str, ...] = ()) -> Iterator[Node]:
    """Yield the alternatives of a schema without null. References and inner unions are resolved."""
    if isinstance(schema.get("$ref"), str):
        if schema["$ref"] not in seen:
            seen = (*seen, schema["$ref"])
            yield from _alternatives(resolve(schema, content), content, seen)
        return
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    kinds = schema.get("type")
    if isinstance(kinds, list):
        parts += [{**schema, "type": kind} for kind in kinds]
    for part in parts:
        yield from _alternatives(part, content, seen)
    if (not parts or "properties" in schema) and kinds != "null":
        yield schema


def _shape(schema: Node) -> str:
    kind = schema.get("type")
    if kind == "array" or (kind is None and "items" in schema):
        return "array"
    if kind == "object" or (kind is None and schema.keys() & {"properties", "required"}):
        return "object"
    return "scalar"


def _is_bearer(requirement: Node, content: Node) -> bool:
    schemes = (resolve(content["components"]["securitySchemes"][x], content) for x in requirement)
    return all(
        scheme["type"] in {"oauth2", "openIdConnect"}
        or (scheme["type"] == "http" and scheme["scheme"].lower() == "bearer")
        for scheme in schemes
    )
