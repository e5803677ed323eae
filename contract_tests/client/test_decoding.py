"""Tests that all JSON libraries decode a body to the same value, or to the same typed error."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from types import SimpleNamespace
from typing import Any

import httpx
import msgspec
import orjson
import pytest
from bitgo_oes._serialization import json_parser
from bitgo_oes.errors import ApiError, DecodeError
from hypothesis import example, given
from hypothesis import strategies as st

from .. import pointer
from ..contract import Json
from . import generated_bodies
from .calls import Detailed, Form, call_detailed, decoded, outcomes, single_attempt_factory
from .document import CONTRACT, OPERATION
from .example_counts import times
from .generated_arguments import required
from .json_backends import Backend, reading_with

VALID_BODY = json.dumps(generated_bodies.example(CONTRACT, OPERATION, 200)).encode()

#: Values that replace "@" in a text.
JSON_TEXTS = (
    *(
        "0",
        "-0",
        "1E2",
        "1.5",
        "1e400",
        "-1e400",
        "1e-400",
        "12345678901234567890123",
        "-" + "9" * 4000,
    ),
    *("18446744073709551615", "18446744073709551616", "-9223372036854775809", "0.1e30", "01", "+1"),
    *("NaN", "Infinity", "-Infinity", "nan", "true", "null", "None", "'a'", '"a'),
    *(
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\\ud83d\\ude00"',
        '"\\u0000"',
        '"\x01"',
        '"\\x41"',
        '"\x7f"',
    ),
    *(
        "[]",
        "{}",
        "[1,]",
        '{"a":1,}',
        '{"a":1,"a":2}',
        "[1 2]",
        "// no",
        "\u00a0",
        "\u2028",
        '"\u2028"',
    ),
)
odd_json = st.lists(st.sampled_from(JSON_TEXTS), max_size=3).map(lambda parts: ",".join(parts))
#: Texts that replace a value or a name in a valid body, which is inserted for "@".
REPLACEMENTS = (
    *('"-1"', '"+1"', '" 1"', '"1_0"', '"\uff11"', '"\\uff11"', '"007"', '""', '"\u00fc"'),
    *(f'"{"9" * 78}"', f'"{"9" * 1000}"', f'"{"9" * 1001}"', '"available"', '"name"'),
    *('"\\ud800"', '"unlisted": 1, @', "7", "1e23", "null", "true", "[]", "{}", '{"held": "1"}'),
)
json_texts = st.one_of(
    generated_bodies.json_values.map(json.dumps),
    odd_json.map(lambda text: f"[{text}]"),
    odd_json.map(lambda text: f'{{"a": {text}}}'),
    st.sampled_from(JSON_TEXTS),
)
inside_a_valid_body = json_texts.map(lambda text: VALID_BODY[:-1] + f', "more": {text}}}'.encode())
cut = st.integers(0, len(VALID_BODY)).map(lambda end: VALID_BODY[:end])
encoded = st.tuples(
    json_texts, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
).map(lambda drawn: drawn[0].encode(drawn[1], "replace"))
any_bytes = st.one_of(
    st.binary(max_size=40),
    inside_a_valid_body,
    encoded,
    cut,
    st.binary(max_size=4).map(VALID_BODY.__add__),
)
with_each_library = pytest.mark.usefixtures("backend")
statuses = st.sampled_from([200, *sorted(OPERATION.bodies), 204, 302, 429, 503])


def imported_with(**libraries: Any) -> Any:
    """Import the client's JSON parser again, with the given JSON libraries. Return the module."""
    spec = importlib.util.spec_from_file_location(
        "bitgo_oes._serialization.n", json_parser.__file__
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        for name, library in libraries.items():
            patch.setitem(sys.modules, name, library)
        spec.loader.exec_module(module)
    return module


def test_the_fastest_library_that_is_installed_and_recent_parses_json() -> None:
    old = SimpleNamespace(DecodeError=type("DecodeError", (Exception,), {}))

    assert imported_with()._fast is orjson.loads
    assert imported_with(orjson=None)._fast is msgspec.json.decode
    for installed in (None, old):
        module = imported_with(orjson=None, msgspec=installed)
        assert (module.msgspec, module._fast) == (None, None)


def read(content: bytes, status: int = 200, form: Form = Form.SYNC) -> Detailed:
    client = single_attempt_factory(lambda _: httpx.Response(status, content=content))
    return call_detailed(form, OPERATION, client, required(OPERATION))


def comparable(detailed: Detailed) -> Json:
    """Return all attributes of a detailed response as JSON text, to compare two responses."""
    error: Any = detailed.error
    attributes = [detailed.status_code, detailed.content.hex(), type(error).__name__, str(error)]
    body = decoded(detailed)
    attributes.append(None if body is None else body.to_dict())
    if isinstance(error, DecodeError):
        attributes += [error.path, error.excerpt]
    if isinstance(error, ApiError):
        attributes.append(error.body)
    return json.dumps(attributes, sort_keys=True)


def assert_alike(content: bytes, status: int = 200) -> None:
    """Assert that the client decodes a body to the same response with each JSON library."""
    responses = set()
    for backend in Backend:
        with reading_with(backend):
            responses.add(comparable(read(content, status)))
    assert len(responses) == 1


@given(content=any_bytes, status=statuses)
@times(8)
def test_any_bytes_are_decoded_or_raise_a_documented_error(content: bytes, status: int) -> None:
    for backend in Backend:
        with reading_with(backend):
            detailed = read(content, status)
            (short,) = outcomes(
                Form.SYNC,
                OPERATION,
                single_attempt_factory(lambda _: httpx.Response(status, content=content)),
                [required(OPERATION)],
            )
        if detailed.error is None:
            assert status == 200
            assert short == detailed.parsed
        else:
            assert isinstance(detailed.error, DecodeError if status == 200 else ApiError)
            assert detailed.parsed is None
            assert type(short) is type(detailed.error)
            assert str(short) == str(detailed.error)


@given(content=any_bytes, status=statuses)
@times(10)
@example(VALID_BODY[:-1] + b', "more": 18446744073709551616}', 200)
@example(VALID_BODY[:-1] + b', "more": [1e400]}', 200)
@example(b'{"error": "e", "context": {"a": 18446744073709551616}}', 403)
def test_all_json_libraries_decode_a_body_alike(content: bytes, status: int) -> None:
    assert_alike(content, status)


def test_all_json_libraries_decode_a_valid_body_alike() -> None:
    assert_alike(VALID_BODY)


@pytest.mark.parametrize("text", REPLACEMENTS)
def test_all_json_libraries_decode_a_body_with_a_replaced_string_alike(text: str) -> None:
    for string in re.finditer(rb'"[^"]*"', VALID_BODY):
        replacement = text.encode().replace(b"@", string[0])
        assert_alike(VALID_BODY[: string.start()] + replacement + VALID_BODY[string.end() :])


@given(content=any_bytes, status=statuses)
def test_asynchronous_and_synchronous_calls_decode_a_body_alike(
    content: bytes, status: int
) -> None:
    assert comparable(read(content, status, Form.ASYNC)) == comparable(read(content, status))


@with_each_library
@given(number=st.integers() | st.integers(2**62, 2**70) | st.integers(-(2**70), -(2**62)))
@example(2**63)
@example(2**64 - 1)
@example(2**64)
@example(-(2**63) - 1)
@example(10**400)
def test_integers_beyond_64_bits_are_exact(number: int) -> None:
    for inside in (number, [number], {"deep": [{"er": number}]}):
        parsed = read(VALID_BODY[:-1] + f', "more": {json.dumps(inside)}}}'.encode()).parsed
        assert parsed["more"] == inside
        assert repr(parsed["more"]) == repr(inside)  # not a float


@with_each_library
def test_integers_beyond_the_digit_limit_of_python_are_exact() -> None:
    parsed = read(VALID_BODY[:-1] + b', "more": [1' + b"0" * 5000 + b"]}").parsed

    assert parsed["more"] == [10**5000]


NOT_JSON = {
    "NaN": VALID_BODY[:-1] + b', "more": NaN}',
    "infinity": VALID_BODY[:-1] + b', "more": -Infinity}',
    "a number that overflows": VALID_BODY[:-1] + b', "more": 1e999}',
    "a byte order mark": b"\xef\xbb\xbf" + VALID_BODY,
    "UTF-16": VALID_BODY.decode().encode("utf-16"),
    "UTF-16 without a mark": VALID_BODY.decode().encode("utf-16-le"),
    "half of a surrogate pair": VALID_BODY[:-1] + b', "more": "\\ud800"}',
    "half of a surrogate pair as a name": VALID_BODY[:-1] + b', "\\udfff": 1}',
    "half of a surrogate pair as bytes": VALID_BODY[:-1] + b', "more": "\xed\xa0\x80"}',
    "nesting beyond 500": VALID_BODY[:-1] + b', "more": ' + b"[" * 500 + b"]" * 500 + b"}",
    "nesting without end": b"[" * 100_000,
    "objects without end": b'{"a":' * 100_000,
    "half of it": VALID_BODY[: len(VALID_BODY) // 2],
    "all but the last byte": VALID_BODY[:-1],
    "more than one value": VALID_BODY + VALID_BODY,
    "bytes that are not UTF-8": VALID_BODY[:-1] + b', "more": "\xff"}',
    "nothing": b"",
    "a blank": b" ",
    "half of a word": b"nul",
    "a zero in front": VALID_BODY[:-1] + b', "more": 01}',
    "single quotes": VALID_BODY[:-1] + b""", "more": 'a'}""",
    "a tab in a string": VALID_BODY[:-1] + b', "more": "\t"}',
    "a comma after the last item": VALID_BODY[:-1] + b', "more": [1,]}',
    "a comma after the last property": VALID_BODY[:-1] + b",}",
    "half of a surrogate pair before a letter": VALID_BODY[:-1] + b', "more": "\\ud800\\u0041"}',
    "objects nested beyond 500": VALID_BODY[:-1]
    + b', "more": '
    + b'{"a":' * 500
    + b"1"
    + b"}" * 501,
    "a page for people": b"<!doctype html><h1>Bad gateway</h1>",
}


@with_each_library
@pytest.mark.parametrize("content", NOT_JSON.values(), ids=list(NOT_JSON))
def test_a_body_that_is_not_strict_json_is_a_decode_error(content: bytes) -> None:
    detailed = read(content)

    assert detailed.parsed is None
    assert isinstance(detailed.error, DecodeError)
    assert detailed.content == content
    assert str(detailed.error).isprintable()
    assert len(str(detailed.error)) < 1000


@with_each_library
@given(
    path=st.lists(st.text(max_size=4) | st.integers(0, 3), max_size=6),
    number=st.sampled_from(["1e999", "-1e999", "1e999999999", f"{10**400}.5"]),
)
def test_a_number_beyond_the_range_of_floats_is_reported_with_its_json_pointer(
    path: list[str | int], number: str
) -> None:
    value: Any = "the number"
    for step in reversed(path):
        value = {"first": 1.5, step: value} if isinstance(step, str) else [*range(step), value]
    body = VALID_BODY[:-1] + f', "more": {json.dumps(value)}}}'.encode()

    error = read(body.replace(b'"the number"', number.encode())).error

    assert isinstance(error, DecodeError)
    assert error.path == pointer.build(("more", *path))


@with_each_library
@pytest.mark.parametrize("depth", [1, 98, 99, 100, 498, 499])
def test_up_to_500_levels_of_nesting_are_decoded(depth: int) -> None:
    # The body itself is the first level.
    for nested in (b"[" * depth + b"]" * depth, b'{"a": ' * depth + b"7" + b"}" * depth):
        detailed = read(VALID_BODY[:-1] + b', "more": ' + nested + b"}")

        assert detailed.error is None
        assert json.dumps(detailed.parsed["more"]).encode() == nested


@with_each_library
def test_a_surrogate_pair_is_one_character() -> None:
    detailed = read(VALID_BODY[:-1] + b', "more": "\\ud83d\\ude00"}')

    assert detailed.parsed["more"] == "\U0001f600"
