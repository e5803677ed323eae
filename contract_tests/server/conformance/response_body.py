"""Read the status, the JSON body and the records of a response, and reject invalid responses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ... import pointer
from ...contract import Json, Pagination
from ..transport.exchange import Exchange
from ..transport.strict_json import NotJson
from .certainty import RecurringViolation, violation_of_response

Records = dict[str, Json]
"""Records by key. They are the properties of a JSON object, which have no order."""

#: Why a response must be complete.
_COMPLETE = "the server must send the whole body that it announces (RFC 9112, section 8)"


def expect_status(exchange: Exchange, *allowed: int) -> None:
    """Raise :class:`Violation` unless the response has one of the given statuses."""
    if not exchange.status:
        raise RecurringViolation(
            "a complete response", exchange.body_error, exchange, since=_COMPLETE
        )
    if exchange.status not in allowed:
        expected, actual = " or ".join(map(str, allowed)), f"status {exchange.status}"
        raise violation_of_response(f"status {expected}", actual, exchange)


def expect_no_crash(exchange: Exchange) -> None:
    """Raise :class:`Violation` if the status of the response is 500 or more."""
    if exchange.status >= 500:
        actual = f"status {exchange.status}"
        raise RecurringViolation("any status below 500", actual, exchange)


def decode(exchange: Exchange) -> Json:
    """Return the decoded JSON body of a response.

    Raises:
        Violation: If the body is incomplete or not strict JSON, or has another media type than
            ``application/json``. The module `strict_json` defines strict JSON.
    """
    if exchange.body_error:
        raise RecurringViolation(
            "a complete response", exchange.body_error, exchange, since=_COMPLETE
        )
    if exchange.content_type != "application/json":
        raise violation_of_response(
            "content type application/json",
            f"content type {exchange.content_type or 'missing'}",
            exchange,
        )
    if isinstance(exchange.decoded, NotJson):
        raise violation_of_response("a body of JSON in UTF-8", exchange.decoded.reason, exchange)
    return exchange.decoded


def records(decoded: Json, pagination: Pagination, exchange: Exchange) -> Records:
    """Return the records in a decoded response body, by key.

    Raises:
        Violation: If the JSON Pointer in ``x-pagination`` does not lead to an object.
    """
    location = pagination.records
    try:
        value = pointer.resolve(decoded, location)
    except (KeyError, IndexError, TypeError, ValueError):
        raise violation_of_response(
            f"records at {location}", f"no value at {location}", exchange
        ) from None
    if not isinstance(value, dict):
        raise violation_of_response(
            f"a map of records at {location}", f"{_type(value)} at {location}", exchange
        )
    return value


def record_pointer(key: str, pagination: Pagination) -> str:
    """Return the JSON Pointer to a record in a response body."""
    return pagination.records + pointer.build([key])


def page_with(key: str, pages: Iterable[Exchange], pagination: Pagination) -> Exchange:
    """From several successful responses, return the first response that has a given record.

    Raises:
        StopIteration: If no response has the record.
    """
    return next(page for page in pages if key in records(page.decoded, pagination, page))


def _type(value: Any) -> str:
    return {list: "an array", str: "a string", type(None): "null"}.get(type(value), repr(value))
