"""Tests that a comparison follows every reference, or raises an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.changes.diff.document import compare
from openapi.changes.model.difference import worst
from openapi.changes.model.node import MalformedError
from openapi.tests.changes.random_schemas import leaves
from openapi.tests.changes.schema_pairs import document

Schema = dict[str, Any]
Document = dict[str, Any]

_DEFINITION = (
    "#/paths/~1shelves/post/requestBody/content/application~1json/schema/properties/p/$defs/q"
)


def _by_anchor(schema: Schema) -> Document:
    return document(request={"$ref": "#w"}, components={"A": {**schema, "$anchor": "w"}})


def _by_dynamic_anchor(schema: Schema) -> Document:
    components = {"A": {**schema, "$dynamicAnchor": "w"}}
    return document(request={"$dynamicRef": "#w"}, components=components)


def _by_index(schema: Schema) -> Document:
    components = {"A": {"anyOf": [{"type": "array", "items": {}}, schema]}}
    return document(request={"$ref": "#/components/schemas/A/anyOf/1"}, components=components)


def _by_definition(schema: Schema) -> Document:
    return document(request={"$ref": _DEFINITION, "$defs": {"q": schema}})


WAYS = (_by_anchor, _by_dynamic_anchor, _by_index, _by_definition)


@given(st.sampled_from(WAYS), leaves, leaves)
def test_a_change_behind_a_reference_has_the_class_of_the_change(
    refer: Callable[[Schema], Document], old: Schema, new: Schema
) -> None:
    inline = compare(document(request=old), document(request=new))
    referred = compare(refer(old), refer(new))

    assert worst(referred) == worst(inline), [each.sentence for each in referred]


@pytest.mark.parametrize(
    "reference",
    ["other.yaml#/A", "https://shelves.example/a", "#absent", "#/components/schemas/Absent"],
)
@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
def test_documents_with_a_reference_to_unread_content_are_not_equal(
    keyword: str, reference: str
) -> None:
    content = document(request={"type": "array", "items": {keyword: reference}})

    with pytest.raises(MalformedError):
        compare(content, content)


def test_a_name_that_two_schemas_have_is_ambiguous() -> None:
    named = {"$anchor": "w", "type": "string"}
    content = document(request={"$ref": "#w"}, components={"A": named, "B": named})

    with pytest.raises(MalformedError):
        compare(content, content)
