"""What a query string asks for, and what in it is malformed."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl
from uuid import UUID

import attrs

from .error_responses import malformed

_UUID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_SIGNIFICANT_DIGITS = 40
"""Longer integers count as their first 40 digits: still more records than any world holds,
and `int` would refuse some of them (it takes 4300 digits by default)."""


@attrs.frozen
class Query:
    """A well-formed query.

    `page_size` counts records, None where the server is to choose. A filter is
    None where the caller left it out, and so selects everything.
    """

    page_number: int = 0
    page_size: int | None = None
    connection_ids: tuple[UUID, ...] | None = None
    partner_ids: tuple[UUID, ...] | None = None


def parse_query(raw: bytes) -> Query:
    """Read a query string as it stood in the request target.

    Parameters that the operation does not have are ignored. Raises a 400
    `ErrorResponse` for anything malformed.
    """
    values = decode_query(raw)
    number = _scalar(values, "pageNumber")
    size = _scalar(values, "pageSize")
    return Query(
        page_number=0 if number is None else parse_integer("pageNumber", number),
        page_size=None if size is None else parse_integer("pageSize", size),
        connection_ids=_identifiers(values, "connectionIds"),
        partner_ids=_identifiers(values, "partnerIds"),
    )


def decode_query(raw: bytes) -> dict[str, list[str]]:
    """Return all values of each parameter, in order.

    Raises a 400 `ErrorResponse` when the text is not UTF-8 or has NUL bytes.
    """
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise malformed("query", "The query is not percent-encoded UTF-8.") from None
    if any("\0" in text for pair in pairs for text in pair):
        raise malformed("query", "The query has NUL characters.")
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def parse_integer(parameter: str, text: str) -> int:
    """Read ASCII digits, however many. Raises a 400 `ErrorResponse` for anything else."""
    if not (text.isascii() and text.isdigit()):
        raise malformed(parameter, f"{parameter} is not a string of digits.")
    return int(text.lstrip("0")[:_SIGNIFICANT_DIGITS] or "0")


def parse_uuid(parameter: str, text: str) -> UUID:
    """Read a UUID in either letter case, with or without hyphens.

    Raises a 400 `ErrorResponse` for anything else, the braces and the `urn:uuid:`
    that Python's own `UUID` puts up with included.
    """
    if not _UUID.fullmatch(text):
        raise malformed(parameter, f"{parameter} is not a UUID.")
    return UUID(text)


def _scalar(values: dict[str, list[str]], parameter: str) -> str | None:
    given = values.get(parameter, [])
    if len(given) > 1:
        raise malformed(parameter, f"{parameter} is given more than once.")
    return given[0] if given else None


def _identifiers(values: dict[str, list[str]], parameter: str) -> tuple[UUID, ...] | None:
    given = values.get(parameter)
    return None if given is None else tuple(parse_uuid(parameter, text) for text in given)
