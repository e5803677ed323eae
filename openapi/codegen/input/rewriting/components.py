"""Rewrite components for which openapi-python-client would generate the same classes twice.

openapi-python-client generates the classes of the objects inside a component again for each alias
of the component, and for each component that is a union.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from typing import Any

from openapi.codegen.input.rewriting.class_names import suffixes
from openapi.codegen.input.rewriting.schema_walk import Node
from openapi.pointer import objects

_UNIONS = ("anyOf", "oneOf")
_PREFIX = "#/components/schemas/"
_ANNOTATIONS = frozenset({"description", "example", "examples", "title"})


def resolve_aliases(content: Node) -> Node:
    """Replace each reference to an alias by a reference to the component behind the alias.

    An alias is a component that only refers to another component. The aliases are removed.
    """
    content = deepcopy(content)
    schemas = _schemas(content)
    targets = {
        _PREFIX + name: reference
        for name, schema in schemas.items()
        if (reference := _only_reference(schema)) is not None
    }
    for alias in targets:
        while targets.get(targets[alias], alias) != alias:
            targets[alias] = targets[targets[alias]]
    for _, each in objects(content):
        if each.get("$ref") in targets:
            each["$ref"] = targets[each["$ref"]]
        mapping = each.get("discriminator", {})
        if isinstance(mapping, dict) and isinstance(mapping.get("mapping"), dict):
            mapping["mapping"] = {
                key: targets.get(value, targets.get(_PREFIX + value, value))
                for key, value in mapping["mapping"].items()
            }
    for alias in targets:
        del schemas[alias.removeprefix(_PREFIX)]
    return content


def name_alternatives(content: Node) -> Node:
    """Move each object that is an alternative of a component into a new component.

    A discriminator beside such objects is removed: its values are names of components, and in the
    original document these objects have no such names.
    """
    content = deepcopy(content)
    schemas = _schemas(content)
    for name, schema in [*schemas.items()]:
        for part, union, container, key in _alternatives(schema, name):
            if "properties" in container[key] or container[key].get("type") == "object":
                unique = next(x for x in _numbered(part) if x not in schemas)
                title = {"title": part} if part in schemas else {}
                schemas[unique] = title | container[key]
                container[key] = {"$ref": _PREFIX + unique}
                union.pop("discriminator", None)
    return content


def _schemas(content: Node) -> dict[str, Any]:
    schemas = content.get("components", {}).get("schemas", {})
    return {} if not isinstance(schemas, dict) else schemas


def _only_reference(schema: Node) -> str | None:
    """Return the `$ref` of a schema that consists of a `$ref` and annotations; otherwise None."""
    keys = schema.keys() - _ANNOTATIONS
    for key in ("allOf", *_UNIONS):
        match schema.get(key):
            case [{"$ref": str(reference)}] if keys == {key}:
                return reference
    return schema["$ref"] if keys == {"$ref"} else None


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _alternatives(schema: Node, name: str) -> Iterator[tuple[str, Node, list[Any], int]]:
    """Yield each alternative of a `oneOf` or `anyOf` in a component.

    Yields:
        A tuple: a name for the alternative, the schema that has the `oneOf` or `anyOf`, the list of
        alternatives, and the index of the alternative in this list.
    """
    for key in _UNIONS:
        alternatives = schema.get(key, ())
        parts = (name + suffix for suffix in suffixes(alternatives, schema))
        for index, (part, alternative) in enumerate(zip(parts, alternatives, strict=True)):
            yield from _alternatives(alternative, part)
            yield part, schema, schema[key], index
    items = schema.get("items")
    if isinstance(items, dict):
        yield from _alternatives(items, f"{name}_item")
