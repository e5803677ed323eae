"""Schemas of OpenAPI documents in canonical form: equivalent notations have the same form.

For example, `nullable`, a list of types and a `oneOf` are notations of a schema that allows null.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, KeysView
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, NamedTuple

from openapi.changes.model.keyword_values import check_keywords
from openapi.changes.model.node import (
    ABSENT,
    MalformedError,
    Node,
    NodePair,
    Tokens,
    canonical,
)
from openapi.changes.regex.inclusion import matches

ALL_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
ALTERNATIVES = ("oneOf", "anyOf")
ANNOTATIONS = frozenset({"title", "description", "example", "examples", "deprecated"})
REST_KEYWORDS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems"}
)
"""The keywords for the properties or items that a schema does not list."""
_LISTING = ("properties", "patternProperties")
_SCALARS = ("null", "boolean", "integer", "number", "string")
_MAX_INCLUSIONS = 20
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


class Rest(NamedTuple):
    """The values of an object or an array that a schema does not list.

    The values are those of `additionalProperties`, `unevaluatedProperties`, `items` or
    `unevaluatedItems`. In a schema that includes schemas by `allOf`, each of these keywords has its
    own list of names or positions.

    Attributes:
        node: The node of the keyword, which has the schema of the values.
        names: The names of the listed properties.
        patterns: The patterns for the names of properties that are also listed.
        length: The number of the first items of an array that are listed.
        alternatives: The properties or items that the schema lists, and those that only some of its
            alternatives list, as text; empty without such alternatives.
    """

    node: Node
    names: frozenset[str]
    patterns: frozenset[str]
    length: int
    alternatives: str = ""

    @property
    def is_restricted(self) -> bool:
        """Whether the keyword forbids some values."""
        return not Schema.at_node(self.node).allows_anything

    def includes(self, name: str) -> bool:
        """Return whether the schema of the keyword restricts a property."""
        return name not in self.names and not any(_matches(each, name) for each in self.patterns)


class NamePattern(NamedTuple):
    """The names of properties that match a pattern, except for some names.

    Attributes:
        pattern: A regular expression that the names match.
        excluded_names: The excluded names.
        excluded_patterns: Regular expressions that the names do not match.
    """

    pattern: str
    excluded_names: frozenset[str] = frozenset()
    excluded_patterns: frozenset[str] = frozenset()

    @property
    def is_restricted(self) -> bool:
        """Whether some names are excluded."""
        return bool(self.excluded_names or self.excluded_patterns)


class Bound(NamedTuple):
    """The lower or upper bound of a range of numbers.

    Attributes:
        limit: The number, negated for a lower bound, and whether the range includes the number.
        node: The node (value and JSON Pointer) of the keyword, such as `minimum`.
    """

    limit: tuple[Fraction, bool]
    node: Node


class Schema:
    """A schema in canonical form, which is the same for equivalent notations.

    Attributes:
        nodes: The nodes that define the schema. A valid value satisfies all of them.
        overlaps: The results of the function `overlap`: whether a value may be valid both for this
            schema and for another schema.
    """

    def __init__(self, *nodes: Node) -> None:
        self.nodes = nodes
        self.overlaps: dict[Schema, bool] = {}
        # A recursive schema can be one of its own alternatives.
        self._is_in_own_alternatives = False
        self._is_in_own_null = False

    @classmethod
    def at_node(cls, node: Node) -> Schema:
        """Return the schema at a node. Each call for the same node returns the same object."""
        # The schema keeps the value alive, so that no other value has the same identity.
        key = node.tokens, id(node.unread_value)
        forms: dict[tuple[Tokens, int], Schema] = node.source.canonical_forms
        return forms.get(key) or forms.setdefault(key, cls(node))

    @cached_property
    def _collected(self) -> _Parts:
        return _Parts(self.nodes)

    @property
    def parts(self) -> list[Part]:
        """The node of the schema, and the nodes of schemas that it includes by `$ref` or `allOf`.

        A `oneOf` or `anyOf` with a single alternative also includes a schema.
        """
        return self._collected.nodes

    @property
    def null_node(self) -> Node | None:
        """The node of the `nullable`, `oneOf` or `anyOf` that allows null, or None."""
        return self._collected.null_node if self.allows_null else None

    @property
    def keywords(self) -> KeysView[str]:
        """The names of all keywords of the schema."""
        return self._by_keyword.keys()

    @property
    def allows_nothing(self) -> bool:
        """Whether the schema includes `false`, and no value satisfies the schema."""
        return self.false_node is not None and not self.allows_null

    @property
    def false_node(self) -> Node | None:
        """The node with the value `false` that the schema includes, or None."""
        return self._collected.false_node

    @property
    def allows_anything(self) -> bool:
        """Whether the schema has no keyword, so that every value satisfies it."""
        return not self.parts and self.false_node is None and self.allows_null

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

    def has_flag(self, keyword: str) -> bool:
        """Return whether a keyword such as `readOnly` is true, also in an included schema."""
        return True in [each.value for each in self.all(keyword)]

    def occurrences(self, keywords: Iterable[str]) -> list[Node]:
        """Return the keywords of each included schema that act together, such as `if` and `then`.

        Returns:
            A mapping with some of the given keywords, for each schema that has the first of them.
        """
        first, *_ = keywords = list(keywords)
        return [
            Node(part.source, part.tokens, {x: part.value[x] for x in keywords if x in part.value})
            for part in self.parts
            if first in part.value
        ]

    def under(self, keyword: str) -> Schema:
        """Return the schema at a keyword such as `items`; an absent schema allows any value."""
        return _all_of(self.all(keyword) or [self.at(keyword)])

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of the values that the schema allows, without null; number includes integer."""
        if self.false_node is not None:
            return frozenset()
        types = self._declared_types
        if not self.all("type"):
            types = types if self.enum is None else frozenset(map(_type_of, self.enum))
        return types - {"null"}

    @cached_property
    def possible_types(self) -> frozenset[str]:
        """The types of the valid values, without null. Each `oneOf` and `anyOf` is considered."""
        types = self.types
        if self.choices and not self._is_in_own_alternatives:
            self._is_in_own_alternatives = True
            for choice in self.choices:
                schemas = map(Schema.at_node, choice.alternatives)
                types &= frozenset().union(*(each.possible_types for each in schemas))
            self._is_in_own_alternatives = False
        return types

    @cached_property
    def has_fractions(self) -> bool:
        """Whether the `type` and the `multipleOf` allow numbers that are not integers."""
        factors = (as_fraction(each.value) for each in self.all("multipleOf"))
        return "number" in self.types and not any(x and x.denominator == 1 for x in factors)

    @property
    def has_only_integers(self) -> bool:
        """Whether all values of the schema are integers."""
        return bool(self.types) and self.types <= {"integer", "number"} and not self.has_fractions

    @cached_property
    def _declared_types(self) -> frozenset[str]:
        types = ALL_TYPES
        for each in self.all("type"):
            listed = frozenset(_listed_types(each))
            types &= listed | {"integer"} if "number" in listed else listed
        return types

    @cached_property
    def allows_null(self) -> bool:
        """Whether the schema allows null."""
        if self._is_in_own_null:
            return False
        self._is_in_own_null = True
        waiting = list(self.nodes)
        checked: set[Tokens] = set()
        allows_null = True
        while waiting and allows_null:
            node = waiting.pop()
            if node.tokens not in checked:
                checked.add(node.tokens)
                allows_null = _keywords_allow_null(node)
                waiting += _included_beside_null(node)
        self._is_in_own_null = False
        return allows_null

    @cached_property
    def enum(self) -> list[Any] | None:
        """The non-null values that the schema lists in `enum` or `const`; None without a list."""
        for each in (*self.all("enum"), *self.all("const")):
            if each.key in ("enum", "const"):  # not `oneOf` or `anyOf`
                each.mark_read()
        lists = [each.value for each in self.all("enum") if isinstance(each.value, list)]
        lists += [[each.value] for each in self.all("const")]
        if not lists:
            return None
        in_all = set.intersection(*({canonical(value) for value in values} for values in lists))
        return [value for value in lists[0] if canonical(value) in in_all and value is not None]

    @cached_property
    def enum_texts(self) -> frozenset[str] | None:
        """The values of `enum` as canonical JSON texts; None without a list."""
        return None if self.enum is None else frozenset(map(canonical, self.enum))

    @cached_property
    def required(self) -> list[str]:
        """The names of the properties that an object must have.

        The boolean `required` of a parameter has no meaning in a schema and is ignored.
        """
        lists = [each for each in self.all("required") if not isinstance(each.value, bool)]
        return list(dict.fromkeys(str(name.value) for each in lists for name in each.items()))

    @cached_property
    def properties(self) -> dict[str, Schema]:
        """The schemas of the properties that the schema lists, by name."""
        nodes = _children_by_key(self.all("properties"))
        if len(self.parts) > 1 or "patternProperties" in self.keywords:
            nodes = {name: [*each, *self._beside(name)] for name, each in nodes.items()}
        return {name: _all_of(each) for name, each in nodes.items()}

    def _beside(self, name: str) -> list[Node]:
        """Return the schemas of a property at other keywords than `properties`."""
        matching = [
            node
            for each in self.all("patternProperties")
            for pattern, node in each.children()
            if _matches(pattern, name)
        ]
        return matching + [x.node for x in self.additional if x.includes(name) and x.is_restricted]

    @cached_property
    def pattern_properties(self) -> dict[NamePattern, Schema]:
        """The schemas of properties whose names match a pattern, by pattern."""
        by_pattern = _children_by_key(self.all("patternProperties"))
        nodes = {NamePattern(pattern): each for pattern, each in by_pattern.items()}
        for rest in self.additional:
            for pattern in by_pattern.keys() - rest.patterns if rest.is_restricted else ():
                key = NamePattern(pattern, rest.names, rest.patterns)
                nodes.setdefault(key, []).append(rest.node)
        return {pattern: _all_of(each) for pattern, each in nodes.items()}

    @cached_property
    def dependent_schemas(self) -> dict[str, Schema]:
        """The schemas of objects that have a property, by the name of the property."""
        nodes = _children_by_key(self.all("dependentSchemas"))
        return {name: _all_of(each) for name, each in nodes.items()}

    @cached_property
    def dependent_required(self) -> dict[str, list[Node]]:
        """The lists of properties that objects with a property must have, by that property."""
        return _children_by_key(self.all("dependentRequired"))

    def for_property(self, name: str) -> Schema:
        """Return the schema of a property, also of a property that `properties` does not list."""
        if name in self.properties:
            return self.properties[name]
        return _all_of(self._beside(name) or [self.at("additionalProperties").absent])

    @cached_property
    def additional(self) -> list[Rest]:
        """The `additionalProperties` and `unevaluatedProperties` that do not depend on a value."""
        rests = []
        for part in self.parts:
            if "additionalProperties" in part.value:
                names, patterns = (_keys([part.child(each)]) for each in _LISTING)
                rests.append(Rest(part.child("additionalProperties"), names, patterns, 0))
        return rests + [x for x in self.unevaluated("unevaluatedProperties") if not x.alternatives]

    def unevaluated(self, keyword: str) -> list[Rest]:
        """Return each `unevaluatedProperties` or `unevaluatedItems` that has an effect."""
        if keyword not in self.keywords:
            return []
        return [rest for part in self.parts for rest in _unevaluated(part, keyword)]

    @cached_property
    def additional_properties(self) -> Schema:
        """The schema of the properties that the schema does not list."""
        nodes = [each.node for each in self.additional]
        return _all_of(nodes or [self.at("additionalProperties").absent])

    @cached_property
    def additional_items(self) -> list[Rest]:
        """The `items` and `unevaluatedItems` that do not depend on a value."""
        rests = []
        for part in self.parts:
            if "items" in part.value:
                length = len(part.value.get("prefixItems") or ())
                rests.append(Rest(part.child("items"), frozenset(), frozenset(), length))
        return rests + [x for x in self.unevaluated("unevaluatedItems") if not x.alternatives]

    @cached_property
    def prefix(self) -> list[Schema]:
        """The schemas of the first items of an array, by position."""
        lists = [each.items() for each in self.all("prefixItems")]
        return [
            _all_of(
                [each[index] for each in lists if index < len(each)]
                + [each.node for each in self.additional_items if each.length <= index]
            )
            for index in range(max(map(len, lists), default=0))
        ]

    @cached_property
    def items(self) -> Schema:
        """The schema of the items of an array after those in `prefix`."""
        nodes = [each.node for each in self.additional_items]
        return _all_of(nodes or [self.at("items").absent])

    @cached_property
    def choices(self) -> list[Choice]:
        """Each `oneOf` and `anyOf` of the schema."""
        return [
            Choice(each, [item for item in _listed(each) if not is_null(item)])
            for keyword in ALTERNATIVES
            for each in self.all(keyword)
        ]

    @property
    def is_closed(self) -> bool:
        """Whether the schema forbids properties that it does not list."""
        return any(each.node.value is False for each in self.additional)

    @property
    def has_typed_additional_properties(self) -> bool:
        """Whether the schema constrains the values of properties that it does not list."""
        return not self.is_closed and any(each.is_restricted for each in self.additional)


