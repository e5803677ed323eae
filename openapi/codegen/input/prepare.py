"""Rewrite an OpenAPI document so that openapi-python-client generates correct code.

Each step returns a changed copy of the document's content. The steps are independent of each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, cast

from openapi.codegen.input.class_names import use_distinct_class_names
from openapi.codegen.input.components import name_alternatives, resolve_aliases
from openapi.codegen.input.compositions import resolve_compositions
from openapi.document import METHODS

Content = dict[str, Any]


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
            value = default if isinstance(default, str) else json.dumps(default)
            sentence = f"Without this parameter, the server uses `{value}`."
            parameter["description"] = f"{parameter.get('description', '')} {sentence}".strip()
    return content


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


STEPS: tuple[Callable[[Content], Content], ...] = (
    leave_defaults_to_the_server,
    keep_unknown_properties,
    resolve_compositions,
    keep_properties_beside_all_of,
    resolve_aliases,
    name_alternatives,
    use_distinct_class_names,
)


def _parameters(content: Content) -> Iterator[dict[str, Any]]:
    """Yield each Parameter Object of a document, in the components, path items and operations."""
    components = content.get("components", {})
    yield from components.get("parameters", {}).values()
    for path_item in content.get("paths", {}).values():
        yield from path_item.get("parameters", ())
        for method in METHODS:
            yield from path_item.get(method, {}).get("parameters", ())


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
