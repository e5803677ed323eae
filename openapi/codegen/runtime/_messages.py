"""A request as an operation asks for it, before it has an address or a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Request(NamedTuple):
    """One call's request.

    Attributes:
        path: The path below the base URL, escaped.
        query: The names and values of the query, in their order, not escaped.
        headers: Headers that the operation has as parameters.
        content: The body, if there is one.
    """

    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = MappingProxyType({})
    content: bytes | None = None
