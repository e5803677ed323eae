"""An HTTP server that serves an ASGI application during a `with` block."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HOST = "127.0.0.1"

_GRACE = 0.05
"""Seconds that the server waits for running requests by default when it stops."""

_LONGEST_STOP = 60.0
"""Seconds to wait for the thread of a server that does not stop in time."""

_KEEP_ALIVE = 75
"""Seconds before the server closes an idle connection.

Clients close idle connections earlier. The server therefore never closes a connection on which a
client is about to send a request.
"""


@contextmanager
def serving(
    app: ASGIApp,
    port: int = 0,
    *,
    host: str = HOST,
    tls: ssl.SSLContext | None = None,
    grace: float = _GRACE,
) -> Iterator[str]:
    """Serve an ASGI application in another thread, and yield its base URL without a trailing slash.

    After the `with` block, the server stops within `grace` and 0.15 seconds, even if requests are
    running.

    Args:
        app: The ASGI application. `scope["state"]["transport"]` is the connection of a request.
        port: The port to listen on, or 0 for any free port.
        host: The IP address or the name to listen on.
        tls: The TLS settings, or None to serve HTTP without TLS.
        grace: The number of seconds that the server waits for running requests when it stops.

    Raises:
        OSError: If the host or the port cannot be used.
        RuntimeError: If the server does not start.
    """
    (family, *_), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    with socket.create_server((host, port), family=family) as listener:
        # Accepted connections inherit this option. asyncio sets it only on sockets whose protocol
        # is not the default 0. Without it, every response waits 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _PromptServer(_config(app, tls), grace)
        thread = threading.Thread(target=server.run_until_stopped, args=(listener,), daemon=True)
        thread.start()
        server.ready.wait()
        if not server.started:
            raise RuntimeError("the server did not start")
        scheme = "http" if tls is None else "https"
        name = f"[{host}]" if ":" in host else host
        try:
            yield f"{scheme}://{name}:{listener.getsockname()[1]}"
        finally:
            server.stop()
            # The thread ends with the process at the latest.
            thread.join(grace + _LONGEST_STOP)


def _config(app: ASGIApp, tls: ssl.SSLContext | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        # Without these values, uvicorn chooses by the packages that are installed.
        interface="asgi3",
        loop="asyncio",
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        # uvicorn logs a truncated body as an error, but faults truncate bodies on purpose.
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
    )
    config.load()
    # The option for a context, `ssl_context_factory`, exists only in new versions of uvicorn.
    config.ssl = tls
    return config


class _Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which also passes the TCP connection to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        joining: Any = _JoiningTransport(transport, self.loop)
        super().connection_made(joining)
        self.app_state = {**self.app_state, "transport": joining}

    def on_headers_complete(self) -> None:
        # The URL parser of httptools accepts at most 65,535 bytes, and a filter may have thousands
        # of ids. The task of the application starts later, so that it gets the whole query string.
        self.url, _, query = self.url.partition(b"?")
        super().on_headers_complete()
        self.scope["query_string"] = query


class _JoiningTransport:
    """A transport that sends the head and the body of a response together, in one system call.

    Args:
        transport: The transport of the connection.
        loop: The event loop of the transport.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Buffer data, which the event loop sends after the current callback."""
        if not self._waiting:
            self._loop.call_soon(self._send)
        self._waiting.append(data)

    def close(self) -> None:
        """Send the buffered data, and close the connection."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """Send the buffered data, and close the connection without waiting for the client."""
        self._send()
        self._transport.abort()

    def _send(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._transport.write(data)


class _PromptServer(uvicorn.Server):
    """A uvicorn server that stops without delay. The base class checks for a stop every 0.1 s."""

    def __init__(self, config: uvicorn.Config, grace: float) -> None:
        super().__init__(config)
        self._grace = grace
        self.ready = threading.Event()
        """An event that is set when the server serves requests or has failed to start."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    def run_until_stopped(self, listener: socket.socket) -> None:
        try:
            self.run(sockets=[listener])
        finally:
            self.ready.set()

    def stop(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ready.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        for listener in sockets or []:
            with suppress(NotImplementedError):  # The event loop of Windows has no readers.
                loop.remove_reader(listener)
        # Accepted connections need one iteration of the loop to join a server that
        # is still open, and another one to appear in `server_state`.
        await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=self._grace)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        # Transports close in the next iteration. Tasks that still run are
        # cancelled when the loop is closed.
        await asyncio.sleep(0)
