"""Check the parts that only one of two documents has, and that are therefore not compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from openapi.changes.model.keyword_values import NAMED_SCHEMAS, ONE_SCHEMA, SEVERAL_SCHEMAS
from openapi.changes.model.node import Node, Tokens
from openapi.changes.model.schema import Schema
from openapi.pointer import MAPS, objects, without_names

_SCHEMAS = ONE_SCHEMA | SEVERAL_SCHEMAS | NAMED_SCHEMAS


def check_schemas(parts: Iterable[Node], differing: Collection[Tokens]) -> None:
    """Check the schemas in parts of a document, and the schemas to which the parts refer.

    Args:
        parts: The nodes that only one document has.
        differing: The locations of the components that differ between the two documents. Other
            components are not checked.

    Raises:
        MalformedError: If OpenAPI does not allow a value in a schema, or a `$ref` is broken.
    """
    waiting = list(parts)
    checked: set[tuple[int, Tokens]] = set()
    while waiting:
        part = waiting.pop()
        key = id(part.source), part.tokens
        if key in checked:
            continue
        checked.add(key)
        is_map = not MAPS.isdisjoint(without_names(part.tokens)[-1:])
        for location, value in objects(part.unread_value, part.tokens, is_map=is_map):
            node = Node(part.source, location, value)
            keywords = without_names(location)
            if any(each.startswith("x-") for each in keywords):
                continue
            if _is_schema(keywords):
                _ = Schema.at_node(node).types  # raises the error
            if node.reference is not None:
                target = node.referenced()
                if target.tokens[:3] in differing:
                    waiting.append(target)


def _is_schema(keywords: list[str]) -> bool:
    """Return whether a location is that of a schema.

    Args:
        keywords: The reference tokens of the location, without the names in maps.
    """
    outermost = next((i for i, each in enumerate(keywords) if each in ("schema", "schemas")), None)
    return outermost is not None and all(
        each in _SCHEMAS or each.isdecimal() or not each for each in keywords[outermost + 1 :]
    )
