"""Reads answers strictly: what is not plain JSON of the documented form is a violation."""

from __future__ import annotations

from typing import Any

from ... import pointer
from ...contract import Json, Pagination
from ..transport.exchange import Exchange
from ..transport.strict_json import NotJson
from .violation import Violation

Records = dict[str, Json]
"""Records by key. They are members of a JSON object, whose order means nothing."""


def expect_status(exchange: Exchange, *allowed: int) -> None:
    """Raise :class:`Violation` unless the answer has one of the statuses."""
    if not exchange.status:
        raise Violation("a whole answer", exchange.broken, exchange)
    if exchange.status not in allowed:
        wanted = " or ".join(map(str, allowed))
        raise Violation(f"status {wanted}", f"status {exchange.status}", exchange)


def expect_no_crash(exchange: Exchange) -> None:
    """Raise :class:`Violation` if the server failed."""
    if exchange.status >= 500:
        raise Violation("any status below 500", f"status {exchange.status}", exchange)


def body(exchange: Exchange) -> Json:
    """Decode an answer.

    Raises :class:`Violation` unless it is whole, and UTF-8 JSON without a byte order mark,
    duplicate keys, NaN, infinities or halves of characters.
    """
    if exchange.broken:
        raise Violation("a whole answer", exchange.broken, exchange)
    if exchange.content_type != "application/json":
        raise Violation(
            "content type application/json",
            f"content type {exchange.content_type or 'missing'}",
            exchange,
        )
    if isinstance(exchange.decoded, NotJson):
        raise Violation("a body of JSON in UTF-8", exchange.decoded.reason, exchange)
    return exchange.decoded


def records(decoded: Json, paging: Pagination, exchange: Exchange) -> Records:
    """Return the records of a body, by key.

    Raises :class:`Violation` if there is no map of records where ``x-pagination`` says.
    """
    try:
        found = pointer.resolve(decoded, paging.records)
    except (KeyError, IndexError, TypeError, ValueError):
        raise Violation(f"records at {paging.records}", "nothing there", exchange) from None
    if not isinstance(found, dict):
        raise Violation(f"a map of records at {paging.records}", f"{_kind(found)} there", exchange)
    return found


def pointer_to(key: str, paging: Pagination) -> str:
    """Return the JSON Pointer to a record in the body."""
    return paging.records + pointer.build([key])


def _kind(value: Any) -> str:
    return {list: "an array", str: "a string", type(None): "null"}.get(type(value), repr(value))
