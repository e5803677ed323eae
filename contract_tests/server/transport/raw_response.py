"""Read the bytes that a server sends in place of an HTTP response."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress

import httpx

_MAX_BYTES, _MAX_SECONDS = 2**16, 2.0


def read_raw_response(
    method: str,
    url: httpx.URL,
    headers: Mapping[str, str],
    ssl_context: ssl.SSLContext,
    timeout: float,
) -> bytes:
    """Send a request without a body on a new connection, and return the bytes of the response.

    The HTTP client drops the bytes of a response that ends before its headers do. The result is
    empty if the server sends nothing, or if the connection fails.
    """
    seconds = min(timeout, _MAX_SECONDS)
    port = url.port or (443 if url.scheme == "https" else 80)
    lines = [f"{method} {url.raw_path.decode('ascii')} HTTP/1.1", f"Host: {url.netloc.decode()}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    received = b""
    with suppress(OSError), socket.create_connection((url.host, port), seconds) as plain:
        connection = plain
        if url.scheme == "https":
            connection = ssl_context.wrap_socket(plain, server_hostname=url.host)
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        while len(received) < _MAX_BYTES and (part := connection.recv(_MAX_BYTES)):
            received += part
    return received
