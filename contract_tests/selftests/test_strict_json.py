"""JSON that readers read in different ways is no JSON here."""

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
def test_what_readers_disagree_about_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(content)


def test_what_all_read_alike_is_read() -> None:
    text = ' {"a": "\\ud83d\\ude80 é", "b": [1, 2.5, true, null]}\n'

    assert decode(text.encode()) == {"a": "\N{ROCKET} é", "b": [1, 2.5, True, None]}
