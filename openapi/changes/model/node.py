"""Nodes of OpenAPI documents with their JSON Pointers, and pairs of an old and a new node."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final, NamedTuple

from openapi.pointer import (
    Token,
    UnresolvableError,
    follow,
    format_pointer,
    objects,
    parse_reference,
    with_indices,
)


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""The value of a `Node` that an OpenAPI document does not have; null is another value."""

Tokens = tuple[Token, ...]
"""The reference tokens of a JSON Pointer: names of properties and indices of items."""

REFERENCE_ANNOTATIONS = ("summary", "description")
"""The keywords of a Reference Object that override those of the referenced object."""


class MalformedError(ValueError):
    """Raised if a node of an OpenAPI document has a value that OpenAPI does not allow there.

    Attributes:
        node: The malformed node.
        problem: The description of the error, without the location.
    """

    def __init__(self, node: Node, problem: str) -> None:
        super().__init__(f"{node.pointer} {problem}")
        self.node = node
        self.problem = problem


@dataclass(frozen=True, eq=False)
class Source:
    """The content of an OpenAPI document, and the locations that a comparison has read.

    Attributes:
        content: The parsed document.
        read: The JSON Pointers of the values that were read.
        read_whole: The JSON Pointers of the values that were read together with all values inside.
        canonical_forms: The canonical form of each schema, by its JSON Pointer and the `id` of its
            value.
    """

    content: Mapping[str, Any] = field(repr=False)
    read: set[Tokens] = field(default_factory=set, repr=False)
    read_whole: set[Tokens] = field(default_factory=set, repr=False)
    canonical_forms: dict[tuple[Tokens, int], Any] = field(default_factory=dict, repr=False)

    @property
    def root(self) -> Node:
        """The whole document as a node. The JSON Pointer of this node is empty."""
        return Node(self, (), self.content)

    @cached_property
    def is_version_30(self) -> bool:
        """Whether the document uses OpenAPI 3.0, which ignores keywords beside a `$ref`."""
        return str(self.content.get("openapi")).startswith("3.0.")

    @cached_property
    def anchors(self) -> dict[str, Tokens]:
        """The locations of the schemas with an `$anchor` or a `$dynamicAnchor`, by its name.

        The result is empty if the document has an `$id`, which limits where a name is valid, or if
        the version of OpenAPI has no anchors. Names that occur twice are left out.
        """
        found: dict[str, list[Tokens]] = {}
        for location, each in () if self.is_version_30 else objects(self.content):
            if isinstance(each.get("$id"), str):
                return {}
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(each.get(keyword), str):
                    found.setdefault(each[keyword], []).append(location)
        return {name: locations[0] for name, locations in found.items() if len(locations) == 1}


