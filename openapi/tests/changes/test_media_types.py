"""Tests of media ranges: the most specific media type or media range describes a body."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import worst
from openapi.tests.changes.schema_pairs import DIRECTIONS, document

Content = dict[str, Any]

# Each media type, with the media ranges that contain it, the most specific first.
RANGES = {
    "application/json": ("application/json", "application/*", "*/*"),
    "application/xml": ("application/*", "*/*"),
    "text/plain": ("text/plain", "*/*"),
    "image/png": ("*/*",),
}
contents = st.dictionaries(
    st.sampled_from(["application/json", "application/*", "text/plain", "*/*"]),
    st.sampled_from(["string", "integer"]),
    min_size=1,
)


def _document(direction: str, content: dict[str, str]) -> Content:
    described = {name: {"schema": {"type": type_}} for name, type_ in content.items()}
    whole = document(request={}, response={})
    operation = whole["paths"]["/shelves"]["post"]
    owner = operation["requestBody"] if direction == "request" else operation["responses"]["200"]
    owner["content"] = described
    return whole


def _applying(media_type: str, content: dict[str, str]) -> str | None:
    return next((content[each] for each in RANGES[media_type] if each in content), None)


@pytest.mark.parametrize("direction", DIRECTIONS)
@given(contents, contents)
def test_the_most_specific_media_range_describes_a_body(
    direction: str, old: dict[str, str], new: dict[str, str]
) -> None:
    differences = compare(_document(direction, old), _document(direction, new))

    types = [(_applying(each, old), _applying(each, new)) for each in RANGES]
    sentences = [each.sentence for each in differences]
    assert bool(differences) == (old != new)
    if any(before and after and before != after for before, after in types):
        assert worst(differences) == Class.BREAKING_WIRE, sentences
    if all(before == after for before, after in types):
        assert worst(differences) in (None, Class.DOCUMENTATION), sentences
    if any(before and not after for before, after in types) and direction == "request":
        assert worst(differences) == Class.BREAKING_WIRE, sentences
