"""Compare the constraints of schemas, such as `minimum`, `maxLength` and `pattern`."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce
from typing import Any

from openapi.changes.diff.values.types import relation
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import NodePair, canonical
from openapi.changes.model.schema import Schema, SchemaPair, as_fraction, strictest_bound
from openapi.changes.regex.inclusion import includes, matches

_NUMBERS = frozenset({"integer", "number"})
# The type that each keyword constrains.
_MINIMUM_COUNTS = {"minLength": "string", "minItems": "array", "minProperties": "object"}
_MAXIMUM_COUNTS = {"maxLength": "string", "maxItems": "array", "maxProperties": "object"}
# Keywords whose values are compared only for equality. An added keyword narrows the schema.
_OPAQUE = {"contentEncoding": "string", "contentMediaType": "string"}
CONSTRAINTS = frozenset(
    {*_MINIMUM_COUNTS, *_MAXIMUM_COUNTS, *_OPAQUE, "multipleOf", "uniqueItems", "pattern"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
)


def compare_constraints(differences: Differences, subject: Subject, schemas: SchemaPair) -> None:
    """Compare the constraints of two schemas, such as `minimum` and `pattern`."""
    if all(CONSTRAINTS.isdisjoint(each.keywords) for each in schemas):
        return
    # If all values of an `enum` satisfy the constraints, only the `enum` decides what is valid.
    types = frozenset() if _has_valid_list(schemas) else schemas.common_types
    _compare_bounds(differences, subject, schemas, types, upper=False)
    _compare_bounds(differences, subject, schemas, types, upper=True)
    compared: dict[str, tuple[Kind | None, str]] = {
        **{key: (_minimum_count(schemas, key), type_) for key, type_ in _MINIMUM_COUNTS.items()},
        **{key: (_maximum_count(schemas, key), type_) for key, type_ in _MAXIMUM_COUNTS.items()},
        "uniqueItems": (_unique_items(schemas), "array"),
        "pattern": (_pattern(schemas), "string"),
        "multipleOf": (_multiple_of(schemas), "integer"),
        **{key: (_opaque(schemas, key), type_) for key, type_ in _OPAQUE.items()},
    }
    for keyword, (kind, type_) in compared.items():
        if kind:
            if type_ not in types:
                kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
            differences.add(kind, subject, schemas.at(keyword), keyword)


def _has_valid_list(schemas: SchemaPair) -> bool:
    """Return whether at least one schema has an `enum`, and both schemas accept all its values."""
    lists = [each.enum for each in schemas if each.enum is not None]
    return bool(lists) and all(
        satisfies(schema, value) for schema in schemas for values in lists for value in values
    )


def satisfies(schema: Schema, value: Any) -> bool:
    """Return whether a value is known to satisfy the constraints of a schema."""
    if isinstance(value, str):
        return (
            all(len(value) >= each for each in numbers_of(schema, "minLength"))
            and all(len(value) <= each for each in numbers_of(schema, "maxLength"))
            and all(matches(str(each.value), value) for each in schema.all("pattern"))
            and not any(schema.all(keyword) for keyword in _OPAQUE)
        )
    number = as_fraction(value)
    if number is None:
        return isinstance(value, bool)
    lower, upper = (strictest_bound(schema, upper=upper) for upper in (False, True))
    return (
        (not lower or (-number, True) <= lower.limit)
        and (not upper or (number, True) <= upper.limit)
        and all(
            (number / each).denominator == 1 for each in numbers_of(schema, "multipleOf") if each
        )
    )


def _minimum_count(schemas: SchemaPair, keyword: str) -> Kind | None:
    old, new = (max(numbers_of(each, keyword), default=Fraction(0)) for each in schemas)
    return relation(old_in_new=new <= old, new_in_old=old <= new)


def _maximum_count(schemas: SchemaPair, keyword: str) -> Kind | None:
    old, new = (min(numbers_of(each, keyword), default=None) for each in schemas)
    return _upper_bound(old, new)


def _upper_bound(old: Any, new: Any) -> Kind | None:
    """Return the kind of difference between two upper bounds, or None if the bounds are equal.

    Args:
        old: The old upper bound, or None for an unlimited range.
        new: The new upper bound, or None for an unlimited range.
    """
    return relation(
        old_in_new=new is None or (old is not None and old <= new),
        new_in_old=old is None or (new is not None and new <= old),
    )


def _multiple_of(schemas: SchemaPair) -> Kind | None:
    old, new = map(_factor, schemas)
    kind = relation(
        old_in_new=not new or bool(old and (old / new).denominator == 1),
        new_in_old=not old or bool(new and (new / old).denominator == 1),
    )
    integers, numbers = schemas if schemas.new.has_fractions else schemas.swapped
    if not integers.has_fractions and "number" not in integers.types and numbers.has_fractions:
        # The change of the type is a difference of its own.
        expected = kinds.VALUES_WIDENED if integers is schemas.old else kinds.VALUES_NARROWED
        return None if kind is expected and not integers.all("multipleOf") else kind
    return kind


def _factor(schema: Schema) -> Fraction | None:
    """Return the number of which all numbers that a schema allows are multiples.

    The number is from `multipleOf`, or is 1 for integers. The result is None without such a number.
    """
    factors = numbers_of(schema, "multipleOf")
    if "integer" in schema.types and not schema.has_fractions:
        factors.append(Fraction(1))
    factors = [each for each in factors if each > 0]
    return reduce(_least_common_multiple, factors) if factors else None


def _least_common_multiple(one: Fraction, other: Fraction) -> Fraction:
    denominator = math.gcd(one.denominator, other.denominator)
    return Fraction(math.lcm(one.numerator, other.numerator), denominator)


def _unique_items(schemas: SchemaPair) -> Kind | None:
    old, new = (each.has_flag("uniqueItems") for each in schemas)
    return relation(old_in_new=old or not new, new_in_old=new or not old)


def _pattern(schemas: SchemaPair) -> Kind | None:
    old, new = ({str(x.value) for x in each.all("pattern")} for each in schemas)
    if len(old) == len(new) == 1:
        (before,), (after,) = old, new
        if before != after:
            return relation(old_in_new=includes(after, before), new_in_old=includes(before, after))
    return relation(old_in_new=new <= old, new_in_old=old <= new)


def _opaque(schemas: SchemaPair, keyword: str) -> Kind | None:
    old, new = ({canonical(x.value) for x in each.all(keyword)} for each in schemas)
    return relation(old_in_new=new <= old, new_in_old=old <= new)


def numbers_of(schema: Schema, keyword: str) -> list[Fraction]:
    """Return all numbers that a schema states for a keyword such as `maxLength`.

    The numbers of the schemas that the schema includes, for example by `allOf`, are returned too.
    """
    numbers = (as_fraction(each.value) for each in schema.all(keyword))
    return [each for each in numbers if each is not None]


def _compare_bounds(
    differences: Differences,
    subject: Subject,
    schemas: SchemaPair,
    types: frozenset[str],
    *,
    upper: bool,
) -> None:
    keyword = "maximum" if upper else "minimum"
    bounds = [strictest_bound(each, upper=upper) for each in schemas]
    kind = _upper_bound(*(bound and bound.limit for bound in bounds))
    if kind is None:
        return
    if types.isdisjoint(_NUMBERS):
        kind = kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
    pairs = zip(bounds, schemas, strict=True)
    nodes = NodePair(*(bound.node if bound else schema.at(keyword) for bound, schema in pairs))
    differences.add(kind, subject, nodes, keyword)
