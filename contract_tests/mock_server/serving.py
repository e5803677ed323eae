"""An HTTP server that serves an ASGI application on 127.0.0.1 during a `with` block."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

HOST = "127.0.0.1"

_GRACE = 0.05
"""Seconds that the server waits for running requests when it stops."""

_KEEP_ALIVE = 75
"""Seconds before the server closes an idle connection.

Clients close idle connections earlier. The server therefore never closes a connection on which a
client is about to send a request.
"""

_LONGEST_HEAD = 2**20
"""Maximum bytes of a request's head. A filter may have thousands of ids."""


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application in another thread, and yield its base URL without a trailing slash.

    The server stops within 0.2 seconds after the `with` block, even if requests are running.

    Args:
        app: The ASGI application.
        port: The port to listen on, or 0 for any free port.

    Raises:
        OSError: If the port cannot be used.
        RuntimeError: If the server does not start.
    """
    with socket.create_server((HOST, port)) as listener:
        # Accepted connections inherit this option. asyncio sets it only on sockets whose protocol
        # is not the default 0. Without it, every response waits 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _PromptServer(_config(app))
        thread = threading.Thread(target=server.run_until_stopped, args=(listener,), daemon=True)
        thread.start()
        server.ready.wait()
        if not server.started:
            raise RuntimeError("the server did not start")
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.stop()
            thread.join()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # Fixed, because uvicorn otherwise chooses by the packages that are installed.
        interface="asgi3",
        loop="asyncio",
        http="h11",
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
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )


class _PromptServer(uvicorn.Server):
    """A uvicorn server that stops without delay. The base class checks for a stop every 0.1 s."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
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
            await asyncio.wait(self.server_state.tasks, timeout=_GRACE)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        # Transports close in the next iteration. Tasks that still run are
        # cancelled when the loop is closed.
        await asyncio.sleep(0)
