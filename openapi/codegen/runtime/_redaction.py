"""Redaction of access tokens in the errors and logs of the client."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import quote

import httpx

PLACEHOLDER = "[token]"

_HTML_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)

# A shorter token is not a secret, and would be found within many words.
_MIN_LENGTH_SHOWN = 4
_MIN_LENGTH_KEPT = 8


class Redactor:
    """A redactor that replaces the access tokens of a call with a placeholder."""

    __slots__ = ("_encoded_tokens", "_tokens")

    def __init__(self) -> None:
        self._tokens: list[Callable[[], str]] = []
        self._encoded_tokens: list[str] | None = None

    def __repr__(self) -> str:
        return "Redactor()"

    def add(self, reveal: Callable[[], str]) -> None:
        """Replace another access token in texts. The function `reveal` returns the token."""
        self._tokens.append(reveal)
        self._encoded_tokens = None

    def _encodings(self, min_length: int) -> list[str]:
        """Return the access tokens, also encoded for JSON, URLs and HTML. The longest are first."""
        if self._encoded_tokens is None:
            encoded: set[str] = set()
            for token in {reveal() for reveal in self._tokens}:
                encoded |= {token, json.dumps(token)[1:-1], quote(token, safe="")}
                encoded.add(token.translate(_HTML_ESCAPES))
            self._encoded_tokens = sorted(encoded, key=lambda each: (-len(each), each))
        return [each for each in self._encoded_tokens if len(each) >= min_length]

    def text(self, text: str, min_length: int = _MIN_LENGTH_SHOWN) -> str:
        """Return a text with a placeholder instead of each token."""
        for token in self._encodings(min_length):
            text = text.replace(token, PLACEHOLDER)
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
        for token in self._encodings(_MIN_LENGTH_SHOWN):
            for length in range(len(token) - 1, _MIN_LENGTH_SHOWN - 1, -1):
                if text.endswith(token[:length]):
                    return text[:-length] + PLACEHOLDER
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
        for token in self._encodings(_MIN_LENGTH_KEPT):
            content = content.replace(token.encode(), PLACEHOLDER.encode())
        return content

    def headers(self, headers: httpx.Headers) -> httpx.Headers:
        """Return a copy of HTTP headers with a placeholder instead of each access token."""
        redacted = [(self.content(name), self.content(value)) for name, value in headers.raw]
        return httpx.Headers(redacted, encoding=headers.encoding)
