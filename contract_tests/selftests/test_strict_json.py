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


def test_json_that_all_parsers_interpret_alike_is_decoded() -> None:
    text = ' {"a": "\\ud83d\\ude80 é", "b": [1, 2.5, true, null]}\n'

    assert decode(text.encode()) == {"a": "\N{ROCKET} é", "b": [1, 2.5, True, None]}
