"""Tests of `strict_json.decode`, which rejects JSON that parsers interpret differently."""

from __future__ import annotations

import pytest

from ..server.transport.strict_json import decode

NOT_STRICT = {
    "the same key twice": b'{"a":1,"a":1}',
    "deep inside": b'{"a":[{"b":{"c":1,"c":2}}]}',
    "NaN": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "another encoding": "{}".encode("utf-16"),
    "bytes that are no UTF-8": b'{"a":"\xe9"}',
    "half a character": b'{"a":"\\ud800"}',
    "a control character": b'{"a":"\n"}',
    "bytes after the end": b"{}}",
    "nothing": b"",
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", NOT_STRICT.values(), ids=list(NOT_STRICT))
def test_json_that_parsers_interpret_differently_is_rejected(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(content)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"a":"b","name" : "Z\\"\xfcrich"}', 'counted from 0, in the value of "name"'),
        (b'{"a":["b","\xfc"]}', "counted from 0"),
        (b'{"a":"b","\xfc":"c"}', "counted from 0"),
        (b'{"a":"b"}\xfc', "counted from 0"),
    ],
)
def test_a_byte_that_is_not_utf_8_is_named_with_its_position_and_its_property(
    content: bytes, place: str
) -> None:
    position = content.index(b"\xfc")

    with pytest.raises(ValueError, match="not UTF-8") as raised:
        decode(content)
    assert str(raised.value) == f"byte {position} of the body, FC, is not UTF-8 ({place})"


def test_json_that_all_parsers_interpret_alike_is_decoded() -> None:
    text = ' {"a": "\\ud83d\\ude80 é", "b": [1, 2.5, true, null]}\n'

    assert decode(text.encode()) == {"a": "\N{ROCKET} é", "b": [1, 2.5, True, None]}
