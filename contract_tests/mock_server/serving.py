"""Serves an application on 127.0.0.1 for as long as a `with` block lasts."""

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
"""Seconds that replies under way get when the server is told to stop."""

_KEEP_ALIVE = 75
"""Seconds; longer than clients keep idle connections, so that they are the ones to close."""

_LONGEST_HEAD = 2**20
"""Bytes of a request's head: a filter may list ids by the thousand."""


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` from another thread; yield the base URL, without a slash at its end.

    Port 0 takes any that is free. Raises OSError when the port cannot be had,
    RuntimeError when the server does not start.
    Leaving the block stops the server within 0.2 s, whatever is under way.
    """
    with socket.create_server((HOST, port)) as listener:
        # Accepted connections inherit it. asyncio would set it itself, but not on sockets whose
        # protocol is the default 0; without it, every response waits 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _PromptServer(_quiet(app))
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


def _quiet(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # Named, so that what happens to be installed makes no difference.
        interface="asgi3",
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        # Faults that break off a body are errors to uvicorn, and daily bread here.
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )


class _PromptServer(uvicorn.Server):
    """Uvicorn's server, but stopped by an event: the original polls and naps for 0.1 s each."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        """Set once requests are served, or once it is clear that they never will be."""
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
            with suppress(NotImplementedError):  # Windows' event loop has no readers.
                loop.remove_reader(listener)
        # Connections already accepted need a turn of the loop to join a server
        # that is still open, and one more to be known to us.
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
        # Transports close in the next turn; what is still under way is
        # cancelled when the loop is closed.
        await asyncio.sleep(0)