class SchemaPair(NamedTuple):
    """The old and the new version of one schema in an OpenAPI document, in canonical form."""

    old: Schema
    new: Schema

    @classmethod
    def of(cls, nodes: NodePair) -> SchemaPair:
        """Return the schemas at a location in the old document and a location in the new one."""
        return cls(Schema.at_node(nodes.old), Schema.at_node(nodes.new))

    @property
    def identity(self) -> tuple[object, ...]:
        """A hashable key for the pair: the JSON Pointers of all nodes of both schemas."""
        return tuple(tuple((each.tokens, each.exists) for each in x.nodes) for x in self)

    @property
    def exists(self) -> bool:
        """Whether at least one of the two schemas exists in its document."""
        return any(node.exists for schema in self for node in schema.nodes)

    def have(self, keyword: str) -> bool:
        """Return whether at least one of the two schemas has a keyword."""
        return keyword in self.old.keywords or keyword in self.new.keywords

    @property
    def swapped(self) -> SchemaPair:
        """A new `SchemaPair` in which the old and the new schema have changed places."""
        return SchemaPair(self.new, self.old)

    @property
    def common_types(self) -> frozenset[str]:
        """The types of values that both the old and the new schema allow."""
        return self.old.possible_types & self.new.possible_types

    def at(self, keyword: str) -> NodePair:
        """Return the values of a keyword such as `maximum` in the old and in the new schema.

        Each value is a node: the value together with the JSON Pointer to the value.
        """
        return NodePair(self.old.at(keyword), self.new.at(keyword))

    def flag(self, keyword: str) -> NodePair:
        """Return the values of a keyword such as `readOnly`; true if one included schema has it."""
        return NodePair(
            *(
                next((x for x in each.all(keyword) if x.value is True), each.at(keyword))
                for each in self
            )
        )

    def under(self, keyword: str) -> SchemaPair:
        """Return the schemas at a keyword, such as `items`, of the old and of the new schema."""
        return SchemaPair(self.old.under(keyword), self.new.under(keyword))


