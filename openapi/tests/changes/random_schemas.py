"""Random schemas, random edits of the schemas, and values of the schemas, for hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

Schema = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

_NAMES = ("a", "b", "c")
_BOUNDS = (
    *("minimum", "maximum", "exclusiveMinimum", "multipleOf", "minLength", "maxLength"),
    *("minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"),
)
_PATTERNS = ("^[ab]*$", "^a", "^[0-9]+$", "b$")
_small = st.integers(-2, 4)
_counts = st.integers(0, 3)
_texts = st.text("ab0", max_size=3)

_KEYS = st.sampled_from([*_NAMES, "d"])
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-4, 8),
    st.sampled_from([-0.5, 0.5, 1.5]),
    st.text("ab0", max_size=5),
    st.lists(st.integers(0, 2), max_size=3),
)

strings = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={"minLength": _counts, "maxLength": _counts, "pattern": st.sampled_from(_PATTERNS)},
)
enumerations = st.fixed_dictionaries(
    {"enum": st.lists(_texts, min_size=1, max_size=3, unique=True)}
)
numbers = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": _small,
        "maximum": _small,
        "exclusiveMinimum": _small,
        "exclusiveMaximum": _small,
        "multipleOf": st.sampled_from([1, 2, 3]),
    },
)
constants = st.fixed_dictionaries({"const": st.one_of(_texts, _small, st.booleans())})
leaves = st.one_of(
    strings,
    enumerations,
    numbers,
    constants,
    st.just({"type": "boolean"}),
    st.just({"type": ["string", "null"]}),
)


def _arrays(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={
            "minItems": _counts,
            "maxItems": _counts,
            "uniqueItems": st.booleans(),
            "contains": inner,
        },
    )


def objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3),
        },
        optional={
            "required": st.lists(st.sampled_from(_NAMES), unique=True, max_size=2),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "minProperties": st.integers(0, 2),
            "maxProperties": st.integers(1, 3),
            "dependentRequired": st.just({"a": ["b"]}),
        },
    )


def _choices(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    alternatives = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(lambda each: {"anyOf": each}, alternatives),
        st.builds(lambda each: {"oneOf": each}, alternatives),
        st.builds(lambda one, two: {**one, "not": two}, strings, inner),
        st.builds(lambda one, two: {"type": "string", "if": one, "then": two}, strings, strings),
    )


def composed(leaves: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Return a Hypothesis strategy for random schemas.

    The schemas are the given leaves, and arrays, objects and unions that contain such schemas.
    """
    return st.recursive(
        leaves,
        lambda inner: st.one_of(_arrays(inner), objects(inner), _choices(inner)),
        max_leaves=5,
    )


schemas = composed(leaves)


class EditedSchema(NamedTuple):
    """A schema, and the schema after an edit.

    Attributes:
        old: The schema before the edit.
        new: The schema after the edit.
        edit: The name of the kind of edit.
    """

    old: Schema
    new: Schema
    edit: str


@st.composite
def edited_schemas(draw: Draw) -> EditedSchema:
    """Return a Hypothesis strategy for a random schema with one random edit."""
    old = draw(schemas)
    new = deepcopy(old)
    return EditedSchema(old, new, edit_schema(new, draw))


def edit_schema(schema: Schema, draw: Draw) -> str:
    """Make a random edit in a schema, in place, and return the name of the kind of edit."""
    target = draw(st.sampled_from(list(subschemas(schema))))
    edit: str = draw(st.sampled_from(sorted(_EDITS)))
    _EDITS[edit](target, draw)
    return edit


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return a Hypothesis strategy for values of a schema. Some of the values violate the schema.

    Objects have only the properties that the schema lists, unless the schema has a schema for the
    values of other properties.
    """
    if not isinstance(schema, dict):
        return _VALUES
    strategies = [st.sampled_from(schema["enum"])] if schema.get("enum") else []
    if "const" in schema:
        strategies.append(st.just(schema["const"]))
    for keyword in ("anyOf", "oneOf", "allOf"):
        strategies += map(values, schema.get(keyword, ()))
    in_items = [
        each
        for part in _in_place(schema)
        for each in (part.get("items"), part.get("contains"), *part.get("prefixItems", ()))
        if each is not None
    ]
    if in_items:
        strategies.append(st.lists(st.one_of(*map(values, in_items)), max_size=4))
    listed: dict[str, list[st.SearchStrategy[Any]]] = {}
    for part in _in_place(schema):
        for name in part.get("required", ()):
            listed.setdefault(name, []).append(_VALUES)
        for name, each in part.get("properties", {}).items():
            listed.setdefault(name, []).append(values(each))
    if listed or "properties" in schema:
        known = st.fixed_dictionaries(
            {}, optional={name: st.one_of(each) for name, each in listed.items()}
        )
        strategies.append(known)
        if isinstance(schema.get("additionalProperties"), dict):
            others = st.dictionaries(_KEYS, values(schema["additionalProperties"]), max_size=2)
            strategies.append(st.builds(lambda one, two: {**two, **one}, known, others))
    return st.one_of(strategies or [_VALUES])


def _in_place(schema: Schema) -> Iterator[Schema]:
    """Yield a schema, and all schemas that apply to the same value by `allOf` or `anyOf`."""
    yield schema
    for keyword in ("allOf", "anyOf"):
        for each in schema.get(keyword, ()):
            if isinstance(each, dict):
                yield from _in_place(each)


def subschemas(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all schemas inside it."""
    yield schema
    for keyword in ("items", "additionalProperties", "contains", "not", "if", "then"):
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword])
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from subschemas(each)
    for each in schema.get("properties", {}).values():
        yield from subschemas(each)


