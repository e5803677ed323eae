"""Compare the types, formats, enumerations and Python types of schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from typing import Any

from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Kind
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.formats import DISPLAY_FORMATS, contains, restricts
from openapi.changes.model.names import is_digits, is_enumeration
from openapi.changes.model.node import NodePair, canonical
from openapi.changes.model.schema import (
    ALTERNATIVES,
    REST_KEYWORDS,
    Schema,
    SchemaPair,
    strictest_bound,
)
from openapi.changes.regex.inclusion import includes, matches

# Patterns of the texts of values in parameters and headers.
_TEXT_PATTERNS = {
    "boolean": "^(true|false)$",
    "integer": "^-?[0-9]+$",
    "number": r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$",
}
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
    have_common_type = bool(old.types & new.types) or old.types == new.types
    # Without a common type, null is the only value that both schemas can allow.
    is_null_kept = have_common_type or not old.allows_null or new.allows_null
    is_null_old = have_common_type or not new.allows_null or old.allows_null
    kind = relation(
        old_in_new=_types_contain(subject, new, old) and is_null_kept,
        new_in_old=_types_contain(subject, old, new) and is_null_old,
    )
    changes = [(kind, "type")] if kind else []
    have_common_type |= subject.is_text and kind is not kinds.VALUES_REPLACED
    if have_common_type:
        changes += [(each, "format") for each in _format(schemas)]
        changes += [(each, _enum_keyword(schemas)) for each in _enum(subject, schemas)]
    elif old.allows_nothing or new.allows_nothing:
        kind = kinds.VALUES_WIDENED if old.allows_nothing else kinds.VALUES_NARROWED
        changes = [(kind, "schema")]
    is_breaking = any(each.class_in(subject.direction).is_breaking for each, _ in changes)
    if not is_breaking and not subject.is_condition and _has_stricter_python_type(subject, schemas):
        if changes:
            changes[0] = (kinds.PYTHON_TYPE_CHANGED, changes[0][1])
        elif old.types != new.types:  # for example, the texts of both types are the same
            changes = [(kinds.PYTHON_TYPE_CHANGED, "type")]
        elif is_enumeration(old) != is_enumeration(new):
            changes = [(kinds.PYTHON_TYPE_CHANGED, _enum_keyword(schemas))]
    if not changes and old.types != new.types and all(each.all("type") for each in schemas):
        changes = [(kinds.KEYWORD_WITHOUT_EFFECT_CHANGED, "type")]
    for each, keyword in changes:
        if keyword == "schema":
            nodes = NodePair(*(x.false_node or x.nodes[0] for x in schemas))
            rest = [x.key for x in nodes if x.value is False and x.key in REST_KEYWORDS]
            differences.add(each, subject, nodes, *rest[:1] or [keyword])
        else:
            differences.add(each, subject, schemas.at(keyword), keyword)
    if old.allows_null != new.allows_null and have_common_type:
        kind = kinds.NULL_ALLOWED if new.allows_null else kinds.NULL_DISALLOWED
        differences.add(kind, subject, null_nodes(schemas))
    return have_common_type


def _enum_keyword(schemas: SchemaPair) -> str:
    has_const_only = schemas.old.all("const") and not schemas.new.all("enum")
    return "const" if has_const_only else "enum"


def null_nodes(schemas: SchemaPair) -> NodePair:
    """Return the two nodes that explain why only the old or only the new schema allows null."""
    keyword = next((each.null_node for each in schemas if each.null_node), None)
    if keyword is None:
        return schemas.at("type")
    if keyword.key in ALTERNATIVES:
        return NodePair(*(each.nodes[0] for each in schemas))
    return NodePair(*(each.null_node or each.nodes[0].child(keyword.key) for each in schemas))


def _types_contain(subject: Subject, wide: Schema, narrow: Schema) -> bool:
    missing = narrow.types - wide.types
    if "integer" in wide.types and not narrow.has_fractions:
        missing -= {"number"}
    return not missing or (
        subject.is_text and all(_allows_texts(wide, narrow, name) for name in missing)
    )


def text_of(value: Any) -> str:
    """Return a value as the text that represents the value in a parameter or a header.

    The text of a list or an object has the texts of the items or properties.
    """
    if isinstance(value, list):
        return canonical([text_of(each) for each in value])
    if isinstance(value, dict):
        return canonical({key: text_of(each) for key, each in value.items()})
    return value if isinstance(value, str) else canonical(value)


def _allows_texts(wide: Schema, narrow: Schema, name: str) -> bool:
    """Return whether a schema for texts allows the texts of all values of another schema.

    For example, the number 5 has the text `5` in a query string.

    Args:
        wide: The schema for texts. It does not have the type of the values.
        narrow: The schema of the values.
        name: The type of the values, such as `integer`.
    """
    values = [True, False] if name == "boolean" and narrow.enum is None else narrow.enum
    if values is not None:
        return all(_allows_text(wide, text_of(each)) for each in values)
    if wide.enum is not None:
        return False
    if name == "string":
        patterns = [str(each.value) for each in narrow.all("pattern")]
    else:
        patterns = [_text_pattern(narrow, name)] if name in _TEXT_PATTERNS else []
    is_same_format = wide.get("format") in (None, narrow.get("format"))
    return is_same_format and any(
        all(includes(outer, inner) for outer in required)
        for required in _required_patterns(wide)
        for inner in patterns
    )


def _allows_text(schema: Schema, text: str) -> bool:
    if schema.enum is not None:
        return text in map(text_of, schema.enum)
    return any(
        all(matches(outer, text) for outer in required) for required in _required_patterns(schema)
    )


def _required_patterns(schema: Schema) -> Iterator[list[str]]:
    """Yield a list of patterns for each type of a schema.

    A text that matches all patterns in the list is the text of a valid value of the type. Types for
    which there are no such patterns are skipped.
    """
    if schema.all("not") or schema.all("if"):
        return
    for name in schema.types:
        if name == "string":
            is_short = (schema.get("minLength") or 0) <= 1
            if is_short and not schema.all("maxLength"):
                yield [str(each.value) for each in schema.all("pattern")]
        elif name in _TEXT_PATTERNS:
            lower, upper = (strictest_bound(schema, upper=upper) for upper in (False, True))
            if (
                not upper
                and not schema.all("multipleOf")
                and (not lower or (lower.limit[0] == 0 and lower.limit[1]))
            ):
                yield [_text_pattern(schema, name)]


def _text_pattern(schema: Schema, name: str) -> str:
    """Return a regular expression for the values of a type in a text: booleans or numbers.

    The expression allows no minus sign if the schema allows no negative number.
    """
    lower = strictest_bound(schema, upper=False)
    pattern = _TEXT_PATTERNS[name]
    return pattern.replace("-?", "", 1) if lower and lower.limit[0] <= 0 else pattern


def _format(schemas: SchemaPair) -> list[Kind]:
    formats = [dict.fromkeys(x.value for x in each.all("format")) for each in schemas]
    old, new = ([x for x in each if x not in other] for each, other in (formats, formats[::-1]))
    if len(old) > 1 or len(new) > 1:
        return [kind for x in old for kind in _format_change(schemas, x, None)] + [
            kind for x in new for kind in _format_change(schemas, None, x)
        ]
    return _format_change(schemas, next(iter(old), None), next(iter(new), None))


def _format_change(schemas: SchemaPair, old: str | None, new: str | None) -> list[Kind]:
    if old == new:
        return []
    types = schemas.common_types
    did_restrict, does_restrict = (isinstance(x, str) and restricts(x, types) for x in (old, new))
    if did_restrict and does_restrict:
        kind = relation(
            old_in_new=contains(str(new), str(old)), new_in_old=contains(str(old), str(new))
        )
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


def _enum(subject: Subject, schemas: SchemaPair) -> list[Kind]:
    old, new = (_listed_values(each, text_of if subject.is_text else canonical) for each in schemas)
    if old == new:
        return []
    if old is None or new is None:
        return [kinds.VALUES_WIDENED if new is None else kinds.VALUES_NARROWED]
    narrowed = [kinds.VALUES_NARROWED] if old - new else []
    widened = [kinds.VALUES_WIDENED] if new - old else []
    return narrowed + widened


def _listed_values(schema: Schema, as_text: Callable[[Any], str]) -> frozenset[str] | None:
    values = schema.enum
    if values is None and schema.types <= {"boolean"}:
        values = [True, False] if schema.types else []
    return None if values is None else frozenset(map(as_text, values))


def _has_stricter_python_type(subject: Subject, schemas: SchemaPair) -> bool:
    """Return whether Python code that is correct for an old schema is wrong for the new schema."""
    if subject.is_text and subject.direction == "response":
        return False  # the generated code does not parse response headers
    sender, _ = schemas if subject.direction == "request" else schemas.swapped
    if sender.allows_nothing:
        return False  # no value is sent
    old, new = (set(python_types(each)) for each in schemas)
    if subject.direction == "request":
        return not all(_accepts(new, each) for each in old)
    old, new = ({"int" if each == "digits" else each for each in types} for types in (old, new))
    return not all(_can_be_read_as(each, old) for each in new)


def _accepts(types: Set[str], argument: str) -> bool:
    if "digits" in types and argument in ("int", "str"):
        return True
    return argument in types or "Any" in types or (argument == "int" and "float" in types)


def _can_be_read_as(received: str, types: Set[str]) -> bool:
    # A member of an enumeration is also a str or an int.
    is_subtype = received.removeprefix("enum of ") in types
    return is_subtype or received == "Any" or _accepts(types, received)


def python_types(schema: Schema) -> frozenset[str]:
    """Return the Python types, except None, that generated code uses for values of a schema.

    The type `digits` stands for an int in responses, and for an int or a str in requests.
    """
    if not schema.all("type") and schema.enum is None:
        return frozenset({"Any"})
    if is_enumeration(schema):
        values: list[Any] = schema.enum or []
        return frozenset({f"enum of {type(value).__name__}" for value in values})
    types = schema.types - ({"integer"} if "number" in schema.types else set())
    names = {_PYTHON_TYPES[name] for name in types}
    if "str" in names and schema.get("format") in _PYTHON_FORMATS:
        names = names - {"str"} | {_PYTHON_FORMATS[schema.get("format")]}
    if names == {"str"} and is_digits(schema):
        names = {"digits"}
    return frozenset(names)
