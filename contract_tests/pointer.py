"""JSON Pointers (RFC 6901), and references (``$ref``) within one document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = Any


def parse(pointer: str) -> list[str]:
    """Return the unescaped tokens of a JSON Pointer: `/a/b` and `#/a/b` have the tokens a and b."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def build(tokens: Iterable[object]) -> str:
    """Return the JSON Pointer of the given tokens: property names and array indexes."""
    return "".join(f"/{_escape(str(token))}" for token in tokens)


def resolve(value: Json, pointer: str) -> Json:
    """Return the part of a JSON value that a JSON Pointer refers to.

    Raises:
        KeyError, IndexError, TypeError, ValueError: If the value has no such part.
    """
    for token in parse(pointer):
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def dereference(document: Json, node: Json) -> Json:
    """Return the JSON object to which the ``$ref`` of a JSON object refers.

    An object without a ``$ref`` is returned unchanged.
    """
    while "$ref" in node:
        node = resolve(document, node["$ref"])
    return node


def without(value: Json, pointers: Iterable[str]) -> Json:
    """Return a copy of a JSON value without the properties at the given JSON Pointers."""
    for pointer in pointers:
        value = _without(value, parse(pointer))
    return value


def _without(value: Json, tokens: list[str]) -> Json:
    name, *rest = tokens
    if not isinstance(value, dict) or name not in value:
        return value
    if not rest:
        return {key: item for key, item in value.items() if key != name}
    return {**value, name: _without(value[name], rest)}


def _escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