class _Parts:
    """A schema, and all schemas that the schema includes, for example by `$ref` or `allOf`.

    Attributes:
        nodes: One node per schema, without keywords such as `$ref` that include other schemas.
        false_node: The node of the schema that is `false`, which allows no value; otherwise None.
        null_node: The node of the keyword that adds null to the values of the `type`, or None.
    """

    def __init__(self, schemas: Iterable[Node]) -> None:
        self.nodes: list[Part] = []
        self.false_node: Node | None = None
        self.null_node: Node | None = None
        self._added: set[Tokens] = set()
        for each in schemas:
            self._add(each)

    def _add(self, schema: Node, *, is_in_chain: bool = False) -> None:
        """Collect a schema in `nodes`, and all schemas that the schema includes, as by `$ref`.

        Args:
            schema: The schema.
            is_in_chain: Whether a `$ref` leads to the schema, so that the references of the schema
                are known to form no circle.

        Raises:
            MalformedError: If one of the schemas is neither a mapping nor a boolean.
        """
        value = schema.value
        if value is False:
            self.false_node = self.false_node or schema
        if schema.exists and not isinstance(value, dict | bool):
            raise MalformedError(schema, "is not a schema")
        if not isinstance(value, dict) or schema.tokens in self._added:
            return
        self._added.add(schema.tokens)
        has_reference = "$ref" in value
        own = {key: each for key, each in value.items() if key not in _REPLACED}
        if has_reference and schema.source.is_version_30:
            own = {}
        else:
            check_keywords(schema)
            if schema.get("nullable") is True and _excludes_null(schema):
                own["nullable"] = True  # has no effect, but is part of the document
            elif schema.get("nullable") is True:
                self.null_node = schema.child("nullable")
        inner = [schema.referenced()] if has_reference else []
        if "$dynamicRef" in own:  # without an `$id`, the keyword has the effect of `$ref`
            inner.append(schema.referenced("$dynamicRef"))
            del own["$dynamicRef"]
        if has_reference and inner[0].reference is not None and not is_in_chain:
            schema.resolved()  # checks that the references form no circle
        if "allOf" in value:
            inner += schema.child("allOf").items()
        origins: dict[str, str] = {}
        for keyword in ALTERNATIVES:
            if isinstance(own.get(keyword), list):
                inner += self._without_choice(schema.child(keyword), own, origins)
        if own:
            self.nodes.append(Part(schema, own, origins))
        for each in inner:
            self._add(each, is_in_chain=has_reference and each is inner[0])

    def _without_choice(
        self, alternatives: Node, own: dict[str, Any], origins: dict[str, str]
    ) -> list[Node]:
        """Replace a `oneOf` or `anyOf` by simpler keywords, where possible.

        Alternatives that consist of a `type` become a list of types, and alternatives that consist
        of a constant become an `enum`.

        Args:
            alternatives: The node of the `oneOf` or `anyOf`.
            own: The keywords beside the `oneOf` or `anyOf`. The function changes this dictionary.
            origins: The keyword in the document for each keyword that the function adds to `own`.
                The function changes this dictionary.

        Returns:
            A list with the only alternative besides null, which the caller treats like an item of
            `allOf`. Without another alternative than null, null is the alternative. The list is
            empty if there are several alternatives.
        """
        keyword = alternatives.key
        items = _listed(alternatives)
        choices = [each for each in items if not is_null(each)]
        if len(choices) < len(items):
            self.null_node = alternatives
        if len(choices) <= 1:  # the schema counts as included
            del own[keyword]
            return choices or items[:1]
        if "type" not in own and all(map(_is_bare_type, choices)):
            names = [name for each in choices for name in _listed_types(each.child("type"))]
            if keyword == "anyOf" or not _overlap(names):
                del own[keyword]
                own["type"] = names
                origins["type"] = keyword
        elif not {"enum", "const"} & own.keys() and all(map(_is_constant, choices)):
            values = [value for each in choices for value in _constants(each)]
            texts = list(map(canonical, values))
            if keyword == "anyOf" or len(texts) == len(set(texts)):
                del own[keyword]
                self.null_node = alternatives if None in values else self.null_node
                own["enum"] = values
                origins["enum"] = keyword
        return []


