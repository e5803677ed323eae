"""Tests that each value of a `oneOf` or `anyOf` is read as the alternative that it belongs to."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.tests.value_documents import FAMILY, KINDS, MEMBERS, Node


@pytest.fixture(scope="module")
def models(package: Callable[[Path], ModuleType], alternatives_document: Path) -> Any:
    """The generated module `models`, for a document with all unions in `value_documents`."""
    return importlib.import_module(f"{package(alternatives_document).__name__}.models")


def read(models: Any, union: str, value: Any, **options: Any) -> Any:
    page = models.Page.from_dict({union: value}, **options)
    assert page.to_dict() == {union: value}
    return getattr(page, union)


@pytest.mark.parametrize(
    ("union", "value", "expected"),
    [
        ("by_boolean", {"id": "1", "retriable": False}, "Final"),
        ("by_boolean", {"id": "1", "retriable": True}, "Retriable"),
        ("by_text", {"id": "1", "status": "queued"}, "Pending"),
        ("by_text", {"id": "1", "status": "done"}, "Done"),
        ("by_const", {"id": "1", "version": 1}, "First"),
        ("by_const", {"id": "1", "version": 2}, "Second"),
        ("by_name", {"kind": "Dog", "lives": 1}, "Dog"),
        ("by_mapping", {"kind": "d", "lives": 1}, "Dog"),
        ("by_mapping", {"kind": "dd"}, "Dog"),
        ("by_mapping", {"kind": "c"}, "Cat"),
        ("by_mapping", {"kind": "Cat"}, "Cat"),
        ("by_enum_and_tag", {"id": "1", "status": "done"}, "Done"),
        ("by_required", {"id": "1"}, "Short"),
        ("by_required", {"id": "1", "more": "2"}, "Long"),
        ("by_required", {"id": "1", "unlisted": 2}, "Short"),
        ("by_listed", {"id": "1", "right": "2"}, "Right"),
        ("by_inner", {"inner": {"kind": "two"}}, "InnerTwo"),
        ("by_color", {"id": "1", "color": "red"}, "Painted"),
        ("by_color", {"id": "1", "color": "added later"}, "Painted"),
        ("twins", {"id": "1", "more": "2"}, "Long"),
        ("by_map", {"id": "1", "labels": {"a": {"b": 1, "c": 2}}}, "Labelled"),
        ("by_map", {"id": "1", "labels": {"a": {}}, "more": {"a": {}}}, "Labelled"),
        ("by_map", {"id": "1"}, "Anything"),
        ("by_typed_map", {"id": "1", "name": "a"}, "Named"),
        ("by_typed_map", {"id": "1"}, "Names"),
        ("nullable", {"id": "1", "retriable": False}, "Final"),
        ("nullable", None, "NoneType"),
        ("nested", {"id": "1", "retriable": False}, "Final"),
        ("nested", {"id": "1", "status": "done"}, "Done"),
        ("scalars", True, "bool"),
        ("scalars", 1, "int"),
        ("scalars", "1", "str"),
        ("scalars", {"id": "1"}, "Short"),
    ],
)
def test_a_value_is_read_as_its_alternative(
    models: Any, union: str, value: Any, expected: str
) -> None:
    assert type(read(models, union, value)).__name__ == expected


def test_the_items_of_a_list_are_read_as_their_alternatives(models: Any) -> None:
    items = [{"id": "1", "retriable": each} for each in (False, True)]

    assert [type(each).__name__ for each in read(models, "in_list", items)] == [
        "Final",
        "Retriable",
    ]
    assert read(models, "lists", []) == []
    (item,) = read(models, "lists", [{"id": "1", "more": "2"}])
    assert type(item).__name__ == "Long"


@pytest.mark.parametrize(
    ("union", "value", "path"),
    [
        ("by_boolean", {"id": "1", "retriable": 1}, "/retriable"),
        ("by_text", {"id": "1", "status": "new"}, "/status"),
        ("by_const", {"id": "1", "version": True}, "/version"),
        ("by_name", {"kind": "Emu"}, "/kind"),
        ("by_name", {"name": "of no kind"}, "/kind"),
        ("by_mapping", {"kind": 7}, "/kind"),
        ("by_inner", {"inner": {"kind": "three"}}, "/inner/kind"),
        ("in_list", [{"id": "1", "retriable": None}], "/0/retriable"),
        ("scalars", [], ""),
    ],
)
def test_a_value_of_no_alternative_is_a_decode_error_with_its_location(
    models: Any, union: str, value: Any, path: str
) -> None:
    errors = importlib.import_module(f"{models.__name__.rpartition('.')[0]}.errors")

    with pytest.raises(errors.DecodeError) as caught:
        models.Page.from_dict({union: value})

    assert caught.value.path == f"/{union}{path}"


@pytest.mark.parametrize(
    ("union", "value"),
    [
        ("by_text", {"id": "1", "status": "new"}),
        ("by_name", {"kind": "Emu"}),
        ("by_name", {}),
        ("by_inner", {"inner": {"kind": "three"}}),
        ("by_inner", {"inner": {"kind": 3}, "more": None}),
    ],
)
def test_tolerant_reading_keeps_a_value_of_an_unknown_alternative(
    models: Any, union: str, value: Any
) -> None:
    assert read(models, union, value, tolerant=True) == value


def test_tolerant_reading_finds_the_alternative_of_an_incomplete_value(models: Any) -> None:
    read_value = read(models, "by_text", {"status": "done"}, tolerant=True)

    assert type(read_value).__name__ == "Done"
    assert not read_value.id


def test_a_value_that_fits_several_types_equally_well_remains_json_data(models: Any) -> None:
    assert read(models, "by_listed", {"id": "1"}) == {"id": "1"}
    assert models.Page.__annotations__["by_listed"] == "dict[str, _Any] | Left | Right | _Unset"
    assert "remains JSON data" in models.Page.__doc__


def test_a_description_says_only_once_how_a_value_is_read(models: Any) -> None:
    for model in (models.Base, models.Derived):
        assert " ".join(model.__doc__.split()).count("remains JSON data") == 1


def test_nested_alternatives_are_read_in_linear_time(models: Any) -> None:
    value: Any = None
    for _ in range(60):  # the time of 2**60 trials would never end
        value = {"child": value, "b": "1"}

    assert type(read(models, "recursive", value)).__name__ == "Bush"


@pytest.mark.parametrize(
    ("union", "value", "expected"),
    [
        ("lists_of_words", ["red"], "[<PageListsOfWordsItem.RED: 'red'>]"),
        ("lists_of_words", ["other"], "['other']"),
        ("lists_of_lists", [["red"]], "[[<PageListsOfListsItemItem.RED: 'red'>]]"),
        ("lists_of_unions", ["a"], "['a']"),
        ("lists_of_unions", [None], "[None]"),
        (
            "maps",
            {"a": "red"},
            "PageMapsType1({'a': <PageMapsType1AdditionalProperty.RED: 'red'>})",
        ),
        ("maps", {"a": "other"}, "PageMaps({'a': 'other'})"),
        ("map_or_model", {"id": "1"}, "Short(id='1')"),
        ("map_or_model", {"more": "1"}, "PageMapOrModel({'more': '1'})"),
        ("map_or_optional", {"a": 1, "b": 2}, "PageMapOrOptionalType1({'a': 1, 'b': 2})"),
        ("map_or_optional", {"note": "1"}, "PageMapOrOptional(note='1')"),
        (
            "anything_or_inner",
            {"id": "1", "inner": {"x": 1, "y": 2}},
            "Outer(id='1', inner=OuterInner(a=UNSET, additional_properties={'x': 1, 'y': 2}))",
        ),
    ],
)
def test_a_value_is_read_as_the_least_general_alternative_that_lists_the_most_of_it(
    models: Any, union: str, value: Any, expected: str
) -> None:
    assert repr(read(models, union, value)) == expected


def test_the_type_of_a_union_has_the_type_of_each_alternative(models: Any) -> None:
    assert models.Page.__annotations__["lists_of_words"] == (
        "list[PageListsOfWordsItem | str] | list[str] | _Unset"
    )


@given(data=st.data())
def test_a_value_of_one_alternative_is_never_read_as_another(
    models: Any, data: st.DataObject
) -> None:
    union = data.draw(st.sampled_from(sorted(MEMBERS)))
    member = data.draw(st.sampled_from(MEMBERS[union]))
    value = data.draw(_values_of(FAMILY[member]))
    fitting = [name for name in MEMBERS[union] if _fits(FAMILY[name], value)]

    found = type(read(models, union, value)).__name__

    best = max(_closeness(FAMILY[name], value) for name in fitting)
    closest = [name for name in fitting if _closeness(FAMILY[name], value) == best]
    if found in closest:
        assert all(_is_alike(FAMILY[found], FAMILY[each]) for each in closest)
    else:
        assert found == "dict"
        assert len(closest) > 1
        assert "dict[str, _Any]" in models.Page.__annotations__[union]


def _closeness(schema: Node, value: Node) -> tuple[int, int, int]:
    """Return three numbers that say how well an object matches a schema. Greater is better.

    1. The number of properties of the object for which the schema has a constant.
    2. The number of properties that the schema does not list, as a negative number.
    3. The same number with the properties of inner objects, as a negative number.
    """
    constants = [
        name
        for name, each in schema["properties"].items()
        if name in value and each.keys() & {"const", "enum"}
    ]
    own = sum(name not in schema["properties"] for name in value)
    return len(constants), -own, -_unlisted(schema, value)


def _unlisted(schema: Node, value: Node) -> int:
    listed = schema["properties"]
    return sum(name not in listed for name in value) + sum(
        _unlisted(listed[name], each)
        for name, each in value.items()
        if isinstance(each, dict) and name in listed
    )


def _is_alike(one: Node, other: Node) -> bool:
    return one["properties"] == other["properties"] and {*one["required"]} == {*other["required"]}


def _fits(schema: Node, value: Any) -> bool:
    return bool(jsonschema_rs.validator_for(schema).is_valid(value))


@st.composite
def _values_of(draw: st.DrawFn, schema: Node) -> Any:
    names = [
        name for name in schema["properties"] if name in schema["required"] or draw(st.booleans())
    ]
    return {name: draw(_property_values(schema["properties"][name])) for name in names}


def _property_values(schema: Node) -> st.SearchStrategy[Any]:
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "properties" in schema:
        return _values_of(schema)
    of_type: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(KINDS) | st.text(max_size=3),
        "integer": st.integers(),
        "boolean": st.booleans(),
        "array": st.lists(st.text(max_size=2), max_size=2),
        "null": st.none(),
    }
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([of_type[each] for each in types])
