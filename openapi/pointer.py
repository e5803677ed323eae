"""JSON Pointer (RFC 6901) and `$ref`: parse, format, and follow them through a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

Token = str | int
"""A reference token of a JSON Pointer: a property's name, or the index of a list's item."""

MAPS = frozenset(
    {"$defs", "callbacks", "content", "dependentSchemas", "encoding", "headers", "links"}
    | {"parameters", "pathItems", "paths", "patternProperties", "properties", "requestBodies"}
    | {"responses", "schemas", "securitySchemes", "webhooks"}
)
"""The keys of a document whose values map names to objects. A name may equal any keyword."""

_INDEX = re.compile("0|[1-9][0-9]*")

# Keys whose values are data of the described API, in which `$ref` is an ordinary property.
_PLAIN_VALUES = frozenset({"const", "default", "enum", "example", "examples"})


class UnresolvableError(ValueError):
    """Raised if a `$ref` cannot be resolved."""


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """Return the reference tokens of a JSON Pointer, unescaped.

    Raises:
        ValueError: If the text is neither empty nor begins with a slash.
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is not a JSON Pointer")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def format_pointer(tokens: Iterable[Token]) -> str:
    """Return a JSON Pointer made of reference tokens, each of them escaped."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in tokens)


def parse_reference(reference: str) -> tuple[str, ...]:
    """Return the reference tokens of a `$ref` such as `#/components/schemas/Amount`.

    Raises:
        UnresolvableError: If the reference is to another file, or to an anchor.
    """
    if not reference.startswith("#"):
        raise UnresolvableError(f"{reference!r} is in another file, which is not supported")
    try:  # the pointer after `#` is percent-encoded (RFC 6901, section 6)
        return parse_pointer(unquote(reference[1:]))
    except ValueError:
        raise UnresolvableError(f"{reference!r} refers to an anchor, not to a path") from None


def follow(node: Any, tokens: Iterable[Token], default: Any = None) -> Any:
    """Return the value at a path of keys and indexes, or a default if the path does not exist."""
    for token in tokens:
        if isinstance(node, list) and isinstance(token, str) and _INDEX.fullmatch(token):
            token = int(token)
        try:
            node = node[token]
        except (IndexError, KeyError, TypeError):
            return default
    return node


def with_indices(node: Any, tokens: tuple[str, ...]) -> tuple[Token, ...]:
    """Return the reference tokens of an existing value, with the indices of lists as integers."""
    return tuple(
        int(token) if token.isdecimal() and isinstance(follow(node, tokens[:i]), list) else token
        for i, token in enumerate(tokens)
    )


def target(content: Mapping[str, Any], reference: str) -> Any:
    """Return the value that a `$ref` refers to, or None if the value does not exist."""
    try:
        return follow(content, parse_reference(reference))
    except UnresolvableError:
        return None


def resolve(node: Any, content: Mapping[str, Any]) -> Any:
    """Return the value that a `$ref` refers to, or any other value unchanged.

    A `$ref` that refers to another `$ref` is followed to the end.

    Args:
        node: A value of the document, such as a schema or an object with a `$ref`.
        content: The whole document.

    Raises:
        UnresolvableError: If a `$ref` refers to another file, to itself, or to a missing value.
    """
    followed: set[str] = set()
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in followed:
            raise UnresolvableError(f"{reference!r} refers to itself")
        followed.add(reference)
        node = follow(content, parse_reference(reference))
        if node is None:
            raise UnresolvableError(f"{reference!r} refers to a value that does not exist")
    return node


def children(node: Any) -> Iterable[tuple[Token, Any]]:
    """Return the keys and values of a mapping, or the indices and items of a list, as pairs.

    The result is empty for any other value.
    """
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()


def without_names(location: Iterable[Token]) -> list[str]:
    """Return the reference tokens of a location as texts. Names in maps are empty texts."""
    tokens: list[str] = []
    is_name = False
    for token in map(str, location):
        # Extensions are beside the names of paths and responses.
        has_extensions = token in ("paths", "responses") and tokens[-1:] != ["components"]
        tokens.append("" if is_name else token)
        is_name = not is_name and token in MAPS and not has_extensions
    return tokens


def objects(
    node: Any, location: tuple[Token, ...] = (), *, is_map: bool = False
) -> Iterator[tuple[tuple[Token, ...], dict[str, Any]]]:
    """Yield each object of a document and its location, without examples, defaults and constants.

    Args:
        node: The document, or a part of the document.
        location: The location of the node.
        is_map: Whether the node maps names to objects, such as names of properties to schemas.
    """
    waiting = [(node, location, is_map)]
    while waiting:
        node, location, is_map = waiting.pop()
        if isinstance(node, dict) and not is_map:
            yield location, node
        below: list[tuple[Any, tuple[Token, ...], bool]] = [
            (child, (*location, step), not is_map and step in MAPS and isinstance(node, dict))
            for step, child in children(node)
            if isinstance(child, dict | list) and (is_map or step not in _PLAIN_VALUES)
        ]
        waiting += below[::-1]  # so that the objects are in the order of the document