class Part(Node):
    """The keywords of a schema in canonical form, except those that include other schemas.

    Attributes:
        schema: The schema with all its keywords.
        origins: The keyword in the document for each keyword that only the canonical form has.
    """

    __slots__ = ("origins", "schema")

    def __init__(self, schema: Node, value: Any, origins: dict[str, str]) -> None:
        super().__init__(schema.source, schema.tokens, value)
        self.schema = schema
        self.origins = origins

    def _child(self, key: str) -> Node:
        """Return the child node at a key; its JSON Pointer is the location in the document."""
        child = super()._child(key)
        origin = self.origins.get(key)
        return Node(self.source, (*self.tokens, origin), child.unread_value) if origin else child


def _all_of(nodes: list[Node]) -> Schema:
    """Return the schema of the values that satisfy the schemas at all of the given nodes."""
    return Schema.at_node(nodes[0]) if len(nodes) == 1 else Schema(*nodes)


def _keywords_allow_null(node: Node) -> bool:
    """Return whether the keywords of a schema allow null, apart from `$ref` and `allOf`."""
    schema = node.value
    if not isinstance(schema, dict):
        return schema is not False
    if "$ref" in schema and node.source.is_version_30:
        return True
    if _excludes_null(node) or schema.get("const") is not None:
        return False
    if schema.get("nullable") is True:
        return True
    if "type" in schema and "null" not in _listed_types(node.child("type")):
        return False
    for keyword in ALTERNATIVES:
        items = node.child(keyword).items() if keyword in schema else []
        count = sum(Schema.at_node(each).allows_null for each in items)
        if items and (count == 0 or (keyword == "oneOf" and count > 1)):
            return False
    if "not" in schema and Schema.at_node(node.child("not")).allows_null:
        return False
    if "if" in schema:
        is_met = Schema.at_node(node.child("if")).allows_null
        return Schema.at_node(node.child("then" if is_met else "else")).allows_null
    return True


