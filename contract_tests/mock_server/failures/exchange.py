"""A request for which the mock server fails on purpose, and functions that send the failure."""

from __future__ import annotations

import asyncio
import http
import socket
import struct
from collections.abc import Mapping

import attrs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..behaviour import CORRECT
from ..call import Call, ErrorResponse, Request, Response
from ..world import World
from .step import Step

_NAMES = {
    400: "InvalidRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
    500: "InternalServerError",
}

_NO_LINGER = struct.pack("ii", 1, 0)
"""A value of SO_LINGER with which closing a socket sends a TCP reset."""


@attrs.frozen(eq=False)
class Exchange:
    """A request, and the step of a script that determines the response.

    Attributes:
        app: The application that sends the usual response.
        scope: The ASGI scope of the request.
        receive: The ASGI function that receives messages of the client.
        send: The ASGI function that sends messages to the client.
        world: The data of the mock server.
        step: The step of the script.
    """

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    world: World
    step: Step

    async def usual_response(self) -> Response:
        """Return the response that the mock server sends without a script."""
        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        await self.app(self.scope, self.receive, collect)
        start, *parts = sent
        headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        body = b"".join(part.get("body", b"") for part in parts)
        return Response(start["status"], body, headers)

    def error_response(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return a response with the documented body of an error."""
        name = _NAMES.get(status) or f"{_phrase(status).title().replace(' ', '')}Error"
        call = Call(self.world, Request(), self.world.next_call_number())
        error = ErrorResponse(status, name, sentence, headers=headers or {})
        return CORRECT.respond_with_error(call, error)

    async def respond(self, response: Response, pause: float = 0, pieces: int = 1) -> None:
        """Send a response.

        Args:
            response: The response. By default, its Content-Length is the length of its body.
            pause: The seconds before each piece of the body.
            pieces: The number of pieces in which the body is sent.
        """
        head = {"content-length": str(len(response.body)), **response.headers}
        if self.scope["method"] == "HEAD" or response.status in {204, 304}:
            response = attrs.evolve(response, body=b"")
        if response.status == 204:
            head.pop("content-length")
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in head.items()]
        await self.send(
            {"type": "http.response.start", "status": response.status, "headers": encoded}
        )
        size = max(1, -(-len(response.body) // pieces))
        for at in range(0, len(response.body), size):
            await asyncio.sleep(pause)
            part = response.body[at : at + size]
            await self.send({"type": "http.response.body", "body": part, "more_body": True})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def end_connection(self, data: bytes = b"", *, reset: bool = False) -> None:
        """Send bytes that need not be HTTP, and end the connection.

        Args:
            data: The bytes.
            reset: Whether the connection ends with a TCP reset, as after a crash.

        Raises:
            RuntimeError: If the function `serving` does not serve the application of the request.
        """
        transport: asyncio.Transport | None = self.scope.get("state", {}).get("transport")
        if transport is None:
            raise RuntimeError(f"The failure {self.step.failure} needs a connection.")
        transport.write(data)
        if reset:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            transport.abort()
        else:
            transport.close()
        while (await self.receive())["type"] != "http.disconnect":
            pass


def head_of(response: Response, **changed: str | None) -> bytes:
    """Return the status line and the headers of a response after which the connection ends.

    Args:
        response: The response.
        changed: Other values of headers, with `_` in their names for `-`. None omits the header.
    """
    other = {name.replace("_", "-"): value for name, value in changed.items()}
    own = {"content-length": str(len(response.body)), "connection": "close"}
    headers = {**own, **response.headers, **other}
    lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
