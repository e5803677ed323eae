"""Arguments go on the wire as they are meant, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.runtime._errors import InvalidArgumentError
from openapi.codegen.runtime._serialization import arguments as _arguments
from openapi.codegen.runtime._transport.urls import segment
from openapi.codegen.runtime.types import UNSET

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class Colour(StrEnum):
    RED = "red"


@given(TEXT)
def test_a_segment_of_a_path_is_read_as_it_was_meant(value: str) -> None:
    if value in {"", ".", ".."}:
        with pytest.raises(InvalidArgumentError, match="enterprise_id is '"):
            segment("enterprise_id", value)
    else:
        written = segment("enterprise_id", value)
        assert unquote(written) == value
        assert not set(written) & set("/?#\\ ")


@given(st.integers(0, 10**30))
def test_a_number_is_written_in_digits_and_digits_stay_as_they_are(value: int) -> None:
    assert _arguments.digits("page_size", value) == str(value)
    assert _arguments.digits("page_size", f"00{value}") == f"00{value}"


@pytest.mark.parametrize(
    "value", [-1, 1.0, True, "", "-1", "1.5", " 1", "1\n", "٣", "²", b"1", [1], 10**1000]
)
def test_what_is_no_number_of_a_page_is_refused_by_name(value: object) -> None:
    with pytest.raises(InvalidArgumentError, match="page_size must be a non-negative integer"):
        _arguments.digits("page_size", value)


@pytest.mark.parametrize(
    "make", [list, tuple, iter, dict.fromkeys, lambda ids: (each for each in ids)]
)
def test_several_ids_may_come_in_any_iterable_but_a_mapping(
    make: Callable[[list[Any]], Iterable[Any]],
) -> None:
    ids = ["a", UUID(int=1)]
    given_ids = make(ids)

    if isinstance(given_ids, dict):
        with pytest.raises(InvalidArgumentError, match="must be several values"):
            _arguments.each("ids", "id", given_ids, _arguments.text)
        given_ids = given_ids.keys()
    pairs = _arguments.each("ids", "id", given_ids, _arguments.text)
    assert pairs == [("id", "a"), ("id", str(UUID(int=1)))]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "^ids is empty"),
        (iter(()), "^ids is empty"),
        ("abc", "^ids must be several values"),
        (b"abc", "^ids must be several values"),
        (7, "^ids must be several values"),
        (UUID(int=1), "^ids must be several values"),
        (["a", ""], "^ids holds a blank"),
        (["a", None], r"^ids\[1\] must be a str or a UUID"),
        (["a", "\ud800"], r"^ids\[1\] holds half"),
    ],
    ids=repr,
)
def test_ids_that_would_select_something_else_are_refused(value: Any, says: str) -> None:
    with pytest.raises(InvalidArgumentError, match=says):
        _arguments.each("ids", "id", value, _arguments.text)


@pytest.mark.parametrize("value", [None, UNSET])
def test_what_is_left_out_is_not_sent(value: object) -> None:
    assert _arguments.each("ids", "id", value, _arguments.text) == []
    assert _arguments.optional("size", "size", value, _arguments.digits) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (7, "7"), (1.5, "1.5"), (Colour.RED, "red"), ("a b", "a b")],
)
def test_a_scalar_is_written_as_json_would(value: object, written: str) -> None:
    assert _arguments.scalar("x", value) == written


@pytest.mark.parametrize("value", ["a\r\nb: c", "é", " a", "a\x00"])
def test_what_would_end_a_header_is_refused(value: str) -> None:
    with pytest.raises(InvalidArgumentError, match="cannot stand in a header"):
        _arguments.header("x_source", value)
