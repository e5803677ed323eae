"""The failures that a script can name: broken connections, broken bodies and wrong responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import attrs

from ..call import Response
from .exchange import Exchange, head_of

_PIECES = 20
"""The number of pieces in which `slow-body` sends a body."""

_PAGE_OF_PROXY = b"""\
<!DOCTYPE html>
<html><head><title>Bad Gateway</title></head>
<body><h1>Bad Gateway</h1><p>The proxy got no response from the server.</p></body></html>
"""

Act = Callable[[Exchange], Awaitable[None]]


@attrs.frozen
class Failure:
    """A kind of failure.

    Attributes:
        name: The name in scripts.
        sentence: A description in one sentence.
        act: The function that responds to a request.
        keys: The keys of a step that change the failure.
    """

    name: str
    sentence: str
    act: Act
    keys: frozenset[str]


FAILURES: dict[str, Failure] = {}
"""All failures by name. The decorator `@_failure` adds a function."""


def _failure(*keys: str) -> Callable[[Act], Act]:
    def decorate(act: Act) -> Act:
        name = act.__name__.replace("_", "-")
        FAILURES[name] = Failure(name, act.__doc__ or "", act, frozenset(keys))
        return act

    return decorate


@_failure()
async def reset(exchange: Exchange) -> None:
    """Reset the connection before the response."""
    await exchange.end_connection(reset=True)


@_failure()
async def disconnect(exchange: Exchange) -> None:
    """Close the connection without a response."""
    await exchange.end_connection()


@_failure()
async def half_head(exchange: Exchange) -> None:
    """Close the connection within the headers of the response."""
    head = head_of(await exchange.usual_response())
    await exchange.end_connection(head[: len(head) // 2])


@_failure()
async def half_body(exchange: Exchange) -> None:
    """Send the first half of the body, and close the connection."""
    response = await exchange.usual_response()
    half = response.body[: len(response.body) // 2]
    await exchange.end_connection(head_of(response) + half)


@_failure()
async def reset_in_body(exchange: Exchange) -> None:
    """Send the first half of the body, and reset the connection."""
    response = await exchange.usual_response()
    half = response.body[: len(response.body) // 2]
    await exchange.end_connection(head_of(response) + half, reset=True)


@_failure()
async def length_too_long(exchange: Exchange) -> None:
    """Send a Content-Length that is larger than the body, and close the connection."""
    response = await exchange.usual_response()
    head = head_of(response, content_length=str(len(response.body) + 5))
    await exchange.end_connection(head + response.body)


@_failure()
async def length_too_short(exchange: Exchange) -> None:
    """Send a Content-Length that is smaller than the body, so that the body seems incomplete."""
    response = await exchange.usual_response()
    head = head_of(response, content_length=str(max(0, len(response.body) - 5)))
    await exchange.end_connection(head + response.body)


@_failure()
async def no_last_chunk(exchange: Exchange) -> None:
    """Send the body with the transfer encoding chunked, but without the last chunk."""
    response = await exchange.usual_response()
    head = head_of(response, content_length=None, transfer_encoding="chunked")
    chunk = b"%x\r\n%s\r\n" % (len(response.body), response.body)
    await exchange.end_connection(head + chunk)


@_failure()
async def not_http(exchange: Exchange) -> None:
    """Send a line of another protocol than HTTP, and close the connection."""
    await exchange.end_connection(b"220 mail.test ESMTP\r\n\r\n")


@_failure("seconds")
async def slow_body(exchange: Exchange) -> None:
    """Send the body slowly: the key `seconds` states the duration, by default 5."""
    response = await exchange.usual_response()
    await exchange.respond(response, pause=exchange.step.seconds / _PIECES, pieces=_PIECES)


@_failure("status")
async def html(exchange: Exchange) -> None:
    """Send an HTML error page like a proxy; the key `status` states the code, by default 502."""
    status = exchange.step.status or 502
    await exchange.respond(Response(status, _PAGE_OF_PROXY, {"content-type": "text/html"}))


@_failure()
async def broken_json(exchange: Exchange) -> None:
    """Send the first half of the JSON body, with the Content-Length of the half."""
    response = await exchange.usual_response()
    body = response.body[: len(response.body) // 2]
    headers = {**response.headers, "content-length": str(len(body))}
    await exchange.respond(attrs.evolve(response, body=body, headers=headers))


@_failure("status", "location")
async def redirect(exchange: Exchange) -> None:
    """Redirect to the URL in the step's key `location`; the key `status` is 302 by default."""
    status = exchange.step.status or 302
    await exchange.respond(Response(status, b"", {"location": exchange.step.location}))


@_failure()
async def expired_token(exchange: Exchange) -> None:
    """Send a response with the status code 401, because the token has expired."""
    headers = {"www-authenticate": 'Bearer error="invalid_token"'}
    await exchange.respond(exchange.error_response(401, "The bearer token has expired.", headers))
