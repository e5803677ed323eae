"""A value of a document together with where it stands, so that a difference can point at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from openapi.pointer import target


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
Absent = Literal[_Absent.ABSENT]

Tokens = tuple[str | int, ...]


class MalformedError(Exception):
    """What stands at a place is not what can stand there. The text is one sentence."""

    def __init__(self, place: Node, problem: str) -> None:
        super().__init__(f"{place.pointer} {problem}")
        self.place = place


@dataclass(frozen=True)
class Root:
    """A document."""

    content: dict[str, Any] = field(repr=False)

    @property
    def top(self) -> Node:
        """The whole document."""
        return Node(self, (), self.content)


@dataclass(frozen=True, eq=False)
class Node:
    """A value, or the absence of one, at a place in a document.

    Attributes:
        root: The document.
        steps: The keys and indices that lead there from the top of the document.
        value: What stands there; `ABSENT` if nothing does.
    """

    root: Root = field(repr=False)
    tokens: Tokens
    value: Any

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer (RFC 6901)."""
        return "".join(f"/{_escaped(step)}" for step in self.tokens)

    @property
    def exists(self) -> bool:
        """Whether anything stands there."""
        return self.value is not ABSENT

    @property
    def key(self) -> str:
        """The last step: the name under which the value stands."""
        return str(self.tokens[-1]) if self.tokens else ""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a member, for values that are no more than a name or a number."""
        found = self.child(key)
        return found.value if found.exists else default

    def child(self, key: str) -> Node:
        """Return a member of a mapping, or the place where it would stand."""
        value = self.value.get(key, ABSENT) if isinstance(self.value, dict) else ABSENT
        return Node(self.root, (*self.tokens, key), value)

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of a mapping; none where nothing stands.

        Raises:
            MalformedError: If something else stands there.
        """
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self.child(key)
        elif self.exists:
            raise MalformedError(self, "is not a mapping")

    def items(self) -> list[Node]:
        """Return the items of a list; none where nothing stands.

        Raises:
            MalformedError: If something else stands there.
        """
        if self.exists and not isinstance(self.value, list):
            raise MalformedError(self, "is not a list")
        values = self.value if self.exists else ()
        return [Node(self.root, (*self.tokens, i), each) for i, each in enumerate(values)]

    @property
    def reference(self) -> str | None:
        """The `$ref` that stands there, if one does."""
        reference = self.value.get("$ref") if isinstance(self.value, dict) else None
        return reference if isinstance(reference, str) else None

    def referred(self) -> Node:
        """Return what the `$ref` refers to, one step on.

        Raises:
            MalformedError: If it refers to nothing in this document.
        """
        reference = self.reference or ""
        value = target(self.root.content, reference) if reference.startswith("#") else None
        if value is None:
            raise MalformedError(self, f"refers to {reference!r}, which is not there")
        steps = tuple(_plain(token) for token in reference.removeprefix("#").split("/")[1:])
        return Node(self.root, steps, value)

    def resolved(self) -> Node:
        """Follow `$ref`s to what is meant; what stands beside a `$ref` overrides it.

        Raises:
            MalformedError: If a reference refers to nothing, or only to references.
        """
        seen: list[str] = []
        found = self
        beside: dict[str, Any] = {}
        while found.reference is not None:
            if found.reference in seen:
                raise MalformedError(found, "refers to itself")
            seen.append(found.reference)
            beside = {key: value for key, value in found.value.items() if key != "$ref"} | beside
            found = found.referred()
        if not beside or not isinstance(found.value, dict):
            return found
        return Node(found.root, found.tokens, found.value | beside)


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _plain(token: str) -> str:
    from urllib.parse import unquote

    return unquote(token).replace("~1", "/").replace("~0", "~")
