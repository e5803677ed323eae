"""Rewrite an OpenAPI document so that openapi-python-client generates correct code.

Each step returns a changed copy of the document's content. The steps are independent of each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from types import NoneType
from typing import Any, cast

from openapi.codegen.input import schemas
from openapi.codegen.input.rewriting.class_names import use_distinct_class_names
from openapi.codegen.input.rewriting.components import name_alternatives, resolve_aliases
from openapi.codegen.input.rewriting.compositions import resolve_compositions
from openapi.codegen.input.rewriting.schema_walk import Location, rewrite_schemas
from openapi.document import METHODS
from openapi.pointer import objects, resolve

Content = dict[str, Any]

_OWN_HEADERS = {"accept-encoding": "Accept-Encoding", "user-agent": "User-Agent"}
_RESERVED = frozenset({"accept", "authorization", "content-type"})


def prepare(content: Content) -> Content:
    """Return an OpenAPI document, changed so that openapi-python-client generates correct code."""
    for step in STEPS:
        content = step(content)
    return content


def leave_defaults_to_the_server(content: Content) -> Content:
    """Move the default of each parameter from the schema into the text of the description.

    With a default in the schema, the client would send the default in every request.
    """
    content = deepcopy(content)
    for parameter in _parameters(content):
        schema = parameter.get("schema", {})
        if "default" in schema:
            default = schema.pop("default")
            sentence = _default_sentence("parameter", default)
            parameter["description"] = f"{parameter.get('description', '')} {sentence}".strip()
    return content


def ignore_reserved_headers(content: Content) -> Content:
    """Remove the header parameters `Accept`, `Content-Type` and `Authorization`.

    The OpenAPI Specification says that they are ignored.
    """
    content = deepcopy(content)
    components = content.get("components", {}).get("parameters", {})
    for owner in _owners_of_parameters(content):
        owner["parameters"] = [
            each for each in owner["parameters"] if not _is_reserved(each, content)
        ]
    for name in [name for name, each in components.items() if _is_reserved(each, content)]:
        del components[name]
    return content


def spell_headers(content: Content) -> Content:
    """Write the names of header parameters in the letter case in which the client sends them.

    This concerns only headers that the client also sends by itself. The caller's argument then
    replaces the value of the client, instead of being sent as a second header.
    """
    content = deepcopy(content)
    for parameter in _parameters(content):
        if parameter.get("in") == "header":
            parameter["name"] = _OWN_HEADERS.get(parameter["name"].lower(), parameter["name"])
    return content


def choose_media_types(content: Content) -> Content:
    """Remove the media types of a document that the client does not need.

    A response keeps one media type. A request body keeps one media type for each distinct schema,
    because the caller may choose which one to send. JSON is preferred to text, and text to bytes.
    """
    content = deepcopy(content)
    for _, each in objects(content):
        for response in each.get("responses", {}).values() if "responses" in each else ():
            if isinstance(response, dict) and len(response.get("content", {})) > 1:
                described = response["content"]
                best = min(described, key=_rank_of_media_type)
                response["content"] = {best: described[best]}
        body = each.get("requestBody")
        for holder in (body, *each.get("requestBodies", {}).values()):
            if isinstance(holder, dict) and len(holder.get("content", {})) > 1:
                holder["content"] = _with_distinct_schemas(holder["content"])
    return content


def describe_unusable_defaults(content: Content) -> Content:
    """Move a default that is not a valid scalar from the schema into the description.

    openapi-python-client rejects such defaults.
    """

    def rewriting(schema: Content, _: Location) -> Content:
        if "default" not in schema or _is_scalar(schema["default"], schema, content):
            return schema
        rest = {key: value for key, value in schema.items() if key != "default"}
        if schema["default"] is None:
            return rest
        sentence = _default_sentence("property", schema["default"])
        return {**rest, "description": f"{schema.get('description', '')} {sentence}".strip()}

    return rewrite_schemas(content, rewriting)


def complete_schemas(content: Content) -> Content:
    """Complete schemas that openapi-python-client does not read as JSON Schema does.

    - An array without `items` has items of any type.
    - A string in the format `binary` is text if it is not the whole body.
    """

    def rewriting(schema: Content, location: Location) -> Content:
        if schema.get("type") == "array" and not schema.keys() & {"items", "prefixItems"}:
            return {**schema, "items": {}}
        is_body = location[-1] == "schema" and location[-3:-2] == ("content",)
        if schema.get("format") == "binary" and not is_body:
            return {key: value for key, value in schema.items() if key != "format"}
        return schema

    return rewrite_schemas(content, rewriting)


def keep_unknown_properties(content: Content) -> Content:
    """Remove `additionalProperties: false` from every schema.

    With `additionalProperties: false`, the client would drop properties that a newer server sends.
    """
    return {key: _open(value) for key, value in content.items()}


def keep_properties_beside_all_of(content: Content) -> Content:
    """Change each schema that has `properties` or `required` and an `allOf` with only one item.

    The keywords move into a second item of the `allOf`. Otherwise, openapi-python-client would drop
    the properties.
    """
    return cast(Content, _with_separate_properties(content))


def use_plain_notations(content: Content) -> Content:
    """Rewrite each schema into the equivalent notation that openapi-python-client understands."""
    for rewrite in schemas.STEPS:
        content = schemas.rewrite_schemas(content, rewrite)
    return content


def resolve_path_items(content: Content) -> Content:
    """Replace each path item that is a `$ref` by the path item to which it refers."""
    paths = {
        path: {**resolve(item, content), **{k: v for k, v in item.items() if k != "$ref"}}
        for path, item in content.get("paths", {}).items()
    }
    return {**content, "paths": paths}


STEPS: tuple[Callable[[Content], Content], ...] = (
    resolve_path_items,
    ignore_reserved_headers,
    spell_headers,
    choose_media_types,
    resolve_compositions,
    use_plain_notations,
    leave_defaults_to_the_server,
    describe_unusable_defaults,
    complete_schemas,
    keep_unknown_properties,
    keep_properties_beside_all_of,
    resolve_aliases,
    name_alternatives,
    use_distinct_class_names,
)


def _parameters(content: Content) -> Iterator[Content]:
    """Yield each Parameter Object of a document, in the components, path items and operations."""
    yield from content.get("components", {}).get("parameters", {}).values()
    for owner in _owners_of_parameters(content):
        yield from owner["parameters"]


def _owners_of_parameters(content: Content) -> Iterator[Content]:
    """Yield each path item and each operation that has parameters."""
    for path_item in content.get("paths", {}).values():
        owners = (path_item, *(path_item.get(method, {}) for method in METHODS))
        yield from (owner for owner in owners if "parameters" in owner)


def _with_distinct_schemas(described: Content) -> Content:
    """Return the media types of a body; of those with equal schemas, only the preferred one."""
    kept: Content = {}
    for media_type in sorted(described, key=_rank_of_media_type):
        schema = described[media_type].get("schema")
        if all(schema != each.get("schema") for each in kept.values()):
            kept[media_type] = described[media_type]
    return kept


def _rank_of_media_type(name: str) -> int:
    """Return the place of a media type in the order of preference, in which 0 is the best."""
    plain = name.partition(";")[0].strip().lower()
    if plain == "application/json" or plain.endswith("+json"):
        return 0
    if plain.startswith("text/"):
        return 1
    return 2 if plain == "application/octet-stream" else 3


def _is_reserved(parameter: Content, content: Content) -> bool:
    parameter = resolve(parameter, content)
    return parameter.get("in") == "header" and parameter.get("name", "").lower() in _RESERVED


def _default_sentence(kind: str, default: Any) -> str:
    value = default if isinstance(default, str) else json.dumps(default)
    return f"Without this {kind}, the server uses `{value}`."


def _is_scalar(value: Any, schema: Content, content: Content) -> bool:
    """Return whether a value is a scalar that matches the types and enums of a schema."""
    schema = resolve(schema, content)
    for key in ("anyOf", "oneOf"):
        if key in schema and not any(_is_scalar(value, each, content) for each in schema[key]):
            return False
    if not all(_is_scalar(value, each, content) for each in schema.get("allOf", ())):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return not isinstance(value, dict | list | NoneType) and (
        not kinds or any(_has_type(value, kind) for kind in kinds)
    )


def _has_type(value: Any, kind: str) -> bool:
    match value:
        case bool():
            return kind == "boolean"
        case int():
            return kind in {"integer", "number"}
        case float():
            return kind == "number"
        case _:
            return kind == "string"


def _with_separate_properties(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_separate_properties(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _with_separate_properties(value) for key, value in node.items()}
    alternatives, beside = node.get("allOf"), node.keys() & {"properties", "required"}
    if isinstance(alternatives, list) and len(alternatives) == 1 and beside:
        own = {"type": "object", **{key: node.pop(key) for key in sorted(beside)}}
        node["allOf"] = [*alternatives, own]
    return node


def _open(node: Any) -> Any:
    if isinstance(node, list):
        return [_open(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = node.get("additionalProperties") is False
    return {
        key: _open(value)
        for key, value in node.items()
        if not (closed and key == "additionalProperties")
    }
