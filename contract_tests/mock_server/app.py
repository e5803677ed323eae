"""The mock as an ASGI application: from the wire to a `Call`, from a `Reply` to the wire."""

from __future__ import annotations

import re

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from . import error_responses
from .behaviour import CORRECT, Behaviour
from .call import Call, Reply, Request
from .world import World


def create_app(world: World, behaviour: Behaviour = CORRECT, base_path: str = "") -> ASGIApp:
    """Return an application that serves `world`.

    `base_path`, such as `/proxy/oes`, stands before the operation's own path.
    """
    pattern = _path_pattern(base_path)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # Matched as it was sent: decoded, `a%2Fb` would be two segments, and
        # bytes that are not UTF-8 would be lost.
        match = pattern.fullmatch(scope["raw_path"])
        request = _request(HTTPRequest(scope), match["enterprise"] if match else b"")
        call = Call(world, request, world.next_call())
        reply = _reply(behaviour, call, known=match is not None)
        await _response(reply, request.method)(scope, receive, send)

    # Not a Route, whose paths have been decoded.
    return behaviour.wrap_app(Router(default=serve))


def _path_pattern(base_path: str) -> re.Pattern[bytes]:
    prefix = re.escape(base_path.rstrip("/").encode())
    return re.compile(
        prefix + rb"/api/network/v1/enterprises/(?P<enterprise>[^/]*)/clients/balances"
    )


def _request(received: HTTPRequest, enterprise: bytes) -> Request:
    return Request(
        enterprise=enterprise,
        query=received.scope["query_string"],
        headers=tuple(received.headers.items()),
        method=received.method,
    )


def _reply(behaviour: Behaviour, call: Call, *, known: bool) -> Reply:
    if not known:
        return behaviour.refuse(call, error_responses.unknown_path())
    if call.request.method not in {"GET", "HEAD"}:
        return behaviour.refuse(call, error_responses.undeclared_method())
    try:
        return behaviour.answer(call)
    # Whatever it is, it is a bug of the mock, and its user should see which.
    except Exception as mishap:
        sentence = f"The mock itself failed: {mishap!r}."
        return behaviour.refuse(call, error_responses.internal_error(sentence))


def _response(reply: Reply, method: str) -> Response:
    # The length is that of the body even where HEAD keeps the body back.
    headers = {"content-length": str(len(reply.body)), **reply.headers}
    body = b"" if method == "HEAD" else reply.body
    return Response(body, reply.status, headers)
