"""UUIDs, which keep the letter case of the JSON string."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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
    if not _UUID.fullmatch(text):
        raise ValueError("not a UUID of RFC 4122")
    return UUID(text) if text == text.lower() else CasedUuid(text)
