"""Parse the query strings of requests to the mock server."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl
from uuid import UUID

import attrs

from .error_responses import malformed

_UUID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

PARAMETERS = frozenset({"pageNumber", "pageSize", "connectionIds", "partnerIds"})
"""The names of all query parameters. A valid variant of the mock server rejects other names."""

_SIGNIFICANT_DIGITS = 40
"""The number of digits after which integers are cut."""
# The cut integers still exceed the number of records of any world. Python's `int` accepts at most
# 4300 digits by default.


@attrs.frozen
class Query:
    """The decoded query parameters of a request.

    Attributes:
        page_number: The page number, counted from 0.
        page_size: The maximum number of records on a page, or None for the default page size.
        connection_ids: The ids of the connections to return, or None for all connections.
        partner_ids: The ids of the partners whose connections to return, or None for all partners.
    """

    page_number: int = 0
    page_size: int | None = None
    connection_ids: tuple[UUID, ...] | None = None
    partner_ids: tuple[UUID, ...] | None = None


def parse_query(raw: bytes) -> Query:
    """Return the decoded parameters of a query string. Unknown parameters are ignored.

    Raises:
        ErrorResponse: With status 400, if the query string or a parameter is malformed.
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
    """Return the decoded values of each query parameter, by name and in order of appearance.

    Raises:
        ErrorResponse: With status 400, if the query is not UTF-8 or has NUL characters.
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
    """Convert a string of ASCII digits to an integer. Leading zeros are allowed.

    Raises:
        ErrorResponse: With status 400, if the text has other characters.
    """
    if not (text.isascii() and text.isdigit()):
        raise malformed(parameter, f"{parameter} is not a string of digits.")
    return int(text.lstrip("0")[:_SIGNIFICANT_DIGITS] or "0")


def parse_uuid(parameter: str, text: str) -> UUID:
    """Parse a UUID in upper or lower case, with or without hyphens.

    Raises:
        ErrorResponse: With status 400, if the text is not a UUID.
    """
    # Python's `UUID` also accepts braces and the prefix "urn:uuid:".
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
