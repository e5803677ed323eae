"""Match the alternatives of `oneOf` and `anyOf`, and decide whether alternatives overlap."""

from __future__ import annotations

from collections.abc import Set
from itertools import combinations, product
from typing import NamedTuple

from openapi.changes.diff.values.constraints import numbers_of, satisfies
from openapi.changes.model.difference import brief
from openapi.changes.model.formats import contains, restricts
from openapi.changes.model.names import chosen_name
from openapi.changes.model.node import Node, NodePair, canonical
from openapi.changes.model.schema import ANNOTATIONS, Schema, as_fraction, strictest_bound
from openapi.changes.regex.inclusion import may_match_same_text

_STRING = frozenset({"string"})


def match(old: list[Node], new: list[Node]) -> tuple[list[NodePair], list[Node], list[Node]]:
    """Match each old alternative of a `oneOf` or `anyOf` with a new alternative.

    Two alternatives match if the alternatives are equal, have the same name, or are similar.

    Returns:
        The pairs of matching alternatives, and the old and the new alternatives without a match.
    """
    matched: list[NodePair] = []
    removed, added = list(old), list(new)
    for form in (_text, _name, _shape):
        forms = {id(each): form(each) for each in (*removed, *added)}
        for before in list(removed):
            found = next((x for x in added if _correspond(forms[id(before)], forms[id(x)])), None)
            if found is not None:
                removed.remove(before)
                added.remove(found)
                matched.append(NodePair(before, found))
    return matched, removed, added


def by_type(schema: Schema) -> list[Node]:
    """Return a schema for each type in a `type` such as `[string, integer]`.

    The result is empty if the schema also has other keywords, except for annotations.
    """
    types = schema.at("type")
    if not isinstance(types.value, list) or schema.keywords - ANNOTATIONS != {"type"}:
        return []
    names = [name for name in types.value if name not in ("null", None)]
    return [Node(types.source, (*types.tokens, name), {"type": name}) for name in names]


def in_words(alternative: Node) -> str:
    """Return the name of an alternative; without a name, the beginning of the JSON text."""
    name = chosen_name(alternative).name
    return f"`{name}`" if name else f"`{brief(alternative.value, 40)}`"


def exclude_each_other(alternatives: list[Node]) -> bool:
    """Return whether no value is valid for two of the given schemas."""
    pairs = combinations(map(Schema.at_node, alternatives), 2)
    return all(cannot_overlap(one, other) for one, other in pairs)


def overlap(one: Schema, other: Schema) -> bool:
    """Return whether a value other than null may be valid for both of two schemas.

    For objects, only values without unlisted properties are considered. A schema lists the
    properties in `properties` and in `required`.
    """
    if other not in one.overlaps:
        one.overlaps[other] = False  # until the schemas inside recursive schemas are compared
        one.overlaps[other] = (
            any(
                _OVERLAPS.get(name, _values_overlap)(one, other)
                for name in one.possible_types & other.possible_types
            )
            and _choices_overlap(one, other)
            and _choices_overlap(other, one)
        )
    return one.overlaps[other]


def cannot_overlap(one: Schema, other: Schema) -> bool:
    """Return whether two schemas certainly have no value in common.

    Only types, listed values, and the types and listed values of required properties are compared.
    Unlike `overlap`, the function considers objects with unlisted properties too.
    """
    if _have_no_common_value(one, other):
        return True
    if one.possible_types & other.possible_types != {"object"} or (
        one.allows_null and other.allows_null
    ):
        return False
    return any(
        _have_no_common_value(one.for_property(name), other.for_property(name))
        for name in {*one.required, *other.required}
    )


def _have_no_common_value(one: Schema, other: Schema) -> bool:
    """Return whether two schemas have no type, or no listed value, in common."""
    if one.allows_null and other.allows_null:
        return False
    if one.possible_types.isdisjoint(other.possible_types):
        return True
    lists = [each for each in (one.enum_texts, other.enum_texts) if each is not None]
    return len(lists) == 2 and lists[0].isdisjoint(lists[1])


def _choices_overlap(choosing: Schema, other: Schema) -> bool:
    """Return whether each union of a schema has an alternative that overlaps another schema.

    Two schemas overlap if a value may be valid for both.

    Args:
        choosing: The schema with the unions (`oneOf` and `anyOf`).
        other: The other schema.
    """
    return all(
        any(overlap(Schema.at_node(each), other) for each in choice.alternatives)
        for choice in choosing.choices
    )


