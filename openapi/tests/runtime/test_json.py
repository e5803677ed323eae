"""JSON is read strictly, and in the same way whichever library reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.runtime._errors import DecodeError
from openapi.codegen.runtime._serialization import strict_json

Read = Callable[[bytes], Any]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab/~", max_size=3), inner),
    max_leaves=12,
)


@pytest.fixture(params=["orjson", "json"], scope="module")
def read(request: pytest.FixtureRequest) -> Iterator[Read]:
    """Read a body as a call does: quickly, and once more where that could be wrong."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "_fast", orjson.loads if request.param == "orjson" else None)

        def parsed(content: bytes) -> Any:
            value = strict_json.parse(content)
            return value if strict_json.exact([value]) else strict_json.parse_exactly(content)

        yield parsed


@given(VALUES)
def test_a_value_is_read_as_it_was_written(read: Read, value: Any) -> None:
    written = json.dumps(value, ensure_ascii=False)

    # As text, in which 1, 1.0 and true differ.
    assert json.dumps(read(written.encode()), ensure_ascii=False) == written


@given(st.integers(min_value=-(10**5000), max_value=10**5000) | st.just(2**63) | st.just(2**64 - 1))
def test_an_integer_of_any_length_is_exact(read: Read, value: int) -> None:
    shift, rest = divmod(abs(value), 10**4000)
    digits = (str(shift) + str(rest).zfill(4000)).lstrip("0") or "0"
    content = b'{"a": [%s%s]}' % (b"-" if value < 0 else b"", digits.encode())

    assert read(content) == {"a": [value]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"nul",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"01",
        b"'a'",
        b'"\t"',
        b"{} {}",
        b"[1,]",
        b'{"a":1,}',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'"\xff"',
        b'"\xed\xa0\x80"',
        rb'"\ud800"',
        rb'{"\udfff": 1}',
        rb'"\ud800\u0041"',
        b"[" * 501 + b"]" * 501,
        b'{"a":' * 501 + b"1" + b"}" * 501,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_not_strictly_json_is_refused(read: Read, content: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        read(content)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("depth", [1, 99, 100, 101, 499, 500])
def test_nesting_is_kept_up_to_its_limit(read: Read, depth: int) -> None:
    value = read(b'{"a":' * depth + b"7" + b"}" * depth)

    for _ in range(depth):
        value = value["a"]
    assert value == 7


def test_a_pair_of_surrogates_is_one_character(read: Read) -> None:
    assert read(rb'"\ud83d\ude00"') == "\N{GRINNING FACE}"


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()[:-1]))
def test_any_bytes_give_a_value_or_the_one_error_with_both(content: bytes) -> None:
    found = []
    for fast in (orjson.loads, None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict_json, "_fast", fast)
            try:
                value = strict_json.parse(content)
                exact = value if strict_json.exact([value]) else strict_json.parse_exactly(content)
                found.append(json.dumps(exact))
            except DecodeError as error:
                found.append(str(error))

    assert found[0] == found[1]
