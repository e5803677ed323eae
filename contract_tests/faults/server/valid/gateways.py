"""Valid variants of the mock server behind a gateway that responds to some requests itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, Response
from ... import variant
from ..behaviour_edits import change_response

_MAX_QUERY_BYTES = 1200


@variant
def firewall_against_control_characters(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to control characters in the query with 403 and an HTML body."""
    return _reject_values(behaviour, 403, lambda text: any(letter < " " for letter in text))


@variant
def firewall_against_sql(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to queries that look like SQL with 400 and an HTML body."""
    return _reject_values(behaviour, 400, lambda text: "' OR " in text)


@variant
def unprocessable_numbers(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to numbers with leading zeros or above 2**53 with 422."""

    def is_rejected(text: str) -> bool:
        if not (text.isascii() and text.isdigit()):
            return False
        has_leading_zero = len(text) > 1 and text.startswith("0")
        return has_leading_zero or len(text) > 16 or int(text) > 2**53

    return _reject_values(behaviour, 422, is_rejected)


@variant
def short_urls(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to queries of more than 1200 bytes with 414 and an HTML body."""
    return _reject_queries(behaviour, 414, lambda query: len(query) > _MAX_QUERY_BYTES)


@variant
def gateway_in_trouble(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to every 50th request with 503 and an HTML body."""
    unavailable = Response(503, b"<h1>Service Unavailable</h1>", {"content-type": "text/html"})
    return _replace_every(behaviour, 50, unavailable)


@variant
def limits_the_rate_now_and_then(behaviour: Behaviour) -> Behaviour:
    """A gateway responds to every 40th request with 429 and `Retry-After: 0`."""
    headers = {"content-type": "text/plain", "retry-after": "0"}
    return _replace_every(behaviour, 40, Response(429, b"Slow down.", headers))


def _replace_every(behaviour: Behaviour, interval: int, replacement: Response) -> Behaviour:
    """Return a mock behaviour that replaces every n-th response, where n is the interval."""
    return change_response(
        behaviour, lambda call, response: response if call.number % interval else replacement
    )


def _reject_values(
    behaviour: Behaviour, status: int, is_rejected: Callable[[str], bool]
) -> Behaviour:
    """Return a mock behaviour that rejects a query string if a predicate rejects a value."""
    return _reject_queries(
        behaviour,
        status,
        lambda query: any(is_rejected(text) for _, text in parse_qsl(query.decode("latin-1"))),
    )


def _reject_queries(
    behaviour: Behaviour, status: int, is_rejected: Callable[[bytes], bool]
) -> Behaviour:
    """Return a mock behaviour that responds to some query strings with an error status and HTML."""

    def change(call: Call, response: Response) -> Response:
        # Unauthenticated callers get 401 before the query is looked at.
        if response.status == 401 or not is_rejected(call.request.query):
            return response
        return Response(status, b"<h1>Not here</h1>", {"content-type": "text/html"})

    return change_response(behaviour, change)