def _included_beside_null(node: Node) -> list[Node]:
    """Return the schemas of references and `allOf` that must allow null if a schema allows null."""
    schema = node.value
    if not isinstance(schema, dict):
        return []
    inner = [node.referenced(each) for each in ("$ref", "$dynamicRef") if each in schema]
    if "$ref" in schema and node.source.is_version_30:
        return inner
    if schema.get("nullable") is True:
        return []  # `nullable` also adds null to the values of an `allOf`
    return inner + node.child("allOf").items() if "allOf" in schema else inner


def _unevaluated(part: Part, keyword: str) -> list[Rest]:
    """Return the properties or items that `unevaluatedProperties` or `unevaluatedItems` restricts.

    The list is empty if the keyword has no effect, because the schema or an included schema has
    `additionalProperties` or `items`.
    """
    if keyword not in part.value:
        return []
    scope = Schema.at_node(part.schema)
    evaluating = "additionalProperties" if keyword == "unevaluatedProperties" else "items"
    if evaluating in scope.keywords or len(scope.all(keyword)) > 1:
        return []
    names, patterns = (_keys(scope.all(each)) for each in _LISTING)
    length = max((len(each.items()) for each in scope.all("prefixItems")), default=0)
    node = part.child(keyword)
    is_conditional = bool(_conditionally_evaluated(scope, keyword, ()))
    evaluated = _evaluated(scope, keyword, ()) if is_conditional else ""
    return [Rest(node, names, patterns, length, evaluated)]


