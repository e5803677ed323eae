"""The mock as an ASGI application: from the wire to a `Call`, from a `Response` to the wire."""

from __future__ import annotations

import re

from starlette import requests, responses
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from . import error_responses
from .behaviour import CORRECT, Behaviour
from .call import Call, Request, Response
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
        request = _read_request(scope, match["enterprise"] if match else b"")
        call = Call(world, request, world.next_call_number())
        response = _respond(behaviour, call, path_exists=match is not None)
        await _to_starlette(response, request.method)(scope, receive, send)

    # Not a Route, whose paths have been decoded.
    return behaviour.wrap_app(Router(default=serve))


def _path_pattern(base_path: str) -> re.Pattern[bytes]:
    prefix = re.escape(base_path.rstrip("/").encode())
    return re.compile(
        prefix + rb"/api/network/v1/enterprises/(?P<enterprise>[^/]*)/clients/balances"
    )


def _read_request(scope: Scope, enterprise: bytes) -> Request:
    received = requests.Request(scope)
    return Request(
        enterprise=enterprise,
        query=scope["query_string"],
        headers=tuple(received.headers.items()),
        method=received.method,
    )


def _respond(behaviour: Behaviour, call: Call, *, path_exists: bool) -> Response:
    if not path_exists:
        return behaviour.respond_with_error(call, error_responses.unknown_path())
    if call.request.method not in {"GET", "HEAD"}:
        return behaviour.respond_with_error(call, error_responses.undeclared_method())
    try:
        return behaviour.respond(call)
    # Any other exception is a bug of the mock; the response tells its user which.
    except Exception as bug:
        sentence = f"The mock itself failed: {bug!r}."
        return behaviour.respond_with_error(call, error_responses.internal_error(sentence))


def _to_starlette(response: Response, method: str) -> responses.Response:
    # The length is that of the body even where HEAD keeps the body back.
    headers = {"content-length": str(len(response.body)), **response.headers}
    body = b"" if method == "HEAD" else response.body
    return responses.Response(body, response.status, headers)
