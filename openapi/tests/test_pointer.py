"""Tests of parsing, formatting and following JSON Pointers and `$ref`s (RFC 6901)."""

from __future__ import annotations

from typing import Any

import pytest

from openapi.pointer import (
    UnresolvableError,
    follow,
    format_pointer,
    parse_pointer,
    parse_reference,
    resolve,
    target,
)

# RFC 6901, section 5, with the pointers as `$ref`s from section 6.
RFC: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
POINTERS = {
    "": ("#", RFC),
    "/foo": ("#/foo", ["bar", "baz"]),
    "/foo/0": ("#/foo/0", "bar"),
    "/": ("#/", 0),
    "/a~1b": ("#/a~1b", 1),
    "/c%d": ("#/c%25d", 2),
    "/e^f": ("#/e%5Ef", 3),
    "/g|h": ("#/g%7Ch", 4),
    "/i\\j": ("#/i%5Cj", 5),
    '/k"l': ("#/k%22l", 6),
    "/ ": ("#/%20", 7),
    "/m~0n": ("#/m~0n", 8),
}


@pytest.mark.parametrize(("pointer", "reference", "value"), [(p, *x) for p, x in POINTERS.items()])
def test_the_examples_of_the_rfc(pointer: str, reference: str, value: Any) -> None:
    tokens = parse_pointer(pointer)

    assert follow(RFC, tokens) == value
    assert format_pointer(tokens) == pointer
    assert parse_reference(reference) == tokens
    assert target(RFC, reference) == value


def test_an_escaped_tilde_does_not_escape_the_next_character() -> None:
    assert parse_pointer("/~01") == ("~1",)
    assert format_pointer(["~1"]) == "/~01"


@pytest.mark.parametrize("token", ["2", "-1", "01", "+1", " 1", "x", "-", 2])
def test_a_list_has_items_only_at_its_indices(token: str | int) -> None:
    assert follow(RFC, ["foo", token], "default") == "default"


def test_a_pointer_into_a_string_refers_to_nothing() -> None:
    assert follow(RFC, parse_pointer("/foo/0/0")) is None


def test_a_pointer_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="'foo' is not a JSON Pointer"):
        parse_pointer("foo")


def test_a_chain_of_references_is_followed_to_its_end() -> None:
    content = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c/0"}, "c": [{"type": "string"}]}

    assert resolve(content["a"], content) == {"type": "string"}
    assert resolve(content["c"], content) is content["c"]


def test_a_ref_that_is_not_a_string_is_a_property() -> None:
    node = {"$ref": {"type": "string"}}

    assert resolve(node, {}) is node


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#/loop", "'#/loop' refers to itself"),
        ("#/there", "'#/there' refers to itself"),
        ("#/nowhere", "'#/nowhere' refers to a value that does not exist"),
        ("#anchor", "'#anchor' refers to an anchor"),
        ("other.yaml#/a", "'other.yaml#/a' is in another file, which is not supported"),
    ],
)
def test_a_reference_that_cannot_be_resolved_is_an_error(reference: str, problem: str) -> None:
    content = {
        "loop": {"$ref": "#/loop"},
        "there": {"$ref": "#/back"},
        "back": {"$ref": "#/there"},
    }

    with pytest.raises(UnresolvableError, match=problem):
        resolve({"$ref": reference}, content)
