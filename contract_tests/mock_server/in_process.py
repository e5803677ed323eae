"""Send requests to an ASGI application in this process without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Scope

from .call import Response
from .default_world import MAIN, MEMBER


def send_request(
    app: ASGIApp, target: bytes, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> Response:
    """Send one request to an ASGI application and return the response.

    The calling thread must not run an event loop.

    Args:
        app: The ASGI application.
        target: The path and query exactly as in the request line.
        headers: The request headers.
        method: The HTTP method.
    """
    return asyncio.run(_respond(app, target, headers or {}, method))


def send_together(
    app: ASGIApp, targets: Sequence[bytes], headers: Sequence[Mapping[str, str]]
) -> list[Response]:
    """Send GET requests to an ASGI application at the same time, and return the responses.

    Args:
        app: The ASGI application.
        targets: The path and query of each request.
        headers: The headers of each request.
    """

    async def respond() -> list[Response]:
        pairs = zip(targets, headers, strict=True)
        return await asyncio.gather(*(_respond(app, one, two, "GET") for one, two in pairs))

    return asyncio.run(respond())


async def _respond(
    app: ASGIApp, target: bytes, headers: Mapping[str, str], method: str
) -> Response:
    path, _, query = target.partition(b"?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path.decode("latin-1"),
        "raw_path": path,
        "root_path": "",
        "query_string": query,
        "headers": [
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
        ],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *parts = sent
    return Response(
        status=start["status"],
        body=b"".join(part.get("body", b"") for part in parts),
        headers={name.decode(): value.decode("latin-1") for name, value in start["headers"]},
    )


def list_balances(
    app: ASGIApp,
    query: str = "",
    *,
    enterprise: object = MAIN,
    token: str | None = MEMBER,
    method: str = "GET",
) -> Response:
    """Call the operation *List client balances* of a mock application and return the response.

    Args:
        app: The application of the mock.
        query: The query string, which is sent without further percent-encoding.
        enterprise: The enterprise id, which is sent without percent-encoding.
        token: The bearer token, or None to send no `Authorization` header.
        method: The HTTP method.
    """
    target = f"/api/network/v1/enterprises/{enterprise}/clients/balances?{query}"
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return send_request(app, target.encode(), headers, method)
