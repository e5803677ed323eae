"""Follow paths and `$ref`s through a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote


def target(content: Mapping[str, Any], reference: str) -> Any:
    """Return what a `$ref` of a document refers to, or None where it refers to nothing."""
    tokens = unquote(reference.removeprefix("#")).split("/")[1:]
    return follow(content, [token.replace("~1", "/").replace("~0", "~") for token in tokens])


def follow(node: Any, steps: Iterable[str | int]) -> Any:
    """Return what stands at the end of a path, or None where the path leads nowhere."""
    for step in steps:
        try:
            node = node[step]
        except (IndexError, KeyError, TypeError):
            return None
    return node


def members(node: Any) -> Iterable[tuple[str | int, Any]]:
    """Return what a mapping or a list holds, each by its step; nothing for anything else."""
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()
