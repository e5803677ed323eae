"""Random schemas that combine other schemas by `allOf`, and random edits of them, for hypothesis.

The schemas have all keywords that act only within their own schema, such as `additionalProperties`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from hypothesis import strategies as st

from openapi.tests.changes.random_schemas import Draw, EditedSchema, Schema, leaves

_NAMES = ("a", "b", "c")
_counts = st.integers(0, 3)
_names = st.sampled_from(_NAMES)
_properties = st.dictionaries(_names, leaves, min_size=1, max_size=2)
_required = st.lists(_names, min_size=1, max_size=1)
_nullable = st.lists(
    st.sampled_from(
        [{"type": "null"}, {"type": ["string", "null"]}, {"not": {"type": "null"}}, {}]
    ),
    min_size=1,
    max_size=2,
)
_rest = st.one_of(st.just(False), st.just(False), leaves)

_KEYWORDS: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "object": {
        "properties": _properties,
        "required": _required,
        "additionalProperties": _rest,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "[bc]$"]), leaves, min_size=1),
        "unevaluatedProperties": _rest,
        "propertyNames": st.sampled_from([{"maxLength": 1}, {"pattern": "^[ab]"}, {"enum": ["a"]}]),
        "dependentRequired": st.dictionaries(_names, _required, min_size=1, max_size=1),
        "dependentSchemas": st.dictionaries(
            _names, st.fixed_dictionaries({"properties": _properties}), min_size=1, max_size=1
        ),
        "maxProperties": _counts,
        "not": st.fixed_dictionaries({"required": _required}),
        "if": st.fixed_dictionaries({"required": _required}),
        "then": st.fixed_dictionaries({"required": _required}),
        "else": st.fixed_dictionaries({"properties": _properties}),
    },
    "array": {
        "items": leaves,
        "prefixItems": st.lists(leaves, min_size=1, max_size=2),
        "unevaluatedItems": _rest,
        "contains": leaves,
        "minContains": _counts,
        "maxContains": _counts,
        "maxItems": _counts,
        "uniqueItems": st.just(True),
        "not": st.fixed_dictionaries({"minItems": _counts}),
        "if": st.fixed_dictionaries({"minItems": _counts}),
        "then": st.fixed_dictionaries({"prefixItems": st.lists(leaves, min_size=1, max_size=2)}),
        "else": st.fixed_dictionaries({"contains": leaves}),
    },
    "string": {
        "minLength": _counts,
        "maxLength": _counts,
        "pattern": st.sampled_from(["^a", "b$", "^[ab]*$"]),
        "not": leaves,
        "if": leaves,
        "then": leaves,
        "else": leaves,
        "enum": st.lists(st.sampled_from(["a", "b", "ab", None]), min_size=1, unique=True),
        "oneOf": _nullable,
        "anyOf": _nullable,
    },
}


@st.composite
def _branches(draw: Draw, name: str) -> Schema:
    """Return a Hypothesis strategy for schemas with few keywords for values of a type."""
    keywords = _KEYWORDS[name]
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=3, unique=True))
    return {keyword: draw(keywords[keyword]) for keyword in chosen if keyword in keywords}


@st.composite
def _combinations(draw: Draw, name: str) -> Schema:
    """Return a Hypothesis strategy for schemas with an `allOf`, perhaps inside another `allOf`."""
    branches = _branches(name)
    inner = st.one_of(
        branches,
        st.builds(lambda one, two: {**one, "allOf": [two]}, branches, branches),
        st.builds(lambda one, two: {"anyOf": [one, two]}, branches, branches),
    )
    types = st.sampled_from([name, [name, "null"]])
    return {
        "type": draw(types),
        **draw(st.one_of(st.just({}), branches)),
        "allOf": draw(st.lists(inner, min_size=1, max_size=3)),
    }


@st.composite
def edited_combinations(draw: Draw) -> EditedSchema:
    """Return a Hypothesis strategy for a random schema with an `allOf`, and one random edit."""
    name = draw(st.sampled_from(sorted(_KEYWORDS)))
    old = draw(_combinations(name))
    new = deepcopy(old)
    edit = draw(st.sampled_from(sorted(_EDITS)))
    _EDITS[edit](new, draw, name)
    new["allOf"] = new["allOf"] or [{}]
    return EditedSchema(old, new, edit)


@st.composite
def reordered_combinations(draw: Draw) -> tuple[Schema, Schema]:
    """Return a Hypothesis strategy for a schema, and the schema with its `allOf` reordered."""
    old = draw(_combinations(draw(st.sampled_from(sorted(_KEYWORDS)))))
    return old, {**old, "allOf": draw(st.permutations(old["allOf"]))}


def _remove_branch(schema: Schema, draw: Draw, _: str) -> None:
    schema["allOf"].pop(draw(st.integers(0, len(schema["allOf"]) - 1)))


def _add_branch(schema: Schema, draw: Draw, name: str) -> None:
    schema["allOf"].append(draw(_branches(name)))


def _move_branch_outside(schema: Schema, draw: Draw, _: str) -> None:
    index = draw(st.integers(0, len(schema["allOf"]) - 1))
    for keyword, value in schema["allOf"].pop(index).items():
        schema.setdefault(keyword, value)


def _move_keyword(schema: Schema, draw: Draw, _: str) -> None:
    source, target = (draw(st.sampled_from([schema, *schema["allOf"]])) for _ in range(2))
    movable = [keyword for keyword in source if keyword not in {"allOf", *target}]
    if movable:
        keyword = draw(st.sampled_from(movable))
        target[keyword] = source.pop(keyword)


def _set_keyword(schema: Schema, draw: Draw, name: str) -> None:
    target = draw(st.sampled_from([schema, *schema["allOf"]]))
    target.update(draw(_branches(name)))


def _remove_keyword(schema: Schema, draw: Draw, _: str) -> None:
    target = draw(st.sampled_from([schema, *schema["allOf"]]))
    removable = [keyword for keyword in target if keyword != "allOf"]
    if removable:
        del target[draw(st.sampled_from(removable))]


_EDITS: dict[str, Callable[[Schema, Draw, str], None]] = {
    "a branch is removed": _remove_branch,
    "a branch is added": _add_branch,
    "a branch is merged into the schema": _move_branch_outside,
    "a keyword is moved": _move_keyword,
    "a keyword is set": _set_keyword,
    "a keyword is removed": _remove_keyword,
}
