"""JSON Pointer (RFC 6901) and `$ref`: parse, format, and follow them through a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

Token = str | int
"""A reference token of a JSON Pointer: a property's name, or the index of a list's item."""

_INDEX = re.compile("0|[1-9][0-9]*")


class UnresolvableError(ValueError):
    """A `$ref` that cannot be resolved."""


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

    The part after `#` is a JSON Pointer in percent-encoding (RFC 6901, section 6).

    Raises:
        UnresolvableError: If the reference is to another file, or to an anchor.
    """
    if not reference.startswith("#"):
        raise UnresolvableError(f"{reference!r} is in another file, which is not supported")
    try:
        return parse_pointer(unquote(reference[1:]))
    except ValueError:
        raise UnresolvableError(f"{reference!r} refers to an anchor, not to a path") from None


def follow(node: Any, tokens: Iterable[Token], default: Any = None) -> Any:
    """Return the node at the end of a path of reference tokens, or a default if there is none."""
    for token in tokens:
        if isinstance(node, list) and isinstance(token, str) and _INDEX.fullmatch(token):
            token = int(token)
        try:
            node = node[token]
        except (IndexError, KeyError, TypeError):
            return default
    return node


def target(content: Mapping[str, Any], reference: str) -> Any:
    """Return the node that a `$ref` of a document refers to, or None if there is no such node."""
    try:
        return follow(content, parse_reference(reference))
    except UnresolvableError:
        return None


def resolve(node: Any, content: Mapping[str, Any]) -> Any:
    """Return a node, or the node at the end of its chain of `$ref`s.

    Raises:
        UnresolvableError: If a `$ref` refers to another file, to nothing, or to itself.
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
    """Return the entries of a mapping or a list as pairs: the key or index, and the value.

    For a scalar, there are no pairs.
    """
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()
