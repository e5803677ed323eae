"""UUIDs, which keep the letter case of the JSON string."""

from __future__ import annotations

from typing import Any
from uuid import UUID


class CasedUuid(UUID):
    """A UUID that was decoded from a JSON string with upper-case letters.

    `str` returns the text of the string. The UUID compares like any other.
    """

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "_text", text)  # a UUID is immutable

    def __str__(self) -> str:
        return self._text

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_uuid, (self._text,)


def parse_uuid(text: str) -> UUID:
    """Return a UUID in the hyphenated form of RFC 4122.

    Raises:
        ValueError: If the text has another form.
    """
    parsed = UUID(text)  # accepts further forms, such as 32 digits without hyphens
    hyphenated = str(parsed)
    if text == hyphenated:
        return parsed
    if text.lower() != hyphenated:
        raise ValueError("not a UUID of RFC 4122")
    return CasedUuid(text)