class Node:
    """A value in an OpenAPI document together with its JSON Pointer.

    A node is absent if the document has no value at the JSON Pointer. The `source` of a node
    records which values were read, so that differences in unread values can be reported.

    Attributes:
        source: The document.
        tokens: The parts of the JSON Pointer: names of properties and indices of items.
    """

    __slots__ = ("_value", "source", "tokens")

    def __init__(self, source: Source, tokens: Tokens, value: Any) -> None:
        self.source = source
        self.tokens = tokens
        self._value = value

    def __repr__(self) -> str:
        """Return the JSON Pointer and the value of the node, for error messages of tests."""
        return f"Node({self.pointer!r}, {self._value!r})"

    @classmethod
    def root(cls, document: Mapping[str, Any]) -> Node:
        """Return the whole OpenAPI document as a node. The JSON Pointer of this node is empty."""
        return Source(document).root

    @property
    def value(self) -> Any:
        """The value at the JSON Pointer, or `ABSENT` for an absent node."""
        self.source.read.add(self.tokens)
        return self._value

    @property
    def unread_value(self) -> Any:
        """The value at the JSON Pointer. This property does not record that the value was read."""
        return self._value

    def mark_read(self) -> None:
        """Mark the value of the node and all values inside as read."""
        self.source.read_whole.add(self.tokens)

    @property
    def text(self) -> str:
        """The value as JSON text in a canonical form. All values inside count as read."""
        self.mark_read()
        return canonical(self._value)

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the node (RFC 6901)."""
        return format_pointer(self.tokens)

    @property
    def exists(self) -> bool:
        """Whether the node has a value.

        An absent node stands for a JSON Pointer at which the OpenAPI document has no value.
        """
        return self._value is not ABSENT

    @property
    def key(self) -> str:
        """The last token of the node's JSON Pointer, such as the name of a property."""
        return str(self.tokens[-1]) if self.tokens else ""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key of a mapping node, or a default if there is no such key."""
        if isinstance(self._value, dict) and key not in self._value:
            self.source.read.add(self.tokens)
            return default
        child = self.child(key)
        return child.value if child.exists else default

    def child(self, key: str) -> Node:
        """Return the child node at a key of a mapping node; without the key, an absent node."""
        self.source.read.add(self.tokens)
        return self._child(key)

    def _child(self, key: str) -> Node:
        value = self._value.get(key, ABSENT) if isinstance(self._value, dict) else ABSENT
        return Node(self.source, (*self.tokens, key), value)

    @property
    def absent(self) -> Node:
        """A node with the JSON Pointer of this node, but without a value."""
        return Node(self.source, self.tokens, ABSENT)

    @property
    def as_written(self) -> Node:
        """The same location as a node with the value from the document, not in canonical form."""
        written = follow(self.source.content, self.tokens, ABSENT)
        return self if ABSENT in (written, self._value) else Node(self.source, self.tokens, written)

    @property
    def nearest(self) -> Node:
        """The node itself, or the nearest node above it at which the document has a value."""
        node = self
        while follow(node.source.content, node.tokens, ABSENT) is ABSENT:
            node = Node(node.source, node.tokens[:-1], ABSENT)
        return node

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield each key and child node of a mapping. An absent node has no children.

        Raises:
            MalformedError: If the value is not a mapping.
        """
        if isinstance(self._value, dict):
            for key in self.value:
                yield key, self._child(key)
        elif self.exists:
            raise MalformedError(self, "is not a mapping")

    def items(self) -> list[Node]:
        """Return the items of a list in a document, as nodes. An absent list has no items.

        Raises:
            MalformedError: If the value is not a list.
        """
        values = self.value if self.exists else []
        if not isinstance(values, list):
            raise MalformedError(self, "is not a list")
        return [Node(self.source, (*self.tokens, i), each) for i, each in enumerate(values)]

    @property
    def reference(self) -> str | None:
        """The `$ref` of a node, or None if the node has no `$ref`."""
        reference = self._value.get("$ref") if isinstance(self._value, dict) else None
        return reference if isinstance(reference, str) else None

    def referenced(self, keyword: str = "$ref") -> Node:
        """Return the node that the `$ref` of a node refers to.

        Args:
            keyword: The keyword with the reference: `$ref` or `$dynamicRef`.

        Raises:
            MalformedError: If the document has no such node.
        """
        reference = str(self.get(keyword))
        content = self.source.content
        try:
            tokens = with_indices(content, parse_reference(reference))
        except UnresolvableError as error:
            anchor = self.source.anchors.get(reference.removeprefix("#"))
            if anchor is None or not reference.startswith("#"):
                raise MalformedError(self, f"cannot be resolved: {error}") from None
            tokens = anchor
        value = follow(content, tokens)
        if value is None:
            raise MalformedError(self, f"refers to {reference!r}, which does not exist")
        return Node(self.source, tokens, value)

    def resolved(self, beside: Collection[str] = REFERENCE_ANNOTATIONS) -> Node:
        """Return the node at the end of a chain of `$ref`s.

        Args:
            beside: The keywords beside a `$ref` that override the keywords of the referenced node.
                OpenAPI 3.0 ignores these keywords.

        Raises:
            MalformedError: If a `$ref` refers to nothing, or the `$ref`s form a circle.
        """
        followed: set[str] = set()
        node = self
        overriding: dict[str, Any] = {}
        while (reference := node.reference) is not None:
            if reference in followed:
                raise MalformedError(node, "refers to itself")
            followed.add(reference)
            if not self.source.is_version_30:
                overriding = {
                    key: node.get(key) for key in beside if key in node.value
                } | overriding
            node = node.referenced()
        if not overriding or not isinstance(node.value, dict):
            return node
        return Node(node.source, node.tokens, node.value | overriding)


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
    def exists(self) -> bool:
        """Whether at least one of the two OpenAPI documents has a value at this location."""
        return self.old.exists or self.new.exists

    @property
    def in_both(self) -> bool:
        """Whether the old and the new OpenAPI document both have a value at this location."""
        return self.old.exists and self.new.exists

    @property
    def changed(self) -> bool:
        """Whether the old and the new node have different values, or only one of them exists."""
        return self.old.text != self.new.text

    @property
    def differs(self) -> bool:
        """Whether the values differ. Unlike `changed`, this does not mark the values as read."""
        old, new = self.texts
        return old != new

    def extensions(self) -> Iterator[NodePair]:
        """Yield the values of each `x-` key of the old or the new mapping."""
        for key, pair in self.children():
            if key.startswith("x-"):
                yield pair

    @property
    def texts(self) -> tuple[str, str]:
        """The old and the new value as canonical JSON texts. The values are not marked as read."""
        return canonical(self.old.unread_value), canonical(self.new.unread_value)

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
        """Return the values of a key in the old and in the new node, or the default if missing."""
        return self.old.get(key, default), self.new.get(key, default)


def canonical(value: Any) -> str:
    """Return a value as JSON text in a canonical form: equal values have equal texts.

    As in JSON Schema, 1 equals 1.0 but not true. The text of `ABSENT` is empty.
    """
    if value is ABSENT:
        return ""
    text = _encode(value)
    return _encode(_with_integers(value)) if ".0" in text or "e+" in text else text


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def _with_integers(value: Any) -> Any:
    """Return a value in which each number without a fraction is an integer."""
    if isinstance(value, dict):
        return {key: _with_integers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_integers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