def _conditionally_evaluated(schema: Schema, keyword: str, above: tuple[Schema, ...]) -> str:
    """Return what the alternatives and conditions of a schema evaluate, as text.

    If no alternative changes in value, then equal texts have equal unevaluated properties or items.
    The result is empty for a schema without alternatives and conditions.
    """
    is_of_items = keyword == "unevaluatedItems"
    found = []
    for part in schema.parts:
        inner = [(x, each) for x in ALTERNATIVES for each in part.child(x).items()]
        if "if" in part.value:
            inner += [(x, part.child(x)) for x in ("if", "then", "else") if x in part.value]
        inner += [
            (f"dependentSchemas {x}", y) for x, y in part.child("dependentSchemas").children()
        ]
        if is_of_items and "contains" in part.value:
            found.append(canonical(part.value["contains"]))
        found += [
            f"{x}: {_evaluated(Schema.at_node(each), keyword, (*above, schema))}"
            for x, each in inner
        ]
    return f"({', '.join(sorted(found))})" if found else ""


def _evaluated(schema: Schema, keyword: str, above: tuple[Schema, ...]) -> str:
    """Return which properties or items a schema evaluates, as text."""
    if schema in above:
        return "recursive"
    if keyword == "unevaluatedProperties":
        names = [str(sorted(_keys(schema.all(each)))) for each in _LISTING]
        rest = "additionalProperties"
    else:
        names = [str(max((len(each.items()) for each in schema.all("prefixItems")), default=0))]
        rest = "items"
    names += [each for each in (rest, keyword) if each in schema.keywords]
    return f"{names}{_conditionally_evaluated(schema, keyword, above)}"


