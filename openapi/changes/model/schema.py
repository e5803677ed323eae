"""A schema without its spelling: what it demands, wherever and however that is written.

`$ref`, `allOf`, alternatives of one, `nullable`, `const`, a boolean schema and OpenAPI 3.0's
exclusive bounds say in another form what other keywords say too. A `Schema` has one form for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from openapi.changes.model.node import ABSENT, MalformedError, Node

ALL_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
ALTERNATIVES = ("oneOf", "anyOf")
_SPELLING = frozenset({"$ref", "allOf", "nullable", "$schema", "$id", "$comment", "$defs"})

Spelled = tuple[Node, ...]
"""Schemas that must all be satisfied: one, or the same member of several in an `allOf`."""


class Schema:
    """What schemas that must all be satisfied demand together.

    Attributes:
        parts: What is demanded, keyword by keyword, each with its place; the outermost first.
        is_nullable: Whether null was allowed in a way that outranks the `type`.
        allows_nothing: Whether it is the schema `false`, which no value satisfies.
    """

    def __init__(self, spelled: Spelled) -> None:
        self.spelled = spelled
        self.parts: list[Node] = []
        self.is_nullable = False
        self.allows_nothing = False
        self._seen: set[tuple[str | int, ...]] = set()
        for each in spelled:
            self._take(each)

    def _take(self, schema: Node) -> None:
        if schema.value is False:
            self.allows_nothing = True
        if schema.exists and not isinstance(schema.value, dict | bool):
            raise MalformedError(schema, "is not a schema")
        if not isinstance(schema.value, dict) or schema.tokens in self._seen:
            return
        self._seen.add(schema.tokens)
        here = {key: value for key, value in schema.value.items() if key not in _SPELLING}
        self.is_nullable |= schema.value.get("nullable") is True
        inner = [schema.referred()] if schema.reference is not None else []
        inner += schema.child("allOf").items()
        for keyword in ALTERNATIVES:
            if isinstance(here.get(keyword), list):
                inner += self._unwrap(schema.child(keyword), here)
        if here:
            self.parts.append(Node(schema.root, schema.tokens, here))
        for each in inner:
            self._take(each)

    def _unwrap(self, alternatives: Node, here: dict[str, Any]) -> list[Node]:
        """Take out of `here` the alternatives that are no choice; return those to take as well."""
        real = [each for each in alternatives.items() if not _is_null(each)]
        nullable = len(real) < len(alternatives.items())
        keyword = alternatives.key
        self.is_nullable |= nullable
        if len(real) == 1:
            del here[keyword]
            return real
        if "type" not in here and real and all(_is_bare_type(each) for each in real):
            del here[keyword]
            here["type"] = [name for each in real for name in _listed(each.value["type"])]
        return []

    @property
    def allows_anything(self) -> bool:
        """Whether nothing is demanded and nothing is said."""
        return not self.parts and not self.allows_nothing

    def all(self, keyword: str) -> list[Node]:
        """Return every occurrence of a keyword, the outermost first."""
        return self._index.get(keyword, [])

    @cached_property
    def _index(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for part in self.parts:
            for keyword, each in part.children():
                found.setdefault(keyword, []).append(each)
        return found

    def at(self, keyword: str) -> Node:
        """Return the first occurrence of a keyword, or the place where it would stand."""
        found = self.all(keyword)
        if found:
            return found[0]
        core = [part for part in self.parts if "type" in part.value] or self.parts
        home = core[-1] if core else self.spelled[-1]
        return Node(home.root, (*home.tokens, keyword), ABSENT)

    def get(self, keyword: str) -> Any:
        """Return the first value of a keyword, or None."""
        found = self.all(keyword)
        return found[0].value if found else None

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that a value may have, null left out. What is a number may be an integer."""
        if self.allows_nothing:
            return frozenset()
        types = self._all_types()
        if not self.all("type"):
            named = [_type_of(value) for value in self.enum or ()]
            types = frozenset(named) or types
        return types - {"null"}

    def _all_types(self) -> frozenset[str]:
        types = ALL_TYPES
        for each in self.all("type"):
            listed = frozenset(_listed(each.value))
            types &= listed | {"integer"} if "number" in listed else listed
        return types

    @cached_property
    def allows_null(self) -> bool:
        """Whether null is allowed."""
        values = [each.value for each in self.all("enum")]
        refused = any(isinstance(value, list) and None not in value for value in values)
        chosen = all(
            any(Schema((each,)).allows_null for each in alternatives)
            for _, alternatives in self.alternatives()
        )
        allowed = "null" in self._all_types() and not self.allows_nothing and not refused
        return self.is_nullable or (allowed and chosen)

    @cached_property
    def enum(self) -> list[Any] | None:
        """The values that are allowed, null left out; None if they are not listed."""
        lists = [each.value for each in self.all("enum") if isinstance(each.value, list)]
        lists += [[each.value] for each in self.all("const")]
        if not lists:
            return None
        kept = {canonical(value) for value in lists[0]}.intersection(
            *(map(canonical, x) for x in lists)
        )
        return [value for value in lists[0] if canonical(value) in kept and value is not None]

    @cached_property
    def required(self) -> list[str]:
        """The members that an object must have."""
        names = [name for each in self.all("required") for name in _listed(each.value)]
        return list(dict.fromkeys(names))

    @cached_property
    def properties(self) -> dict[str, Spelled]:
        """The members that are described, each by its schemas."""
        return self._by_name("properties")

    @cached_property
    def pattern_properties(self) -> dict[str, Spelled]:
        """The schemas of members whose names match a pattern."""
        return self._by_name("patternProperties")

    def _by_name(self, keyword: str) -> dict[str, Spelled]:
        found: dict[str, Spelled] = {}
        for each in self.all(keyword):
            for name, schema in each.children():
                found[name] = (*found.get(name, ()), schema)
        return found

    def under(self, keyword: str) -> Spelled:
        """Return the schemas that stand under a keyword; if none does, the place for one."""
        return tuple(self.all(keyword)) or (self.at(keyword),)

    def alternatives(self) -> Iterator[tuple[str, list[Node]]]:
        """Yield each choice that a value has: its keyword, and the alternatives but null."""
        for keyword in ALTERNATIVES:
            for each in self.all(keyword):
                yield keyword, [item for item in each.items() if not _is_null(item)]


def canonical(value: Any) -> str:
    """Return a value's one spelling, by which equal values are found: 1 is 1.0, and not true.

    What is absent is spelled as no value is: as an empty text.
    """
    if value is ABSENT:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _is_null(schema: Node) -> bool:
    value = schema.value
    return isinstance(value, dict) and (
        value.get("type") in ("null", ["null"]) or value.get("enum") == [None]
    )


def _is_bare_type(schema: Node) -> bool:
    return isinstance(schema.value, dict) and set(schema.value) == {"type"}


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "number")
