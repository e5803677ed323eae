"""The limits within a type: how large, how long, how many, and which pattern."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from openapi.changes.diff.types import relation
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node
from openapi.changes.model.schema import Schema, canonical
from openapi.changes.regex.inclusion import includes

_NUMBERS = frozenset({"integer", "number"})

# What each keyword limits; `least` and `most` of a length are counts.
LEAST = {"minLength": "string", "minItems": "array", "minProperties": "object"}
MOST = {"maxLength": "string", "maxItems": "array", "maxProperties": "object"}
# Keywords whose values are compared as they stand: present, they narrow.
OTHERS = {
    "contains": "array",
    "minContains": "array",
    "maxContains": "array",
    "unevaluatedItems": "array",
    "unevaluatedProperties": "object",
    "dependentRequired": "object",
    "dependentSchemas": "object",
    "contentEncoding": "string",
    "contentMediaType": "string",
    "contentSchema": "string",
    "if": "",
    "then": "",
    "else": "",
    "not": "",
}
KEYWORDS = frozenset(
    {*LEAST, *MOST, *OTHERS, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"multipleOf", "uniqueItems", "pattern"}
)


class Limit(NamedTuple):
    """The end of a range.

    Attributes:
        value: Where it ends.
        exclusive: Whether the end itself is outside.
        place: Where that is said.
    """

    value: Fraction
    exclusive: bool
    place: Node


def compare_constraints(findings: Differences, scope: Subject, old: Schema, new: Schema) -> None:
    """Compare every limit within the types that two schemas share."""
    _compare_range(findings, scope, old, new, upper=False)
    _compare_range(findings, scope, old, new, upper=True)
    found: dict[str, tuple[Kind | None, str]] = {
        **{keyword: (_at_least(old, new, keyword), type_) for keyword, type_ in LEAST.items()},
        **{keyword: (_at_most(old, new, keyword), type_) for keyword, type_ in MOST.items()},
        "uniqueItems": (_uniqueness(old, new), "array"),
        "pattern": (_patterns(old, new), "string"),
        "multipleOf": (_multiples(old, new), "integer"),
    }
    for keyword, type_ in OTHERS.items():
        found[keyword] = _demands(old, new, keyword), type_
    for keyword, (kind, type_) in found.items():
        if kind:
            applies = not type_ or type_ in old.types & new.types
            row = kind if applies else kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
            findings.add(row, scope, old.at(keyword), new.at(keyword), keyword)


def _at_least(old: Schema, new: Schema, keyword: str) -> Kind | None:
    before, after = (_strictest(each, keyword, upper=False) or 0 for each in (old, new))
    return relation(old_in_new=after <= before, new_in_old=before <= after)


def _at_most(old: Schema, new: Schema, keyword: str) -> Kind | None:
    before, after = (_strictest(each, keyword, upper=True) for each in (old, new))
    return relation(
        old_in_new=after is None or (before is not None and before <= after),
        new_in_old=before is None or (after is not None and after <= before),
    )


def _multiples(old: Schema, new: Schema) -> Kind | None:
    before, after = (_strictest(each, "multipleOf", upper=True) for each in (old, new))
    return relation(
        old_in_new=not after or bool(before and (before / after).denominator == 1),
        new_in_old=not before or bool(after and (after / before).denominator == 1),
    )


def _uniqueness(old: Schema, new: Schema) -> Kind | None:
    before, after = (any(x.value is True for x in each.all("uniqueItems")) for each in (old, new))
    return relation(old_in_new=before or not after, new_in_old=after or not before)


def _demands(old: Schema, new: Schema, keyword: str) -> Kind | None:
    before, after = (sorted(canonical(x.value) for x in each.all(keyword)) for each in (old, new))
    return _more_or_less(before, after)


def _strictest(schema: Schema, keyword: str, *, upper: bool) -> Fraction | None:
    values = [number for each in schema.all(keyword) if (number := _number(each.value)) is not None]
    if not values:
        return None
    return min(values) if upper else max(values)


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value)) if abs(value) != float("inf") else None


def _limited(before: Fraction | None, after: Fraction | None) -> Kind | None:
    return relation(
        old_in_new=after is None or (before is not None and before <= after),
        new_in_old=before is None or (after is not None and after <= before),
    )


def _compare_range(
    findings: Differences, scope: Subject, old: Schema, new: Schema, *, upper: bool
) -> None:
    sign = 1 if upper else -1
    name, strict = ("maximum", "exclusiveMaximum") if upper else ("minimum", "exclusiveMinimum")
    before, after = (_end(each, name, strict, sign) for each in (old, new))
    was, now = (None if x is None else (sign * x.value, not x.exclusive) for x in (before, after))
    kind = relation(
        old_in_new=now is None or (was is not None and was <= now),
        new_in_old=was is None or (now is not None and now <= was),
    )
    if kind is None:
        return
    row = kind if old.types & new.types & _NUMBERS else kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
    there = before.place if before else old.at(name)
    here = after.place if after else new.at(name)
    findings.add(row, scope, there, here, name)


def _end(schema: Schema, name: str, strict: str, sign: int) -> Limit | None:
    """Return the innermost end of a range, in the spelling of either OpenAPI."""
    ends = []
    for part in schema.parts:
        for keyword in (name, strict):
            place = part.child(keyword)
            value = _number(place.value)
            if value is not None:
                exclusive = keyword == strict or part.get(strict) is True
                ends.append(_whole(Limit(value, exclusive, place), schema, sign))
    return min(ends, key=lambda end: (sign * end.value, not end.exclusive), default=None)


def _whole(end: Limit, schema: Schema, sign: int) -> Limit:
    """Say the same of integers with an end that is inside."""
    if end.exclusive and schema.types == {"integer"} and end.value.denominator == 1:
        return Limit(end.value - sign, False, end.place)
    return end


def _patterns(old: Schema, new: Schema) -> Kind | None:
    before, after = (
        sorted({str(each.value) for each in schema.all("pattern")}) for schema in (old, new)
    )
    if len(before) == len(after) == 1 and before != after:
        return relation(
            old_in_new=includes(after[0], before[0]), new_in_old=includes(before[0], after[0])
        )
    return _more_or_less(before, after)


def _more_or_less(before: list[str], after: list[str]) -> Kind | None:
    """Compare demands that can only be told apart: more of them is narrower."""
    return relation(old_in_new=set(after) <= set(before), new_in_old=set(before) <= set(after))
