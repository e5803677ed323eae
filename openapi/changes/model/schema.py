"""Schemas of OpenAPI documents in canonical form: equivalent notations have the same form.

For example, `nullable`, a list of types and a `oneOf` are notations of a schema that allows null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView
from functools import cached_property
from typing import Any, NamedTuple

from openapi.changes.model.node import MalformedError, Node, NodePair, Tokens, canonical

ALL_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
ALTERNATIVES = ("oneOf", "anyOf")
# Keywords that the canonical form replaces, and keywords that do not affect values.
_REPLACED = frozenset({"$ref", "allOf", "nullable", "$schema", "$id", "$comment", "$defs"})


class Choice(NamedTuple):
    """A `oneOf` or `anyOf` of a schema.

    Attributes:
        node: The node of the `oneOf` or `anyOf`.
        alternatives: The alternatives, without null.
    """

    node: Node
    alternatives: list[Node]


class Schema:
    """A schema in canonical form, which is the same for equivalent notations.

    Attributes:
        nodes: The nodes that define the schema. A valid value satisfies all of them.
    """

    def __init__(self, *nodes: Node) -> None:
        self.nodes = nodes

    @cached_property
    def _collected(self) -> _Parts:
        return _Parts(self.nodes)

    @property
    def parts(self) -> list[Node]:
        """The node of the schema, and the nodes of schemas that it includes by `$ref` or `allOf`.

        A `oneOf` or `anyOf` with a single alternative also includes a schema.
        """
        return self._collected.nodes

    @property
    def keywords(self) -> KeysView[str]:
        """The names of all keywords of the schema."""
        return self._by_keyword.keys()

    @property
    def allows_nothing(self) -> bool:
        """Whether the schema is `false`, which no value satisfies."""
        return self._collected.has_false

    @property
    def allows_anything(self) -> bool:
        """Whether the schema has no keyword, so that every value satisfies it."""
        return not self.parts and not self.allows_nothing

    def all(self, keyword: str) -> list[Node]:
        """Return every occurrence of a keyword in the schema and in the included schemas.

        A schema includes another schema by `$ref`, for example.
        """
        return self._by_keyword.get(keyword, [])

    @cached_property
    def _by_keyword(self) -> dict[str, list[Node]]:
        return _children_by_key(self.parts)

    def at(self, keyword: str) -> Node:
        """Return the node (value and JSON Pointer) of a keyword.

        The node comes from the schema, or else from the first included schema with the keyword. If
        no schema has the keyword, the node is absent.
        """
        nodes = self.all(keyword)
        if nodes:
            return nodes[0]
        typed = [part for part in self.parts if "type" in part.value]
        owner = (typed or self.parts or self.nodes)[-1]
        return owner.absent.child(keyword)

    def get(self, keyword: str) -> Any:
        """Return the first value of a keyword, or None if the schema does not contain the keyword.

        The schemas that the schema includes by `$ref` or `allOf` are also searched.
        """
        nodes = self.all(keyword)
        return nodes[0].value if nodes else None

    def under(self, keyword: str) -> Schema:
        """Return the schema at a keyword such as `items`; an absent schema allows any value."""
        return Schema(*(self.all(keyword) or [self.at(keyword)]))

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of the values that the schema allows, without null; number includes integer."""
        if self.allows_nothing:
            return frozenset()
        types = self._declared_types
        if not self.all("type"):
            types = frozenset(map(_type_of, self.enum or ())) or types
        return types - {"null"}

    @cached_property
    def _declared_types(self) -> frozenset[str]:
        types = ALL_TYPES
        for each in self.all("type"):
            listed = frozenset(_as_list(each.value))
            types &= listed | {"integer"} if "number" in listed else listed
        return types

    @cached_property
    def allows_null(self) -> bool:
        """Whether the schema allows null."""
        if self._collected.is_nullable:
            return True
        listed = (each.value for each in self.all("enum"))
        return (
            "null" in self._declared_types
            and not self.allows_nothing
            and not any(isinstance(values, list) and None not in values for values in listed)
            and all(
                any(Schema(each).allows_null for each in alternatives)
                for _, alternatives in self.choices()
            )
        )

    @cached_property
    def enum(self) -> list[Any] | None:
        """The non-null values that the schema lists in `enum` or `const`; None without a list."""
        lists = [each.value for each in self.all("enum") if isinstance(each.value, list)]
        lists += [[each.value] for each in self.all("const")]
        if not lists:
            return None
        in_all = set.intersection(*({canonical(value) for value in values} for values in lists))
        return [value for value in lists[0] if canonical(value) in in_all and value is not None]

    @cached_property
    def required(self) -> list[str]:
        """The names of the properties that an object must have."""
        names = [name for each in self.all("required") for name in _as_list(each.value)]
        return list(dict.fromkeys(names))

    @cached_property
    def properties(self) -> dict[str, Schema]:
        """The schemas of the properties that the schema lists, by name."""
        return self._by_name("properties")

    @cached_property
    def pattern_properties(self) -> dict[str, Schema]:
        """The schemas of properties whose names match a pattern, by pattern."""
        return self._by_name("patternProperties")

    def _by_name(self, keyword: str) -> dict[str, Schema]:
        nodes = _children_by_key(self.all(keyword))
        return {name: Schema(*each) for name, each in nodes.items()}

    def choices(self) -> Iterator[Choice]:
        """Yield each `oneOf` and `anyOf` of the schema."""
        for keyword in ALTERNATIVES:
            for each in self.all(keyword):
                yield Choice(each, [item for item in each.items() if not _is_null(item)])

    @property
    def is_closed(self) -> bool:
        """Whether the schema forbids properties that it does not list."""
        keywords = ("additionalProperties", "unevaluatedProperties")
        return any(each.value is False for keyword in keywords for each in self.all(keyword))

    @property
    def has_typed_additional_properties(self) -> bool:
        """Whether the schema constrains the values of properties that it does not list."""
        return not self.is_closed and any(
            not Schema(each).allows_anything for each in self.all("additionalProperties")
        )


