"""The ASGI application of the mock server."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
from starlette.types import ASGIApp, Receive, Scope, Send

from . import error_responses
from .behaviour import CORRECT, Behaviour
from .call import Call, Request, Response
from .world import World

Respond = Callable[[Behaviour, Call], Response]


@attrs.frozen
class Operation:
    """An operation that the mock server serves with GET and HEAD.

    Attributes:
        path: The path, in which `{enterprise}` stands for the id of an enterprise.
        respond: The method of the behaviour that returns the response to a request.
    """

    path: str
    respond: Respond

    def pattern(self, base_path: str) -> re.Pattern[bytes]:
        """Return a regular expression that matches the percent-encoded paths of the operation.

        The paths begin with `base_path`. The group `enterprise` matches the id of the enterprise.
        """
        before, after = self.path.split("{enterprise}")
        prefix, suffix = (re.escape(part.encode()) for part in (base_path + before, after))
        return re.compile(prefix + rb"(?P<enterprise>[^/]*)" + suffix)


OPERATIONS = (
    Operation("/api/network/v1/enterprises/{enterprise}/clients/balances", Behaviour.respond),
)
"""All operations of the mock server. README.md describes how to add another operation."""


def create_app(world: World, behaviour: Behaviour = CORRECT, base_path: str = "") -> ASGIApp:
    """Return the ASGI application of a mock server that serves the data of a `World`.

    Args:
        world: The enterprises and callers to serve.
        behaviour: The steps that compute each response.
        base_path: A path that precedes the path of the operation, such as `/proxy/oes`.
    """
    operations = [(one.pattern(base_path.rstrip("/")), one.respond) for one in OPERATIONS]

    async def serve(scope: Scope, _receive: Receive, send: Send) -> None:
        # The raw path is matched, because the decoded path has two segments for `a%2Fb`
        # and loses bytes that are not UTF-8.
        found = ((one.fullmatch(scope["raw_path"]), respond) for one, respond in operations)
        match, respond = next(((match, act) for match, act in found if match), (None, None))
        request = _read_request(scope, match["enterprise"] if match else b"")
        call = Call(world, request, world.next_call_number())
        response = _respond(behaviour, call, respond)
        await _send(response, request.method, send)

    return behaviour.wrap_app(serve)


def _read_request(scope: Scope, enterprise: bytes) -> Request:
    client = scope.get("client")
    return Request(
        enterprise=enterprise,
        query=scope["query_string"],
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        ),
        method=scope["method"],
        client=client[0] if client else "",
    )


def _respond(behaviour: Behaviour, call: Call, respond: Respond | None) -> Response:
    if respond is None:
        return behaviour.respond_with_error(call, error_responses.unknown_path())
    if call.request.method not in {"GET", "HEAD"}:
        return behaviour.respond_with_error(call, error_responses.undeclared_method())
    try:
        return respond(behaviour, call)
    # Any other exception is a bug of the mock; the response tells its user which.
    except Exception as bug:
        sentence = f"The mock itself failed: {bug!r}."
        return behaviour.respond_with_error(call, error_responses.internal_error(sentence))


async def _send(response: Response, method: str, send: Send) -> None:
    # The declared length of a response to HEAD is the length of the body that GET gets.
    headers = {"content-length": str(len(response.body)), **response.headers}
    encoded = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": encoded})
    body = b"" if method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})