def _replace(target: Schema, draw: Draw) -> None:
    new = draw(schemas)
    target.clear()
    target.update(new)


def _set_bound(target: Schema, draw: Draw) -> None:
    target[draw(st.sampled_from(_BOUNDS))] = draw(st.integers(1, 4))


def _remove_keyword(target: Schema, draw: Draw) -> None:
    removable = [key for key in target if key not in ("properties", "items")]
    if removable:
        del target[draw(st.sampled_from(removable))]


def _set_pattern(target: Schema, draw: Draw) -> None:
    target["pattern"] = draw(st.sampled_from(_PATTERNS))


def _set_enum(target: Schema, draw: Draw) -> None:
    target["enum"] = draw(st.lists(_texts, min_size=1, max_size=3, unique=True))


def _add_value(target: Schema, draw: Draw) -> None:
    target["enum"] = [*target.get("enum", []), draw(_texts)]


def _allow_null(target: Schema, draw: Draw) -> None:
    type_ = target.get("type")
    if isinstance(type_, str):
        target["type"] = [type_, "null"]
    else:
        _wrap_in_choice(target, draw)


def _set_property(target: Schema, draw: Draw) -> None:
    target.setdefault("properties", {})[draw(st.sampled_from(_NAMES))] = draw(leaves)


def _remove_property(target: Schema, draw: Draw) -> None:
    if target.get("properties"):
        del target["properties"][draw(st.sampled_from(sorted(target["properties"])))]


def _set_required(target: Schema, draw: Draw) -> None:
    target["required"] = draw(st.lists(st.sampled_from(_NAMES), unique=True, max_size=2))


def _set_additional(target: Schema, draw: Draw) -> None:
    target["additionalProperties"] = draw(st.one_of(st.booleans(), leaves))


def _restrict_names(target: Schema, draw: Draw) -> None:
    names = [False, {}, {"maxLength": 1}, {"enum": ["a", "b"]}, {"pattern": "^[ab]"}]
    target["propertyNames"] = draw(st.sampled_from(names))


def _set_condition(target: Schema, draw: Draw) -> None:
    target["if"] = draw(leaves)
    for keyword in draw(st.lists(st.sampled_from(["then", "else"]), unique=True)):
        target[keyword] = draw(st.one_of(st.just(True), leaves))


def _wrap_in_choice(target: Schema, draw: Draw) -> None:
    keyword = draw(st.sampled_from(["oneOf", "anyOf"]))
    before = dict(target)
    target.clear()
    target[keyword] = [before, draw(leaves)]


def _change_alternatives(target: Schema, draw: Draw) -> None:
    for keyword in ("oneOf", "anyOf"):
        if keyword in target:
            target[keyword] = [*target[keyword][draw(st.integers(0, 1)) :], draw(leaves)]


def _exclude(target: Schema, draw: Draw) -> None:
    target["not"] = draw(leaves)


def _wrap_in_all_of(target: Schema, draw: Draw) -> None:
    before = dict(target)
    target.clear()
    target["allOf"] = [before, draw(leaves)]


_EDITS: dict[str, Callable[[Schema, Draw], None]] = {
    "a schema is replaced": _replace,
    "a bound is set": _set_bound,
    "a keyword is removed": _remove_keyword,
    "a pattern is set": _set_pattern,
    "an enumeration is set": _set_enum,
    "a value is added": _add_value,
    "null is allowed": _allow_null,
    "a property is set": _set_property,
    "a property is removed": _remove_property,
    "the required properties change": _set_required,
    "the additional properties change": _set_additional,
    "the names of properties are restricted": _restrict_names,
    "a condition is set": _set_condition,
    "a schema becomes an alternative": _wrap_in_choice,
    "the alternatives change": _change_alternatives,
    "values are excluded": _exclude,
    "a schema is combined with another": _wrap_in_all_of,
}

KINDS_OF_SCHEMA_EDITS = tuple(_EDITS)
"""The names of all kinds of edits of a schema."""
