"""The ASGI application of the mock server."""

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
    """Return the ASGI application of a mock server that serves the data of a `World`.

    Args:
        world: The enterprises and callers to serve.
        behaviour: The steps that compute each response.
        base_path: A path that precedes the path of the operation, such as `/proxy/oes`.
    """
    pattern = _path_pattern(base_path)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # The raw path is matched, because the decoded path has two segments for `a%2Fb`
        # and loses bytes that are not UTF-8.
        match = pattern.fullmatch(scope["raw_path"])
        request = _read_request(scope, match["enterprise"] if match else b"")
        call = Call(world, request, world.next_call_number())
        response = _respond(behaviour, call, path_exists=match is not None)
        await _to_starlette(response, request.method)(scope, receive, send)

    # A Router without routes, because a Route matches the decoded path.
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
        client=received.client.host if received.client else "",
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
    # The declared length of a response to HEAD is the length of the body that GET gets.
    headers = {"content-length": str(len(response.body)), **response.headers}
    body = b"" if method == "HEAD" else response.body
    return responses.Response(body, response.status, headers)
