"""The types of a request that is not sent yet and of a response that is not decoded yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import NamedTuple

import httpx


class Request(NamedTuple):
    """The request of a call to an operation, without the base URL and the access token.

    Attributes:
        path: The percent-encoded path, relative to the base URL.
        query: The pairs of name and value of the query string, not yet encoded.
        headers: The header parameters of the operation.
        content: The body; None for no body.
    """

    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = MappingProxyType({})
    content: bytes | None = None


class RawResponse(NamedTuple):
    """A response whose body is not decoded yet.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The bytes of the body, decompressed.
        problem: The reason why `content` is not the complete body; None if `content` is complete.
    """

    status_code: int
    headers: httpx.Headers
    content: bytes
    problem: str | None = None

    @property
    def retry_after(self) -> float | None:
        """The delay in seconds from the `Retry-After` header; None if missing or malformed.

        The delay is infinite if the header has more digits than a float can represent.
        """
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError):
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return max(0.0, (date - datetime.now(UTC)).total_seconds())
