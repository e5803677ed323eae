"""Find values that differ between two OpenAPI documents, but that the comparison has not read.

The search is a safety net: without it, a comparison that overlooks a keyword would state that the
documents do not differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from openapi.changes.model.node import ABSENT, Node, NodePair, Tokens, canonical


def unread_differences(documents: NodePair, reported: Iterable[Tokens]) -> Iterator[NodePair]:
    """Yield the values at equal JSON Pointers that differ, and that the comparison has not read.

    Args:
        documents: The old and the new document.
        reported: The JSON Pointers of the differences that the comparison has found. The values
            inside these locations are not yielded.
    """
    yield from _Remainder(frozenset(reported)).unread(documents)


class _Remainder:
    def __init__(self, reported: frozenset[Tokens]) -> None:
        self._reported = reported
        self._above = {tokens[:length] for tokens in reported for length in range(len(tokens))}

    def unread(self, nodes: NodePair) -> Iterator[NodePair]:
        if any(x.tokens in self._reported or x.tokens in x.source.read_whole for x in nodes):
            return
        before, after = (each.unread_value for each in nodes)
        if _are_equal(before, after):
            return
        if isinstance(before, dict) and isinstance(after, dict):
            for _, pair in nodes.children():
                yield from self.unread(pair)
        elif _is_list_of_containers(before) and _is_list_of_containers(after):
            for i, items in enumerate(zip_longest(*(each.items() for each in nodes))):
                old, new = (x or _missing_item(y, i) for x, y in zip(items, nodes, strict=True))
                yield from self.unread(NodePair(old, new))
        elif not (
            nodes.old.tokens in self._above
            or any(each.tokens in each.source.read for each in nodes)
            or _is_new_component(nodes)
        ):
            yield nodes


def _missing_item(items: Node, index: int) -> Node:
    """Return the absent node at an index of a list."""
    return Node(items.source, (*items.tokens, index), ABSENT)


def _is_new_component(nodes: NodePair) -> bool:
    """Return whether only one document has a component.

    Such a component is not reported itself; each schema that uses the component is.
    """
    tokens = nodes.old.tokens
    is_extension = str(tokens[-1]).startswith("x-")
    is_mapping = any(isinstance(each.unread_value, dict) for each in nodes)
    is_component = tokens[0] == "components" and len(tokens) <= 3 and not is_extension
    return is_component and is_mapping and not nodes.in_both


def _are_equal(before: Any, after: Any) -> bool:
    return before is after or (before == after and canonical(before) == canonical(after))


def _is_list_of_containers(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
