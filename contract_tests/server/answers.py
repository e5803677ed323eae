"""Reads answers strictly: what is not plain JSON of the documented form is a violation."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ..contract import Json, Pagination, resolve_pointer
from .exchange import Exchange
from .violation import Violation

Records = dict[str, Json]
"""Records by key. They are members of a JSON object, whose order means nothing."""


def expect_status(exchange: Exchange, *allowed: int) -> None:
    """Raise :class:`Violation` unless the answer has one of the statuses."""
    if exchange.status not in allowed:
        wanted = " or ".join(map(str, allowed))
        raise Violation(f"status {wanted}", f"status {exchange.status}", exchange)


def body(exchange: Exchange) -> Json:
    """Decode an answer.

    Raises :class:`Violation` unless it is whole, and UTF-8 JSON without a byte order mark,
    duplicate keys, NaN, infinities or halves of characters.
    """
    if exchange.broken:
        raise Violation("a whole body", exchange.broken, exchange)
    if exchange.content_type != "application/json":
        raise Violation(
            "content type application/json",
            f"content type {exchange.content_type or 'missing'}",
            exchange,
        )
    try:
        decoded = json.loads(
            exchange.content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
        )
        json.dumps(decoded, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Violation("a body of JSON in UTF-8", f"{error}", exchange) from None
    return decoded


def records(decoded: Json, paging: Pagination, exchange: Exchange) -> Records:
    """Return the records of a body, by key.

    Raises :class:`Violation` if there is no map of records where ``x-pagination`` says.
    """
    pointer = paging.records
    try:
        found = resolve_pointer(decoded, pointer)
    except (KeyError, IndexError, TypeError, ValueError):
        raise Violation(f"records at {pointer}", "nothing there", exchange) from None
    if not isinstance(found, dict):
        raise Violation(f"a map of records at {pointer}", f"{_kind(found)} there", exchange)
    return found


def pointer_to(key: str, paging: Pagination) -> str:
    """Return the JSON Pointer to a record in the body."""
    return f"{paging.records}/{key}"


def _kind(value: Any) -> str:
    return {list: "an array", str: "a string", type(None): "null"}.get(type(value), repr(value))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return members


def _integer(digits: str) -> int | float:
    # Python reads no more digits than this by default; as many are nothing that we compare.
    return int(digits) if len(digits) <= 4000 else float(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