class SchemaPair(NamedTuple):
    """The old and the new version of one schema in an OpenAPI document, in canonical form."""

    old: Schema
    new: Schema

    @classmethod
    def of(cls, nodes: NodePair) -> SchemaPair:
        """Return the schemas at a location in the old document and a location in the new one."""
        return cls(Schema(nodes.old), Schema(nodes.new))

    @property
    def identity(self) -> tuple[object, ...]:
        """A hashable key for the pair: the JSON Pointers of all nodes of both schemas."""
        return tuple(tuple((each.tokens, each.exists) for each in x.nodes) for x in self)

    @property
    def swapped(self) -> SchemaPair:
        """A new `SchemaPair` in which the old and the new schema have changed places."""
        return SchemaPair(self.new, self.old)

    @property
    def common_types(self) -> frozenset[str]:
        """The types of values that both the old and the new schema allow."""
        return self.old.types & self.new.types

    def at(self, keyword: str) -> NodePair:
        """Return the values of a keyword such as `maximum` in the old and in the new schema.

        Each value is a node: the value together with the JSON Pointer to the value.
        """
        return NodePair(self.old.at(keyword), self.new.at(keyword))

    def under(self, keyword: str) -> SchemaPair:
        """Return the old and the new schema in a keyword that holds a schema, such as `items`."""
        return SchemaPair(self.old.under(keyword), self.new.under(keyword))


class _Parts:
    """A schema, and all schemas that the schema includes, for example by `$ref` or `allOf`.

    Attributes:
        nodes: One node per schema, without keywords such as `$ref` that include other schemas.
        is_nullable: Whether null is valid in addition to the values of the `type`.
        has_false: Whether one of the schemas is `false`, which allows no value.
    """

    def __init__(self, schemas: Iterable[Node]) -> None:
        self.nodes: list[Node] = []
        self.is_nullable = False
        self.has_false = False
        self._added: set[Tokens] = set()
        for each in schemas:
            self._add(each)

    def _add(self, schema: Node) -> None:
        """Collect a schema in `nodes`, and all schemas that the schema includes, as by `$ref`.

        Raises:
            MalformedError: If one of the schemas is neither a mapping nor a boolean.
        """
        if schema.value is False:
            self.has_false = True
        if schema.exists and not isinstance(schema.value, dict | bool):
            raise MalformedError(schema, "is not a schema")
        if not isinstance(schema.value, dict) or schema.tokens in self._added:
            return
        self._added.add(schema.tokens)
        own = {key: value for key, value in schema.value.items() if key not in _REPLACED}
        self.is_nullable |= schema.value.get("nullable") is True
        inner = [schema.referenced()] if schema.reference is not None else []
        inner += schema.child("allOf").items()
        for keyword in ALTERNATIVES:
            if isinstance(own.get(keyword), list):
                inner += self._without_choice(schema.child(keyword), own)
        if own:
            self.nodes.append(Node(schema.document, schema.tokens, own))
        for each in inner:
            self._add(each)

    def _without_choice(self, alternatives: Node, own: dict[str, Any]) -> list[Node]:
        """Replace a `oneOf` or `anyOf` by simpler keywords, where possible.

        Alternatives that consist of a `type` become a list of types.

        Args:
            alternatives: The node of the `oneOf` or `anyOf`.
            own: The keywords beside the `oneOf` or `anyOf`. The function changes this dictionary.

        Returns:
            The only alternative besides null, to be treated like an item of `allOf`. The list is
            empty if there are several alternatives.
        """
        keyword = alternatives.key
        items = alternatives.items()
        choices = [each for each in items if not _is_null(each)]
        self.is_nullable |= len(choices) < len(items)
        if len(choices) == 1:  # becomes an included schema
            del own[keyword]
            return choices
        # Alternatives that consist of a `type` become a list of types.
        if "type" not in own and choices and all(_is_bare_type(each) for each in choices):
            del own[keyword]
            own["type"] = [name for each in choices for name in _as_list(each.value["type"])]
        return []


def _children_by_key(mappings: Iterable[Node]) -> dict[str, list[Node]]:
    children: dict[str, list[Node]] = {}
    for mapping in mappings:
        for key, child in mapping.children():
            children.setdefault(key, []).append(child)
    return children


def _is_null(schema: Node) -> bool:
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None]


def _is_bare_type(schema: Node) -> bool:
    return isinstance(schema.value, dict) and set(schema.value) == {"type"}


def _as_list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _type_of(value: Any) -> str:
    types = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return types.get(type(value), "number")
