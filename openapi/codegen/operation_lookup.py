"""Find what an operation says, wherever in the document it says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openapi.document import Operation
from openapi.pointer import target

Node = Mapping[str, Any]

# By location and name, which together tell a parameter from every other.
ParametersByPlace = Mapping[tuple[str, str], Node]


def parameters_of(operation: Operation, content: Node) -> ParametersByPlace:
    """Return an operation's parameters, those of its path included."""
    found: dict[tuple[str, str], Node] = {}
    for owner in (operation.path_item, operation.content):  # the operation's own win
        for each in owner.get("parameters", ()):
            parameter = resolved(each, content)
            found[parameter["in"], parameter["name"]] = parameter
    return found


def resolved(node: Node, content: Node) -> Node:
    """Return a node, or what it refers to in the end."""
    seen: list[str] = []
    while "$ref" in node and node["$ref"] not in seen:
        seen.append(node["$ref"])
        node = target(content, node["$ref"])
    return node
