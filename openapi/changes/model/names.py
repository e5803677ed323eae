"""The names that the generator makes of a document's names.

They follow openapi-python-client; a test holds them to the installed one. Importing it here would
take most of the time that a comparison may take.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import replace
from keyword import iskeyword
from typing import NamedTuple

from openapi.changes.model.node import Node
from openapi.changes.model.schema import ALTERNATIVES, Schema

_DELIMITERS = ". _-"
_RESERVED = (set(dir(builtins)) | {"self", "true", "false", "datetime"}) - {"id"}


def argument(name: str) -> str:
    """Return the Python name of a parameter, an operation or a tag."""
    snake = "_".join(_words(name)).lower()
    return f"{snake}_" if snake in _RESERVED or iskeyword(snake) else snake


def class_name(name: str) -> str:
    """Return the Python name of the class of a schema."""
    return "".join(word if word.isupper() else word.capitalize() for word in _words(name))


def function(operation: Node, path: str, method: str) -> str:
    """Return the name of the module of an operation."""
    given = operation.get("operationId")
    if isinstance(given, str):
        return argument(given)
    return argument(f"{method}_{path.replace('{', '').replace('}', '').replace('/', '_')}")


class Named(NamedTuple):
    """The name that a schema gives its class.

    Attributes:
        name: The name; None if the generator makes one up from the schema's place.
        is_component: Whether it is a component's.
        place: Where the name stands; for a component without a title, where one would.
    """

    name: str | None
    is_component: bool
    place: Node


def named(schema: Node) -> Named:
    """Return how the class of a schema is named."""
    seen: set[tuple[str | int, ...]] = set()
    while schema.tokens not in seen:
        seen.add(schema.tokens)
        only = _only_reference(schema)
        if only is None:
            break
        schema = only.referred()
    is_component = schema.tokens[:2] == ("components", "schemas") and len(schema.tokens) == 3
    title = schema.child("title")
    if isinstance(title.value, str):
        return Named(class_name(title.value), is_component, title)
    if not is_component:
        return Named(None, is_component, title)
    return Named(class_name(schema.key), is_component, replace(title, value=schema.key))


def has_class(schema: Schema) -> bool:
    """Whether the generator writes a class for a schema."""
    return schema.types == {"object"} or is_enumeration(schema)


def is_enumeration(schema: Schema) -> bool:
    """Whether the class is one of named values."""
    values = schema.enum or []
    return (
        bool(values)
        and "const" not in _keywords(schema)
        and any(all(type(value) is kind for value in values) for kind in (str, int))
    )


def _keywords(schema: Schema) -> set[str]:
    return {keyword for part in schema.parts for keyword in part.value}


def _only_reference(schema: Node) -> Node | None:
    if schema.reference is not None:
        return schema
    among = [x for keyword in ("allOf", *ALTERNATIVES) for x in schema.child(keyword).items()]
    return among[0] if len(among) == 1 and among[0].reference is not None else None


def _words(name: str) -> list[str]:
    kept = "".join(c for c in name if c.isidentifier() or c.isdecimal() or c in _DELIMITERS)
    if any(c.isupper() for c in kept):
        kept = " ".join(re.split("([A-Z]?[a-z]+)", kept))
    return re.findall(rf"[^{re.escape(_DELIMITERS)}]+", kept)
