"""Which values two schemas allow: their types, formats and listed values."""

from __future__ import annotations

from typing import Any

from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.formats import HINTS, holds, limits
from openapi.changes.model.names import is_enumeration
from openapi.changes.model.schema import Schema, canonical
from openapi.changes.regex.inclusion import includes

_PRIMITIVES = frozenset({"boolean", "integer", "number"})
# How values are written in parameters and headers.
_WRITTEN = {
    "boolean": "^(true|false)$",
    "integer": "^-?[0-9]+$",
    "number": r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$",
}
_OF_TEXTS = frozenset({"enum", "const", "maxLength", "not"})
_PYTHON_FORMATS = {
    "date-time": "datetime",
    "date": "date",
    "binary": "File",
    "uuid": "UUID",
}
_PYTHON_TYPES = {
    "boolean": "bool",
    "integer": "int",
    "number": "float",
    "string": "str",
    "array": "list",
    "object": "object",
}


def relation(*, old_in_new: bool, new_in_old: bool) -> Kind | None:
    """Return how a set of values differs from an older one, or None if the two are equal."""
    if old_in_new:
        return None if new_in_old else kinds.VALUES_WIDENED
    return kinds.VALUES_NARROWED if new_in_old else kinds.VALUES_REPLACED


def compare_values(findings: Differences, scope: Subject, old: Schema, new: Schema) -> bool:
    """Compare types, formats and listed values; return whether the rest can be compared too."""
    found: list[tuple[Kind, str]] = []
    types = compare_types(_types(scope, old), _types(scope, new))
    if types and scope.is_text and not (_as_text(old, new) and _as_text(new, old)):
        types = kinds.VALUES_REPLACED
    if types:
        found.append((types, "type"))
    overlap = bool(_types(scope, old) & _types(scope, new)) or old.types == new.types
    if overlap:
        found += [(kind, "format") for kind in _formats(old, new)]
        found += [(kind, _list_keyword(old, new)) for kind in _enums(old, new)]
    elif old.allows_nothing or new.allows_nothing:
        found = [(kinds.VALUES_WIDENED if old.allows_nothing else kinds.VALUES_NARROWED, "schema")]
    breaking = any(kind.class_in(scope.direction).is_breaking for kind, _ in found)
    if found and not breaking and _retyped(scope, old, new):
        found[0] = (kinds.PYTHON_TYPE_CHANGED, found[0][1])
    for kind, keyword in found:
        findings.add(kind, scope, old.at(keyword), new.at(keyword), keyword)
    if old.allows_null != new.allows_null and overlap:
        kind = kinds.NULL_ALLOWED if new.allows_null else kinds.NULL_DISALLOWED
        findings.add(kind, scope, old.at("type"), new.at("type"))
    return overlap


def compare_types(old: frozenset[str], new: frozenset[str]) -> Kind | None:
    """Compare two sets of types."""
    return relation(old_in_new=old <= new, new_in_old=new <= old)


def _types(scope: Subject, schema: Schema) -> frozenset[str]:
    # Written as text, a number and a truth value are strings too.
    if scope.is_text and "string" in schema.types:
        return schema.types | _PRIMITIVES
    return schema.types


def _as_text(schema: Schema, other: Schema) -> bool:
    """Whether the texts that a schema allows hold those of another's numbers and truth values."""
    if "string" not in schema.types or "string" in other.types:
        return True
    keywords = {keyword for part in schema.parts for keyword in part.value}
    patterns = [str(each.value) for each in schema.all("pattern")]
    written = [_WRITTEN[name] for name in other.types if name in _WRITTEN]
    return (
        keywords.isdisjoint(_OF_TEXTS)
        and schema.get("format") in (None, other.get("format"))
        and (schema.get("minLength") or 0) <= 1
        and all(includes(pattern, each) for pattern in patterns for each in written)
    )


def _formats(old: Schema, new: Schema) -> list[Kind]:
    before, after = old.get("format"), new.get("format")
    if before == after:
        return []
    types = old.types & new.types
    was, now = (isinstance(x, str) and limits(x, types) for x in (before, after))
    if was and now:
        kind = relation(old_in_new=holds(after, before), new_in_old=holds(before, after))
        return [kind] if kind else []
    if was:
        return [kinds.VALUES_WIDENED]
    if now:
        return [kinds.VALUES_NARROWED]
    if {before, after} <= {*HINTS, None}:
        return [kinds.KEYWORD_WITHOUT_EFFECT_CHANGED]
    if before is None or after is None:
        return [
            kinds.UNREGISTERED_FORMAT_REMOVED if after is None else kinds.UNREGISTERED_FORMAT_ADDED
        ]
    return [kinds.UNREGISTERED_FORMAT_CHANGED]


def _enums(old: Schema, new: Schema) -> list[Kind]:
    before, after = _listed(old), _listed(new)
    if before == after:
        return []
    if before is None or after is None:
        return [kinds.VALUES_WIDENED if after is None else kinds.VALUES_NARROWED]
    narrowed = [kinds.VALUES_NARROWED] if before - after else []
    return [*narrowed, kinds.VALUES_WIDENED] if after - before else narrowed


def _listed(schema: Schema) -> frozenset[str] | None:
    if schema.enum is None:
        both = schema.types == {"boolean"}
        return frozenset(map(canonical, (True, False))) if both else None
    return frozenset(map(canonical, schema.enum))


def _list_keyword(old: Schema, new: Schema) -> str:
    return "const" if old.all("const") and not new.all("enum") else "enum"


def _retyped(scope: Subject, old: Schema, new: Schema) -> bool:
    """Whether code that is right for the old type in Python is wrong for the new one."""
    if scope.is_text and scope.direction == "response":
        return False  # headers that are received have no type in the generated code
    before, after = python_types(old), python_types(new)
    if scope.direction == "request":
        return not all(_accepts(after, each) for each in before)
    return not all(_reads_as(each, before) for each in after)


def _accepts(types: frozenset[str], given: str) -> bool:
    return given in types or "Any" in types or (given == "int" and "float" in types)


def _reads_as(given: str, types: frozenset[str]) -> bool:
    if given in types or "Any" in types or given == "Any":
        return True
    # A named value is also a str or an int.
    return (given == "int" and "float" in types) or (
        given.startswith("enum") and given.removeprefix("enum of ") in types
    )


def python_types(schema: Schema) -> frozenset[str]:
    """Return what the generated code takes a schema's values for, null left out."""
    if not schema.all("type") and schema.enum is None:
        return frozenset({"Any"})
    if is_enumeration(schema):
        values: list[Any] = schema.enum or []
        return frozenset({f"enum of {type(value).__name__}" for value in values})
    types = schema.types - ({"integer"} if "number" in schema.types else set())
    named = {_PYTHON_TYPES[name] for name in types}
    if "str" in named and schema.get("format") in _PYTHON_FORMATS:
        named = named - {"str"} | {_PYTHON_FORMATS[schema.get("format")]}
    return frozenset(named)
