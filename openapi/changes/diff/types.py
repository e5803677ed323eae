"""Compare the types, formats, enumerations and Python types of schemas."""

from __future__ import annotations

from typing import Any

from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.formats import DISPLAY_FORMATS, contains, restricts
from openapi.changes.model.names import is_enumeration
from openapi.changes.model.node import canonical
from openapi.changes.model.schema import Schema, SchemaPair
from openapi.changes.regex.inclusion import includes

# Patterns of the texts of values in parameters and headers.
_TEXT_PATTERNS = {
    "boolean": "^(true|false)$",
    "integer": "^-?[0-9]+$",
    "number": r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$",
}
# Keywords that may exclude the text of a number or a boolean.
_EXCLUDING = frozenset({"enum", "const", "maxLength", "not"})
_PYTHON_FORMATS = {"date-time": "datetime", "date": "date", "binary": "File", "uuid": "UUID"}
_PYTHON_TYPES = {
    "boolean": "bool",
    "integer": "int",
    "number": "float",
    "string": "str",
    "array": "list",
    "object": "object",
}


def relation(*, old_in_new: bool, new_in_old: bool) -> Kind | None:
    """Return the kind of difference between two sets of values, or None if the sets are equal.

    Args:
        old_in_new: Whether the new set contains the old set.
        new_in_old: Whether the old set contains the new set.
    """
    if old_in_new:
        return None if new_in_old else kinds.VALUES_WIDENED
    return kinds.VALUES_NARROWED if new_in_old else kinds.VALUES_REPLACED


def compare_values(differences: Differences, subject: Subject, schemas: SchemaPair) -> bool:
    """Compare the types, formats and enumerations of two schemas, and whether null is allowed.

    Returns:
        Whether the schemas have a common type, so that other keywords can be compared.
    """
    old, new = schemas
    old_types, new_types = (_types(subject, each) for each in schemas)
    kind = relation(old_in_new=old_types <= new_types, new_in_old=new_types <= old_types)
    if kind and subject.is_text and not (_texts_contain(old, new) and _texts_contain(new, old)):
        kind = kinds.VALUES_REPLACED
    changes = [(kind, "type")] if kind else []
    have_common_type = bool(old_types & new_types) or old.types == new.types
    if have_common_type:
        changes += [(each, "format") for each in _format(schemas)]
        has_const_only = old.all("const") and not new.all("enum")
        changes += [(each, "const" if has_const_only else "enum") for each in _enum(schemas)]
    elif old.allows_nothing or new.allows_nothing:
        kind = kinds.VALUES_WIDENED if old.allows_nothing else kinds.VALUES_NARROWED
        changes = [(kind, "schema")]
    is_breaking = any(each.class_in(subject.direction).is_breaking for each, _ in changes)
    if changes and not is_breaking and _has_stricter_python_type(subject, schemas):
        changes[0] = (kinds.PYTHON_TYPE_CHANGED, changes[0][1])
    for each, keyword in changes:
        differences.add(each, subject, schemas.at(keyword), keyword)
    if old.allows_null != new.allows_null and have_common_type:
        kind = kinds.NULL_ALLOWED if new.allows_null else kinds.NULL_DISALLOWED
        differences.add(kind, subject, schemas.at("type"))
    return have_common_type


def _types(subject: Subject, schema: Schema) -> frozenset[str]:
    # Numbers and booleans that are serialized as text are strings too.
    if subject.is_text and "string" in schema.types:
        return schema.types.union(_TEXT_PATTERNS)
    return schema.types


def _texts_contain(schema: Schema, other: Schema) -> bool:
    """Return whether `schema` allows all numbers and booleans of `other`, written as strings."""
    # Only a schema of strings and a schema without strings need a comparison of texts.
    if "string" not in schema.types or "string" in other.types:
        return True
    patterns = [str(each.value) for each in schema.all("pattern")]
    texts = [_TEXT_PATTERNS[name] for name in other.types if name in _TEXT_PATTERNS]
    return (
        schema.keywords.isdisjoint(_EXCLUDING)
        and schema.get("format") in (None, other.get("format"))
        and (schema.get("minLength") or 0) <= 1
        and all(includes(pattern, text) for pattern in patterns for text in texts)
    )


def _format(schemas: SchemaPair) -> list[Kind]:
    old, new = (each.get("format") for each in schemas)
    if old == new:
        return []
    types = schemas.common_types
    did_restrict, does_restrict = (isinstance(x, str) and restricts(x, types) for x in (old, new))
    if did_restrict and does_restrict:
        kind = relation(old_in_new=contains(new, old), new_in_old=contains(old, new))
        return [kind] if kind else []
    if did_restrict:
        return [kinds.VALUES_WIDENED]
    if does_restrict:
        return [kinds.VALUES_NARROWED]
    if {old, new} <= {*DISPLAY_FORMATS, None}:
        return [kinds.KEYWORD_WITHOUT_EFFECT_CHANGED]
    if old is None:
        return [kinds.UNREGISTERED_FORMAT_ADDED]
    return [kinds.UNREGISTERED_FORMAT_REMOVED if new is None else kinds.UNREGISTERED_FORMAT_CHANGED]


def _enum(schemas: SchemaPair) -> list[Kind]:
    old, new = map(_listed_values, schemas)
    if old == new:
        return []
    if old is None or new is None:
        return [kinds.VALUES_WIDENED if new is None else kinds.VALUES_NARROWED]
    narrowed = [kinds.VALUES_NARROWED] if old - new else []
    widened = [kinds.VALUES_WIDENED] if new - old else []
    return narrowed + widened


def _listed_values(schema: Schema) -> frozenset[str] | None:
    values = schema.enum
    if values is None and schema.types == {"boolean"}:
        values = [True, False]
    return None if values is None else frozenset(map(canonical, values))


def _has_stricter_python_type(subject: Subject, schemas: SchemaPair) -> bool:
    """Return whether Python code that is correct for an old schema is wrong for the new schema."""
    if subject.is_text and subject.direction == "response":
        return False  # the generated code does not parse response headers
    old, new = map(python_types, schemas)
    if subject.direction == "request":
        return not all(_accepts(new, each) for each in old)
    return not all(_can_be_read_as(each, old) for each in new)


def _accepts(types: frozenset[str], argument: str) -> bool:
    return argument in types or "Any" in types or (argument == "int" and "float" in types)


def _can_be_read_as(received: str, types: frozenset[str]) -> bool:
    # A member of an enumeration is also a str or an int.
    is_subtype = received.removeprefix("enum of ") in types
    return is_subtype or received == "Any" or _accepts(types, received)


def python_types(schema: Schema) -> frozenset[str]:
    """Return the Python types, except None, that generated code uses for values of a schema."""
    if not schema.all("type") and schema.enum is None:
        return frozenset({"Any"})
    if is_enumeration(schema):
        values: list[Any] = schema.enum or []
        return frozenset({f"enum of {type(value).__name__}" for value in values})
    types = schema.types - ({"integer"} if "number" in schema.types else set())
    names = {_PYTHON_TYPES[name] for name in types}
    if "str" in names and schema.get("format") in _PYTHON_FORMATS:
        names = names - {"str"} | {_PYTHON_FORMATS[schema.get("format")]}
    return frozenset(names)
