"""Mock servers with a gateway that rejects some requests. The servers comply with the contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote_to_bytes

from ....catalogue import variant
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, Response
from ..behaviour_edits import change_response

_MAX_QUERY_BYTES = 1200
_ATTACK = re.compile(rb"""['"<>\x00{}]|union.+select|\.\./|--""", re.IGNORECASE)
_NOT_IN_CREDENTIALS = re.compile("[^A-Za-z0-9._~+/= -]")  # RFC 6750, section 2.1
_BLOCKED = Response(403, b"<h1>Request blocked</h1>", {"content-type": "text/html"})


@variant
def firewall_against_control_characters(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 403 and HTML to control characters in the query string."""
    return _reject_values(behaviour, 403, lambda text: any(letter < " " for letter in text))


@variant
def firewall_against_sql(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 400 and HTML to query strings that look like SQL."""
    return _reject_values(behaviour, 400, lambda text: "' OR " in text)


@variant
def firewall_against_attacks(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 403 and HTML to quotes, braces, markup, SQL, NUL and path tricks."""

    def change(call: Call, response: Response) -> Response:
        request = unquote_to_bytes(call.request.enterprise + b"?" + call.request.query)
        if not _ATTACK.search(request):
            return response
        return _BLOCKED

    return change_response(behaviour, change)


@variant
def firewall_against_parentheses(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 403 and HTML to parentheses, semicolons and odd bearer tokens."""

    def change(call: Call, response: Response) -> Response:
        request = unquote_to_bytes(call.request.enterprise + b"?" + call.request.query)
        tokens = "".join(call.request.header("authorization"))
        if set(request) & set(b"();") or _NOT_IN_CREDENTIALS.search(tokens):
            return _BLOCKED
        return response

    return change_response(behaviour, change)


@variant
def redirects_double_slashes(behaviour: Behaviour) -> Behaviour:
    """A gateway decodes the path, and redirects a path with two slashes in a row."""

    def change(call: Call, response: Response) -> Response:
        if b"/" not in unquote_to_bytes(call.request.enterprise):
            return response
        return Response(308, b"", {"location": "/"})

    return change_response(behaviour, change)


@variant
def fails_twice_in_a_row(behaviour: Behaviour) -> Behaviour:
    """The server sends the documented 500 for two requests in a row, once in 400 requests."""
    error = error_responses.internal_error("The database does not respond.")

    def change(call: Call, response: Response) -> Response:
        failing = call.number % 400 in (60, 61)
        return behaviour.respond_with_error(call, error) if failing else response

    return change_response(behaviour, change)


@variant
def unprocessable_numbers(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 422 and HTML to numbers with leading zeros or above 2**53."""

    def is_rejected(text: str) -> bool:
        if not (text.isascii() and text.isdigit()):
            return False
        has_leading_zero = len(text) > 1 and text.startswith("0")
        return has_leading_zero or len(text) > 16 or int(text) > 2**53

    return _reject_values(behaviour, 422, is_rejected)


@variant
def short_urls(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 414 and HTML to query strings of more than 1200 bytes."""
    return _reject_queries(behaviour, 414, lambda query: len(query) > _MAX_QUERY_BYTES)


@variant
def gateway_in_trouble(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 503 and HTML to every 50th request."""
    unavailable = Response(503, b"<h1>Service Unavailable</h1>", {"content-type": "text/html"})
    return _replace_every(behaviour, 50, unavailable)


@variant
def firewall_against_quotes_in_headers(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 400 to a quote or a semicolon in the `Authorization` header."""
    rejected = Response(400, b"<h1>Bad Request</h1>", {"content-type": "text/html"})

    def change(call: Call, response: Response) -> Response:
        given = "".join(call.request.header("authorization"))
        return rejected if set(given) & set("\"';") else response

    return change_response(behaviour, change)


@variant
def limits_the_rate_now_and_then(behaviour: Behaviour) -> Behaviour:
    """A gateway responds with 429 and `Retry-After: 0` to every 40th request."""
    headers = {"content-type": "text/plain", "retry-after": "0"}
    return _replace_every(behaviour, 40, Response(429, b"Slow down.", headers))


def _replace_every(behaviour: Behaviour, interval: int, replacement: Response) -> Behaviour:
    """Return a behaviour of the mock server that replaces every n-th response.

    Args:
        behaviour: The behaviour to change.
        interval: The number n, such as 50 to replace the responses 50, 100 and 150.
        replacement: The response to send instead.
    """
    return change_response(
        behaviour, lambda call, response: response if call.number % interval else replacement
    )


def _reject_values(
    behaviour: Behaviour, status: int, is_rejected: Callable[[str], bool]
) -> Behaviour:
    """Return a behaviour of the mock server that rejects some values of query parameters.

    Args:
        behaviour: The behaviour to change.
        status: The status of the response that rejects a value.
        is_rejected: A function that returns whether a value is rejected.
    """
    return _reject_queries(
        behaviour,
        status,
        lambda query: any(is_rejected(text) for _, text in parse_qsl(query.decode("latin-1"))),
    )


def _reject_queries(
    behaviour: Behaviour, status: int, is_rejected: Callable[[bytes], bool]
) -> Behaviour:
    """Return a behaviour of the mock server that rejects some query strings with an HTML body.

    Args:
        behaviour: The behaviour to change.
        status: The status of the response that rejects a query string.
        is_rejected: A function that returns whether a query string is rejected.
    """

    def change(call: Call, response: Response) -> Response:
        # Unauthenticated callers get 401 before the query string is read.
        if response.status == 401 or not is_rejected(call.request.query):
            return response
        return Response(status, b"<h1>Request rejected</h1>", {"content-type": "text/html"})

    return change_response(behaviour, change)
