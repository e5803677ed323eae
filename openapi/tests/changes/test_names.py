"""The names that are compared are those that the generator makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import ClassName, PythonIdentifier

from openapi.changes.model.names import argument, class_name

WORDS = st.text(alphabet="abXYZ09_-. {}/é", min_size=1, max_size=12).filter(
    lambda text: any(c.isalpha() for c in text) and text[0].isalpha()
)


@given(WORDS)
def test_arguments_are_named_as_the_generator_names_them(word: str) -> None:
    assert argument(word) == PythonIdentifier(word, prefix="field_")


@given(WORDS)
def test_classes_are_named_as_the_generator_names_them(word: str) -> None:
    assert class_name(word) == ClassName(word, prefix="Model")


@pytest.mark.parametrize("word", ["class", "self", "list", "id", "Type", "X-Trace", "v1GetRoute"])
def test_words_that_python_keeps_are_named_alike(word: str) -> None:
    assert argument(word) == PythonIdentifier(word, prefix="field_")
