"""Redaction of access tokens in the errors and logs of the client."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any, cast
from urllib.parse import quote

import httpx

PLACEHOLDER = "[token]"

_HTML_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)

# An escaped character of JSON, URLs and HTML. JSON and URLs may be escaped several times. A longer
# run of backslashes is not read as one escape, so that the time grows only with the length.
_ESCAPE = re.compile(
    r"""\\{1,8}(?:u(?P<json>[0-9a-fA-F]{4})|(?P<quoted>["'/]))|\\\\"""
    r"""|%(?:25)*(?P<url>[0-9a-fA-F]{2})"""
    r"""|&(?:\#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,7});?|\w{1,9};)"""
)
_CUT_ESCAPE = re.compile(r"(?:\\{1,8}(?:u[0-9a-fA-F]{0,3})?|%[0-9a-fA-F]?|&\#?\w{0,9})\Z")
_MAX_UNESCAPED = 2**20  # characters, which take about a second if all are escaped
_ESCAPE_CHARACTERS = ("\\", "%", "&")

# A shorter token is not a secret, and would be found within many words.
_MIN_LENGTH_SHOWN = 4
_MIN_LENGTH_KEPT = 8


class Redactor:
    """A redactor that replaces the access tokens of a call with a placeholder."""

    __slots__ = ("_encoded_tokens", "_reveal")

    def __init__(self) -> None:
        self._reveal: list[Callable[[], str]] = []
        self._encoded_tokens: list[str] | None = None

    def __repr__(self) -> str:
        return "Redactor()"

    def add(self, reveal: Callable[[], str]) -> None:
        """Replace another access token in texts. The function `reveal` returns the token."""
        self._reveal.append(reveal)
        self._encoded_tokens = None

    def _tokens(self) -> list[str]:
        """Return the access tokens, the longest first."""
        return sorted({reveal() for reveal in self._reveal}, key=lambda each: (-len(each), each))

    def _encodings(self, min_length: int) -> list[str]:
        """Return the access tokens, also encoded for JSON, URLs and HTML. The longest are first."""
        if self._encoded_tokens is None:
            encoded: set[str] = set()
            for token in self._tokens():
                encoded |= {token, json.dumps(token)[1:-1], quote(token, safe="")}
                encoded.add(token.translate(_HTML_ESCAPES))
            self._encoded_tokens = sorted(encoded, key=lambda each: (-len(each), each))
        return [each for each in self._encoded_tokens if len(each) >= min_length]

    def text(self, text: str, min_length: int = _MIN_LENGTH_SHOWN) -> str:
        """Return a text with a placeholder instead of each token."""
        for token in self._encodings(min_length):
            text = text.replace(token, PLACEHOLDER)
        for token in self._tokens():
            if len(token) >= min_length:
                text = _without_escaped(text, token)
        return text

    def line(self, text: str, max_length: int) -> str:
        """Return a redacted text as one line of printable characters with a maximum length."""
        # Only the beginning is redacted: a body can have many megabytes.
        text = self._without_partial_token(self.text(text[: max_length * 4 + 4096]))
        words = "".join(c if c.isprintable() else " " for c in text).split()
        line = " ".join(words)
        return line if len(line) <= max_length else line[: max_length - 1] + "…"

    def _without_partial_token(self, text: str) -> str:
        """Return a text with a placeholder if the text was cut off inside an access token."""
        unescaped = _Unescaped(_CUT_ESCAPE.sub("", text))
        for token in self._tokens():
            for length in range(len(token) - 1, _MIN_LENGTH_SHOWN - 1, -1):
                if text.endswith(token[:length]):
                    return text[:-length] + PLACEHOLDER
                if unescaped.text.endswith(token[:length]):
                    return text[: unescaped.origin(len(unescaped.text) - length)] + PLACEHOLDER
        return text

    def json_value(self, value: Any) -> Any:
        """Return a copy of a JSON value with a placeholder instead of each access token."""
        if isinstance(value, str):
            return self.text(value, _MIN_LENGTH_KEPT)
        if isinstance(value, dict):
            items = cast(dict[str, Any], value).items()
            return {self.json_value(key): self.json_value(item) for key, item in items}
        if isinstance(value, list):
            return [self.json_value(item) for item in cast(Iterable[Any], value)]
        return value

    def content(self, content: bytes) -> bytes:
        """Return the bytes of a body with a placeholder instead of each token."""
        # Latin-1 has one character for each byte.
        return self.text(content.decode("latin-1"), _MIN_LENGTH_KEPT).encode("latin-1")

    def headers(self, headers: httpx.Headers) -> httpx.Headers:
        """Return a copy of HTTP headers with a placeholder instead of each access token."""
        redacted = [(self.content(name), self.content(value)) for name, value in headers.raw]
        return httpx.Headers(redacted, encoding=headers.encoding)


class _Unescaped:
    """A text without escapes, and the positions of its characters in the original text.

    Args:
        text: The original text.

    Attributes:
        text: The text without escapes.
    """

    __slots__ = ("_ends", "_origins", "text")

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self._ends = [0]  # positions without escapes, each at the end of an escape
        self._origins = [0]  # the same positions in the original text
        length = end = 0
        for escape in _ESCAPE.finditer(text):
            pieces += [text[end : escape.start()], _character(escape)]
            length += len(pieces[-2]) + len(pieces[-1])
            end = escape.end()
            self._ends.append(length)
            self._origins.append(end)
        self.text = "".join((*pieces, text[end:]))

    def origin(self, position: int) -> int:
        """Return the position in the original text of a position in `text`."""
        index = bisect_right(self._ends, position) - 1
        return self._origins[index] + position - self._ends[index]


def _character(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for."""
    code = escape["json"] or escape["url"]
    if code:
        return chr(int(code, 16))
    return escape["quoted"] or ("\\" if escape[0][0] == "\\" else unescape(escape[0]))


def _without_escaped(text: str, token: str) -> str:
    """Return a text with a placeholder instead of each token of which a character is escaped.

    Only the beginning of a text of many megabytes is searched, to limit the time.
    """
    if not any(each in text for each in _ESCAPE_CHARACTERS):
        return text
    unescaped = _Unescaped(text[:_MAX_UNESCAPED])
    pieces: list[str] = []
    end = 0
    start = unescaped.text.find(token)
    while start >= 0:
        pieces += [text[end : unescaped.origin(start)], PLACEHOLDER]
        end = unescaped.origin(start + len(token))
        start = unescaped.text.find(token, start + len(token))
    return "".join((*pieces, text[end:]))
