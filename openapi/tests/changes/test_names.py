"""Tests that names in generated code equal the names that openapi-python-client makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import ClassName, PythonIdentifier

from openapi.changes.model.names import argument, class_name, members, unique_names
from openapi.changes.model.node import Node
from openapi.changes.model.schema import Schema
from openapi.codegen.input import names
from openapi.codegen.input.enums import OpenEnumProperty

WORDS = st.text(alphabet="abXYZ09_-. {}/é", min_size=1, max_size=12).filter(
    lambda text: any(c.isalpha() for c in text) and text[0].isalpha()
)


@given(WORDS)
def test_an_argument_has_the_name_of_the_generator(word: str) -> None:
    assert argument(word) == PythonIdentifier(word, prefix="field_")


@given(WORDS)
def test_a_class_has_the_name_of_the_generator(word: str) -> None:
    assert class_name(word) == ClassName(word, prefix="Model")


@pytest.mark.parametrize("word", ["class", "self", "list", "id", "Type", "X-Trace", "v1GetRoute"])
def test_a_reserved_word_has_the_name_of_the_generator(word: str) -> None:
    assert argument(word) == PythonIdentifier(word, prefix="field_")


VALUES = st.one_of(
    st.lists(st.one_of(WORDS, st.sampled_from(["a-b", "a_b", "A", "+1", "-1", "", "ß"]))),
    st.lists(st.integers(-3, 3)),
)


@given(VALUES, st.lists(WORDS, max_size=3))
def test_a_member_has_the_name_of_the_generator(
    values: list[str] | list[int], given_names: list[str]
) -> None:
    schema = Schema.at_node(Node.root({"enum": values, "x-enum-varnames": given_names}))
    generated = OpenEnumProperty.values_from_list(values, None, given_names)  # type: ignore[arg-type]

    assert {name: value for value, name in members(schema).items()} == generated


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "a-b", "a_b", "A_b", "a_b_2", "list"]), st.sampled_from("qh")
        )
    )
)
def test_equal_names_are_separated_as_the_generator_separates_them(
    named: list[tuple[str, str]],
) -> None:
    assert unique_names(named) == names.unique_names(named, reserved=())
