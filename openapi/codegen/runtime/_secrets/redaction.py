"""What a server sent back, made fit to be shown: one line, and without the token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import quote

import httpx

PLACEHOLDER = "[token]"

_IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})

# What is shorter is no secret, and would be found in every other word.
_SHORTEST_SHOWN = 4
_SHORTEST_KEPT = 8


class Redactor:
    """Knows the tokens that were sent, and takes them out of what came back."""

    __slots__ = ("_secrets", "_spellings")

    def __init__(self) -> None:
        self._secrets: list[Callable[[], str]] = []
        self._spellings: list[str] | None = None

    def __repr__(self) -> str:
        return "Redactor()"

    def learn(self, reveal: Callable[[], str]) -> None:
        """Take note of a token."""
        self._secrets.append(reveal)
        self._spellings = None

    def _known(self, shortest: int) -> list[str]:
        """Return the tokens, in each way that a server may spell them; the longest first."""
        if self._spellings is None:
            found: set[str] = set()
            for token in {reveal() for reveal in self._secrets}:
                found |= {token, json.dumps(token)[1:-1], quote(token, safe="")}
                found.add(token.translate(_IN_HTML))
            self._spellings = sorted(found, key=lambda each: (-len(each), each))
        return [each for each in self._spellings if len(each) >= shortest]

    def text(self, text: str, shortest: int = _SHORTEST_SHOWN) -> str:
        """Return a text without tokens."""
        for spelling in self._known(shortest):
            text = text.replace(spelling, PLACEHOLDER)
        return text

    def line(self, text: str, longest: int) -> str:
        """Return a text without tokens as one line of printable characters, cut if it is long."""
        # A body may be long.
        text = self._whole(self.text(text[: longest * 4 + 4096]))
        words = "".join(c if c.isprintable() else " " for c in text).split()
        line = " ".join(words)
        return line if len(line) <= longest else line[: longest - 1] + "…"

    def _whole(self, text: str) -> str:
        """Return a text that was cut, without a token's beginning at its end."""
        for spelling in self._known(_SHORTEST_SHOWN):
            for length in range(len(spelling) - 1, _SHORTEST_SHOWN - 1, -1):
                if text.endswith(spelling[:length]):
                    return text[:-length] + PLACEHOLDER
        return text

    def value(self, value: Any) -> Any:
        """Return a JSON value without tokens."""
        if isinstance(value, str):
            return self.text(value, _SHORTEST_KEPT)
        if isinstance(value, dict):
            members = cast(dict[str, Any], value)
            return {self.value(key): self.value(member) for key, member in members.items()}
        if isinstance(value, list):
            return [self.value(item) for item in cast(Iterable[Any], value)]
        return value

    def content(self, content: bytes) -> bytes:
        """Return bytes without tokens."""
        for spelling in self._known(_SHORTEST_KEPT):
            content = content.replace(spelling.encode(), PLACEHOLDER.encode())
        return content

    def headers(self, headers: httpx.Headers) -> httpx.Headers:
        """Return headers without tokens."""
        kept = [(self.content(name), self.content(value)) for name, value in headers.raw]
        return httpx.Headers(kept, encoding=headers.encoding)
