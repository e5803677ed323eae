"""Nodes of OpenAPI documents with their JSON Pointers, and pairs of an old and a new node."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple

from openapi.pointer import Token, UnresolvableError, follow, format_pointer, parse_reference


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""The value of a `Node` that an OpenAPI document does not have; null is another value."""

Tokens = tuple[Token, ...]
"""The reference tokens of a JSON Pointer: names of properties and indices of items."""


class MalformedError(ValueError):
    """A node of an OpenAPI document has a value that OpenAPI does not allow there.

    Attributes:
        node: The malformed node.
    """

    def __init__(self, node: Node, problem: str) -> None:
        super().__init__(f"{node.pointer} {problem}")
        self.node = node


@dataclass(frozen=True, eq=False)
class Node:
    """A value in an OpenAPI document together with its JSON Pointer.

    A node is absent if the document has no value at the JSON Pointer.

    Attributes:
        document: The content of the whole document.
        tokens: The parts of the JSON Pointer: names of properties and indices of items.
        value: The value at the JSON Pointer, or `ABSENT` for an absent node.
    """

    document: Mapping[str, Any] = field(repr=False)
    tokens: Tokens
    value: Any

    @classmethod
    def root(cls, document: Mapping[str, Any]) -> Node:
        """Return the whole OpenAPI document as a node. The JSON Pointer of this node is empty."""
        return cls(document, (), document)

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the node (RFC 6901)."""
        return format_pointer(self.tokens)

    @property
    def exists(self) -> bool:
        """Whether the node has a value.

        An absent node stands for a JSON Pointer at which the OpenAPI document has no value.
        """
        return self.value is not ABSENT

    @property
    def key(self) -> str:
        """The last token of the node's JSON Pointer, such as the name of a property."""
        return str(self.tokens[-1]) if self.tokens else ""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key of a mapping node, or a default if there is no such key."""
        return self.value.get(key, default) if isinstance(self.value, dict) else default

    def child(self, key: str) -> Node:
        """Return the child node at a key of a mapping node; without the key, an absent node."""
        return Node(self.document, (*self.tokens, key), self.get(key, ABSENT))

    @property
    def absent(self) -> Node:
        """A node with the same JSON Pointer, but without a value."""
        return Node(self.document, self.tokens, ABSENT)

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield each key and child node of a mapping. An absent node has no children.

        Raises:
            MalformedError: If the value is not a mapping.
        """
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self.child(key)
        elif self.exists:
            raise MalformedError(self, "is not a mapping")

    def items(self) -> list[Node]:
        """Return the items of a list in a document, as nodes. An absent list has no items.

        Raises:
            MalformedError: If the value is not a list.
        """
        if self.exists and not isinstance(self.value, list):
            raise MalformedError(self, "is not a list")
        values = self.value if self.exists else ()
        return [Node(self.document, (*self.tokens, i), each) for i, each in enumerate(values)]

    @property
    def reference(self) -> str | None:
        """The `$ref` of a node, or None if the node has no `$ref`."""
        reference = self.get("$ref")
        return reference if isinstance(reference, str) else None

    def referenced(self) -> Node:
        """Return the node that the `$ref` of a node refers to.

        Raises:
            MalformedError: If the document has no such node.
        """
        reference = self.reference or ""
        try:
            tokens = parse_reference(reference)
        except UnresolvableError as error:
            raise MalformedError(self, f"cannot be resolved: {error}") from None
        value = follow(self.document, tokens)
        if value is None:
            raise MalformedError(self, f"refers to {reference!r}, which does not exist")
        return Node(self.document, tokens, value)

    def resolved(self) -> Node:
        """Return the node at the end of a chain of `$ref`s.

        Keywords beside a `$ref` override the keywords of the referenced node.

        Raises:
            MalformedError: If a `$ref` refers to nothing, or the `$ref`s form a circle.
        """
        followed: set[str] = set()
        node = self
        beside: dict[str, Any] = {}
        while node.reference is not None:
            if node.reference in followed:
                raise MalformedError(node, "refers to itself")
            followed.add(node.reference)
            beside = {key: value for key, value in node.value.items() if key != "$ref"} | beside
            node = node.referenced()
        if not beside or not isinstance(node.value, dict):
            return node
        return Node(node.document, node.tokens, node.value | beside)


class NodePair(NamedTuple):
    """The old and the new version of one node, which is a JSON value in an OpenAPI document."""

    old: Node
    new: Node

    @property
    def added(self) -> bool:
        """Whether the node exists in the new OpenAPI document only."""
        return self.new.exists and not self.old.exists

    @property
    def removed(self) -> bool:
        """Whether the node exists in the old OpenAPI document only."""
        return self.old.exists and not self.new.exists

    @property
    def in_both(self) -> bool:
        """Whether the old and the new OpenAPI document both have a value at this location."""
        return self.old.exists and self.new.exists

    @property
    def changed(self) -> bool:
        """Whether the old and the new node have different values, or only one of them exists."""
        return canonical(self.old.value) != canonical(self.new.value)

    def child(self, key: str) -> NodePair:
        """Return the values at a key of the old and the new mapping, as a pair of nodes."""
        return NodePair(self.old.child(key), self.new.child(key))

    def children(self, normalize: Callable[[str], str] = str) -> Iterator[tuple[str, NodePair]]:
        """Yield each key of the old and the new mapping, with the values at the key as two nodes.

        If only one mapping has the key, the node of the other mapping has no value.

        Args:
            normalize: The function that normalizes keys before a comparison, such as `str.lower`.
        """
        old, new = ({normalize(key): node for key, node in each.children()} for each in self)
        for key in old | new:
            before = old.get(key) or self.old.child(new[key].key)
            after = new.get(key) or self.new.child(old[key].key)
            yield key, NodePair(before, after)

    def resolved(self) -> NodePair:
        """Return the nodes that the `$ref`s of the old node and of the new node refer to.

        A node without a `$ref` is returned unchanged.
        """
        return NodePair(self.old.resolved(), self.new.resolved())

    def get(self, key: str, default: Any = None) -> tuple[Any, Any]:
        """Return the old and the new value of a key. The default replaces a missing value."""
        return self.old.get(key, default), self.new.get(key, default)


def canonical(value: Any) -> str:
    """Return a value as JSON text in a canonical form: equal values have equal texts.

    As in JSON Schema, 1 equals 1.0 but not true. The text of `ABSENT` is empty.
    """
    if value is ABSENT:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