def as_fraction(value: Any) -> Fraction | None:
    """Return a finite number as a fraction, or None for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value)) if abs(value) != float("inf") else None


def strictest_bound(schema: Schema, *, upper: bool) -> Bound | None:
    """Return the strictest lower or upper bound of a schema, or None for an unlimited range.

    Args:
        schema: The schema, in the notation of OpenAPI 3.0 or 3.1.
        upper: Whether to return the upper bound instead of the lower bound.
    """
    keyword, sign = ("maximum", 1) if upper else ("minimum", -1)
    exclusive_keyword = f"exclusive{keyword.capitalize()}"
    bounds = []
    for part in schema.parts:
        for key in (keyword, exclusive_keyword):
            node = part.child(key)
            value = as_fraction(node.value)
            if value is not None:
                inclusive = key == keyword and part.get(exclusive_keyword) is not True
                if schema.has_only_integers:
                    value, inclusive = _nearest_integer(value, sign, inclusive=inclusive), True
                bounds.append(Bound((sign * value, inclusive), node))
    # Lower bounds are negated, so the least limit is always the strictest.
    return min(bounds, key=lambda bound: bound.limit, default=None)


def _nearest_integer(bound: Fraction, sign: int, *, inclusive: bool) -> Fraction:
    """Return the greatest integer up to an upper bound, or the least one from a lower bound."""
    if bound.denominator == 1:
        return bound if inclusive else bound - sign
    return Fraction(math.floor(bound) if sign > 0 else math.ceil(bound))


@cache
def _matches(pattern: str, name: str) -> bool:
    # The `re` module would take exponential time for some patterns.
    return matches(pattern, name)


def _keys(mappings: Iterable[Node]) -> frozenset[str]:
    return frozenset(key for each in mappings for key, _ in each.children())


def _children_by_key(mappings: Iterable[Node]) -> dict[str, list[Node]]:
    children: dict[str, list[Node]] = {}
    for mapping in mappings:
        for key, child in mapping.children():
            children.setdefault(key, []).append(child)
    return children


def _listed(choice: Node) -> list[Node]:
    """Return the alternatives of a `oneOf` or `anyOf`.

    The alternative `false`, which no value satisfies, is skipped beside other alternatives. An
    `anyOf` in an `anyOf` is replaced by its alternatives, unless their classes would be renamed.
    """
    alternatives = choice.items()
    alternatives = [each for each in alternatives if each.value is not False] or alternatives
    if choice.key != "anyOf":
        return alternatives
    listed = []
    for each in alternatives:
        keywords = each.unread_value
        is_nested = isinstance(keywords, dict) and keywords.keys() == {"anyOf"}
        inner = _listed(each.child("anyOf")) if is_nested else []
        listed += inner if inner and not any(map(_may_have_positional_name, inner)) else [each]
    return listed


def _may_have_positional_name(schema: Node) -> bool:
    """Return whether the generator may derive the name of a class from the location of a schema."""
    keywords = schema.unread_value
    if not isinstance(keywords, dict) or "$ref" in keywords:
        return False
    return "enum" in keywords or keywords.get("type") not in _SCALARS


def is_null(schema: Node) -> bool:
    """Return whether a schema, or the single schema that it includes, allows only null."""
    for _ in range(_MAX_INCLUSIONS):
        inner = _only_inclusion(schema)
        if inner is None:
            break
        schema = inner
    allowed_types = schema.child("type")
    return (
        (allowed_types.exists and allowed_types.value in (None, "null", ["null"], [None]))
        or schema.get("enum") == [None]
        or schema.get("const", ABSENT) is None
    )


def _only_inclusion(schema: Node) -> Node | None:
    """Return the only schema that a schema includes, or None.

    The schema must be a reference, or an `allOf`, `oneOf` or `anyOf` with a single item.
    """
    value = schema.unread_value
    if not isinstance(value, dict):
        return None
    if schema.reference is not None:
        return schema.referenced()
    for keyword in ("allOf", *ALTERNATIVES):
        included = value.get(keyword)
        if value.keys() == {keyword} and isinstance(included, list):
            node = schema.child(keyword)
            listed = _listed(node) if keyword in ALTERNATIVES else node.items()
            return listed[0] if len(listed) == 1 else None
    return None


def _excludes_null(schema: Node) -> bool:
    # In OpenAPI 3.0, `nullable` does not add null to the `enum` of the same schema.
    values = schema.get("enum")
    return isinstance(values, list) and None not in values


def _is_bare_type(schema: Node) -> bool:
    value = schema.unread_value
    return isinstance(value, dict) and set(value) == {"type"}


def _overlap(types: list[str]) -> bool:
    return len(types) != len(set(types)) or {"integer", "number"} <= set(types)


def _is_constant(schema: Node) -> bool:
    """Return whether a schema consists of an `enum` or `const`, apart from type and annotations."""
    value = schema.unread_value
    if not isinstance(value, dict) or not {"enum", "const"} & value.keys():
        return False
    return value.keys() <= {"enum", "const", "type", *ANNOTATIONS}


def _constants(schema: Node) -> list[Any]:
    """Return the values that a schema with `enum` or `const` allows, apart from null."""
    values = [schema.get("const")] if "const" in schema.value else list(schema.get("enum"))
    if "enum" in schema.value:
        listed = set(map(canonical, schema.get("enum")))
        values = [each for each in values if canonical(each) in listed]
    if not schema.child("type").exists:
        return values
    types = {"integer", "number"} if "number" in (x := _listed_types(schema.child("type"))) else x
    return [each for each in values if each is None or _type_of(each) in types]


def _listed_types(node: Node) -> list[str]:
    """Return the types in the value of a `type`. An unquoted null in YAML is the type null.

    Raises:
        MalformedError: If the value is not a type of JSON Schema, or a list of such types.
    """
    listed = node.value if isinstance(node.value, list) else [node.value]
    names = ["null" if each is None else each for each in listed]
    for name in names:
        if not isinstance(name, str) or name not in ALL_TYPES:
            raise MalformedError(
                node, f"has the value {name!r}, which is not a type of JSON Schema"
            )
    return names


def _type_of(value: Any) -> str:
    types = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return types.get(type(value), "number")
