"""The members of objects: those that are described, and those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.changes.diff.types import relation
from openapi.changes.model.difference import Scope
from openapi.changes.model.node import ABSENT, Located
from openapi.changes.model.schema import Schema, Spelled

if TYPE_CHECKING:
    from openapi.changes.diff.schemas import SchemaWalk

KEYWORDS = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
)


def compare_members(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    """Compare the members of two objects, by their names."""
    if "object" not in old.types or "object" not in new.types:
        return
    for name in dict.fromkeys([*old.properties, *new.properties]):
        before, after = old.properties.get(name), new.properties.get(name)
        if before and after:
            walk.compare(before, after, scope.into(name))
        elif before:
            _removed(walk, name, before, (old, new), scope)
        elif after:
            _added(walk, name, after, (old, new), scope)
    _compare_required(walk, old, new, scope)
    _compare_rest(walk, old, new, scope)
    _compare_patterns(walk, old, new, scope)
    if old.all("propertyNames") or new.all("propertyNames"):
        walk.compare((_names(old),), (_names(new),), scope.into("(names)"))


def _added(
    walk: SchemaWalk, name: str, schema: Spelled, sides: tuple[Schema, Schema], scope: Scope
) -> None:
    old, new = sides
    place = _missing(old, name)
    kind = "required member added" if name in new.required else "optional member added"
    if is_closed(old):
        if scope.direction == "response" or kind.startswith("optional"):
            kind = "member added where none was allowed"
    elif scope.direction == "response" and walk.probe(_rest(old), schema, scope):
        kind = "member added where none was allowed"
    walk.findings.add(kind, scope.into(name), place, schema[0])


def _removed(
    walk: SchemaWalk, name: str, schema: Spelled, sides: tuple[Schema, Schema], scope: Scope
) -> None:
    old, new = sides
    required = name in old.required
    kind = "required member removed" if required else "optional member removed"
    if is_closed(new) and (scope.direction == "request" or not required):
        kind = "member refused"
    walk.findings.add(kind, scope.into(name), schema[0], _missing(new, name))


def _compare_required(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    came = set(new.properties) - set(old.properties)
    went = set(old.properties) - set(new.properties)
    places = old.at("required"), new.at("required")
    more = [name for name in new.required if name not in old.required and name not in came]
    less = [name for name in old.required if name not in new.required and name not in went]
    for kind, names in (("members required", more), ("members optional", less)):
        if names:
            listed = ", ".join(f"`{name}`" for name in names)
            walk.findings.add(kind, scope, places[0], places[1], listed)


def _compare_rest(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    """Compare what is said of members that are not described."""
    before, after = _rest(old), _rest(new)
    closed, described = (is_closed(old), is_closed(new)), (is_typed(old), is_typed(new))
    if described == (True, True):
        walk.compare(before, after, scope.into("*"))
        return
    kind = relation(
        old_in_new=closed[0] or not (closed[1] or described[1]),
        new_in_old=closed[1] or not (closed[0] or described[0]),
    )
    if closed == (False, True):
        walk.findings.add("other members refused", scope, before[0], after[0])
    elif kind != "same":
        walk.findings.add(
            f"values {kind}", scope, before[0], after[0], "members that are not described"
        )


def _compare_patterns(walk: SchemaWalk, old: Schema, new: Schema, scope: Scope) -> None:
    before, after = old.pattern_properties, new.pattern_properties
    for pattern in dict.fromkeys([*before, *after]):
        there = before.get(pattern) or _rest(old)
        here = after.get(pattern) or _rest(new)
        walk.compare(there, here, scope.into(f"({pattern})"))


def is_closed(schema: Schema) -> bool:
    """Whether members that are not described are refused."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(each.value is False for keyword in keywords for each in schema.all(keyword))


def is_typed(schema: Schema) -> bool:
    """Whether something is demanded of members that are not described."""
    return not is_closed(schema) and any(
        not Schema((each,)).is_anything for each in schema.all("additionalProperties")
    )


def _rest(schema: Schema) -> Spelled:
    return schema.under("additionalProperties")


def _names(schema: Schema) -> Located:
    """Return the schema of the names, which are text whether or not that is said."""
    place = schema.at("propertyNames")
    said = place.value if isinstance(place.value, dict) else {}
    return Located(place.root, place.steps, {"type": "string", **said})


def _missing(schema: Schema, name: str) -> Located:
    properties = schema.at("properties")
    return Located(properties.root, (*properties.steps, name), ABSENT)