def _values_overlap(one: Schema, other: Schema) -> bool:
    if one.enum_texts is not None and other.enum_texts is not None:
        return not one.enum_texts.isdisjoint(other.enum_texts)
    for listing, schema in ((one, other), (other, one)):
        if listing.enum is not None:
            return any(_allows(schema, each) for each in listing.enum)
    return True


def _allows(schema: Schema, value: object) -> bool:
    """Return whether a schema without `enum` is known to allow a string, number or boolean."""
    if isinstance(value, str):
        has_type = "string" in schema.types and not restricts(str(schema.get("format")), _STRING)
    elif isinstance(value, bool):
        has_type = "boolean" in schema.types
    else:
        number = as_fraction(value)
        is_integer = number is not None and number.denominator == 1
        has_type = "number" in schema.types or ("integer" in schema.types and is_integer)
    return has_type and satisfies(schema, value)


def _counts_overlap(one: Schema, other: Schema, noun: str) -> bool:
    """Return whether a length, or a number of items, may be valid for both of two schemas.

    Args:
        one: A schema.
        other: Another schema.
        noun: The end of the names of the keywords, such as `Length` for `minLength`.
    """
    least, most = (
        [number for each in (one, other) for number in numbers_of(each, f"{prefix}{noun}")]
        for prefix in ("min", "max")
    )
    return not least or not most or max(least) <= min(most)


def _numbers_overlap(one: Schema, other: Schema) -> bool:
    if one.enum is not None or other.enum is not None:
        return _values_overlap(one, other)
    for lower, upper in ((one, other), (other, one)):
        least = strictest_bound(lower, upper=False)
        most = strictest_bound(upper, upper=True)
        if least and most:
            minimum, maximum = -least.limit[0], most.limit[0]
            if minimum > maximum:
                return False
            if minimum == maximum and not (least.limit[1] and most.limit[1]):
                return False
    return True


def _strings_overlap(one: Schema, other: Schema) -> bool:
    if one.enum is not None or other.enum is not None:
        return _values_overlap(one, other)
    formats = [str(each.get("format")) for each in (one, other) if each.get("format")]
    if len(formats) == 2 and not (contains(*formats) or contains(*formats[::-1])):
        return False
    patterns = ([str(x.value) for x in each.all("pattern")] for each in (one, other))
    return _counts_overlap(one, other, "Length") and all(
        may_match_same_text(*pair) for pair in product(*patterns)
    )


def _arrays_overlap(one: Schema, other: Schema) -> bool:
    if not _counts_overlap(one, other, "Items"):
        return False
    if not any(each.get("minItems") for each in (one, other)):
        return True  # both schemas allow an empty array
    return overlap(one.under("items"), other.under("items"))


def _objects_overlap(one: Schema, other: Schema) -> bool:
    needed = {*one.required, *other.required}
    return (
        _counts_overlap(one, other, "Properties")
        and any(needed <= {*each.properties, *each.required} for each in (one, other))
        and all(overlap(one.for_property(name), other.for_property(name)) for name in needed)
    )


_OVERLAPS = {
    "integer": _numbers_overlap,
    "number": _numbers_overlap,
    "string": _strings_overlap,
    "array": _arrays_overlap,
    "object": _objects_overlap,
}


class _Shape(NamedTuple):
    types: frozenset[str]
    format: object
    properties: Set[str]

    def is_similar(self, other: _Shape) -> bool:
        """Return whether two schemas are similar.

        Similar objects share at least half of their properties. Other similar schemas have the
        same types and the same format.
        """
        if self.types != other.types:
            return False
        if self.types != {"object"}:
            return self.format == other.format
        shared = self.properties & other.properties
        return 2 * len(shared) >= max(len(self.properties), len(other.properties))


def _correspond(old: str | _Shape | None, new: str | _Shape | None) -> bool:
    if isinstance(old, _Shape) and isinstance(new, _Shape):
        return old.is_similar(new)
    return old is not None and old == new


def _text(alternative: Node) -> str:
    return canonical(alternative.resolved().unread_value)


def _name(alternative: Node) -> str | None:
    return chosen_name(alternative).name


def _shape(alternative: Node) -> _Shape:
    schema = Schema.at_node(alternative)
    return _Shape(schema.types, schema.get("format"), schema.properties.keys())
