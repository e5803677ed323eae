"""Functions that rewrite an OpenAPI document into an equivalent document."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Node = dict[str, Any]
Rewrite = Callable[[Node, str], Node]

_ONE = frozenset({"schema", "items", "additionalProperties", "propertyNames"})
_BY_NAME = frozenset({"properties", "schemas"})
_SEVERAL = frozenset({"allOf", "anyOf", "oneOf"})


def keys_reversed(node: Any) -> Any:
    """Return a document with the keys of mappings and the `required` lists in reverse order."""
    if isinstance(node, dict):
        return {
            key: list(reversed(node[key])) if key == "required" and isinstance(node[key], list)
            else keys_reversed(node[key])
            for key in reversed(node)
        }  # fmt: skip
    return [keys_reversed(each) for each in node] if isinstance(node, list) else node


def schemas_wrapped(content: Node) -> Node:
    """Return a document in which every schema is the only schema of an `allOf`."""
    return _each_schema(content, lambda schema, _: {"allOf": [schema]})


def schemas_in_any_of(content: Node) -> Node:
    """Return a document in which every schema is the only alternative of an `anyOf`."""
    return _each_schema(content, lambda schema, _: {"anyOf": [schema]})


def schemas_beside_false(content: Node) -> Node:
    """Return a document with an `anyOf` of the schema and `false` in place of each schema."""
    return _each_schema(content, lambda schema, _: {"anyOf": [schema, False]})


def schemas_moved(content: Node) -> Node:
    """Return a document in which every inline schema is a component."""
    moved: Node = {}

    def move(schema: Node, place: str) -> Node:
        if "$ref" in schema:
            return schema
        moved[place] = schema
        return {"$ref": f"#/components/schemas/{place}"}

    rewritten = _each_schema(content, move, components=False)
    rewritten["components"]["schemas"].update(moved)
    return rewritten


def parameters_lowered(content: Node) -> Node:
    """Return a document in which the parameters of each path are moved into the operations."""
    rewritten = {**content, "paths": {}}
    for path, item in content["paths"].items():
        shared = item.get("parameters", [])
        rewritten["paths"][path] = {
            method: {**operation, "parameters": [*operation.get("parameters", []), *shared]}
            for method, operation in item.items()
            if method != "parameters"
        }
    return rewritten


def nulls_as_alternatives(content: Node) -> Node:
    """Return a document in which every nullable schema is a `oneOf` of null and another schema."""

    def rewrite(schema: Node, _: str) -> Node:
        types = schema.get("type")
        if not isinstance(types, list) or "null" not in types:
            return schema
        return {"oneOf": [{"type": "null"}, {**schema, "type": types[0]}]}

    return _each_schema(content, rewrite)


def types_as_lists(content: Node) -> Node:
    """Return a document in which every `type` is a list."""

    def rewrite(schema: Node, _: str) -> Node:
        types = schema.get("type")
        return {**schema, "type": [types]} if isinstance(types, str) else schema

    return _each_schema(content, rewrite)


def defaults_written_out(content: Node) -> Node:
    """Return a document in which keywords have the values that OpenAPI specifies as defaults."""
    defaults = {"deprecated": False, "readOnly": False, "writeOnly": False}
    by_type: dict[str, Node] = {
        "string": {"minLength": 0},
        "array": {"minItems": 0, "uniqueItems": False},
        "object": {"minProperties": 0, "required": []},
    }

    def rewrite(schema: Node, _: str) -> Node:
        type_ = schema.get("type")
        typed = by_type.get(type_, {}) if isinstance(type_, str) else {}
        return schema if "$ref" in schema else {**defaults, **typed, **schema}

    rewritten = _each_schema(content, rewrite)
    for item in rewritten["paths"].values():
        for owner in (item, *(item[key] for key in item.keys() & {"get", "post"})):
            for parameter in owner.get("parameters", ()):
                if "$ref" not in parameter:
                    parameter.setdefault("required", False)
                    parameter.setdefault("deprecated", False)
    return rewritten


def responses_moved(content: Node) -> Node:
    """Return a document in which every response and every parameter of a path is a component."""
    rewritten = deepcopy(content)
    components = rewritten["components"]
    for path, item in rewritten["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            for kind, owner in (("responses", operation), ("parameters", operation)):
                listed = owner.get(kind, {})
                keys = list(listed) if isinstance(listed, dict) else range(len(listed))
                for key in keys:
                    name = "".join(c for c in f"Moved{method}{path}{key}" if c.isalnum())
                    if "$ref" not in listed[key]:
                        components.setdefault(kind, {})[name] = listed[key]
                        listed[key] = {"$ref": f"#/components/{kind}/{name}"}
    return rewritten


def _each_schema(content: Node, rewrite: Rewrite, *, components: bool = True) -> Node:
    def visit(node: Any, place: tuple[str, ...]) -> Any:
        key, above = place[-1], place[-2] if len(place) > 1 else ""
        if isinstance(node, list):
            return [visit(each, (*place, str(i))) for i, each in enumerate(node)]
        if not isinstance(node, dict):
            return node
        inside = {name: visit(each, (*place, name)) for name, each in node.items()}
        # A title names a class only if it is in the outermost schema.
        is_schema = key in _ONE or above in _BY_NAME or above in _SEVERAL
        if not is_schema or "title" in inside or (above == "schemas" and not components):
            return inside
        return rewrite(inside, "".join(each for each in "_".join(place) if each.isalnum()))

    return {key: visit(each, (key,)) for key, each in content.items()}
