"""Rewrite each schema of an OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from openapi.pointer import MAPS, Token

Node = dict[str, Any]
Location = tuple[Token, ...]
Rewriting = Callable[[Node, Location], Node]

_SCHEMA = frozenset({"additionalProperties", "contains", "items", "not", "propertyNames"})
_LIST = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAP = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})


def rewrite_schemas(content: Node, rewriting: Rewriting) -> Node:
    """Return a document in which a function has replaced each schema, the outermost schemas first.

    Args:
        content: The whole document.
        rewriting: A function that receives a schema and its location, and returns the new schema.
            Instead of a boolean schema, the function receives an equivalent object, except for a
            boolean `additionalProperties`.
    """
    return cast(Node, _searched(content, (), rewriting, is_map=False))


def _searched(node: Any, location: Location, rewriting: Rewriting, *, is_map: bool) -> Any:
    """Return a copy of a node that is not a schema, with all schemas inside rewritten."""
    if isinstance(node, list):
        return [
            _searched(item, (*location, index), rewriting, is_map=False)
            for index, item in enumerate(node)
        ]
    if not isinstance(node, dict):
        return node
    result: Node = {}
    for key, value in node.items():
        below = (*location, key)
        if location == ("components", "schemas") or (key == "schema" and not is_map):
            result[key] = _rewritten(value, below, rewriting)
        elif key in {"example", "examples"} and not is_map:
            result[key] = value
        else:
            names = not is_map and key in MAPS
            result[key] = _searched(value, below, rewriting, is_map=names)
    return result


def _rewritten(schema: Any, location: Location, rewriting: Rewriting) -> Any:
    if isinstance(schema, bool) and location[-1] != "additionalProperties":
        schema = {} if schema else {"not": {}}
    if not isinstance(schema, dict):
        return schema
    result: Node = {}
    for key, value in rewriting(schema, location).items():
        below = (*location, key)
        if key in _SCHEMA:
            result[key] = _rewritten(value, below, rewriting)
        elif key in _LIST and isinstance(value, list):
            result[key] = [
                _rewritten(each, (*below, index), rewriting) for index, each in enumerate(value)
            ]
        elif key in _MAP and isinstance(value, dict):
            result[key] = {
                name: _rewritten(each, (*below, name), rewriting) for name, each in value.items()
            }
        else:
            result[key] = value
    return result
