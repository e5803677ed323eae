"""Send many equal requests to a server over several connections."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from http.client import HTTPResponse
from typing import NamedTuple

from ..results.question import Unmeasurable

_CONNECTIONS = 8


class Request(NamedTuple):
    """A GET request.

    Attributes:
        port: The port of the server on 127.0.0.1.
        path: The path with the query string.
        token: The bearer token.
    """

    port: int
    path: str
    token: str

    def as_bytes(self) -> bytes:
        """Return the request as bytes of HTTP/1.1."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept: application/json",
            f"Authorization: Bearer {self.token}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()


def send(request: Request, requests: int) -> bytes:
    """Send at least the given number of requests over eight connections, and return the last body.

    Raises:
        Unmeasurable: If the status code of a response is not 200, or a connection fails.
    """
    content, body = request.as_bytes(), b""
    try:
        with ExitStack() as stack:
            connections = [stack.enter_context(_connect(request)) for _ in range(_CONNECTIONS)]
            for _ in range(-(-requests // _CONNECTIONS)):
                for connection in connections:
                    connection.sendall(content)
                for connection in connections:
                    body = _receive(connection)
    except OSError as error:
        raise Unmeasurable(f"a connection fails: {error}") from None
    return body


def _connect(request: Request) -> socket.socket:
    # The servers close connections that are idle for some seconds, so none is kept open.
    connection = socket.create_connection(("127.0.0.1", request.port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def round_up(requests: int) -> int:
    """Round a number of requests up to a multiple of the number of connections, like `send`."""
    return -(-requests // _CONNECTIONS) * _CONNECTIONS


def _receive(connection: socket.socket) -> bytes:
    response = HTTPResponse(connection)
    response.begin()
    if response.status != 200:
        raise Unmeasurable(f"the server responds with the status code {response.status}")
    body = response.read()
    response.close()
    return body
