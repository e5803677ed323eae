"""The connection pools of HTTP clients, and their handover to a child process after a fork.

This requires private attributes of httpx and httpcore. Without the attributes, a child process does
not close its copies of the sockets, and must not use an HTTP client of the user that the parent
process has used. A test checks the supported versions of httpx.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

# Objects that are never finalized: a TLS finalizer could wait for a lock of the parent process.
_KEPT: list[object] = []


def pools(http: object) -> Iterator[Any]:
    """Return the connection pools of an httpx client or transport, including pools for proxies."""
    mounts: dict[Any, object] = getattr(http, "_mounts", {})
    for transport in (http, getattr(http, "_transport", None), *mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if isinstance(getattr(pool, "_connections", None), list):
            yield pool


def give_up_inherited_connections(http: object) -> None:
    """Empty the connection pools of an httpx client or transport in a child process.

    The sockets of this process are closed without a TLS close_notify and without a shutdown, so
    that the parent process can continue to use its connections. This must be called before the
    child process opens or closes any file, because another file may then have the same descriptor.
    """
    for pool in pools(http):
        _KEPT.append(pool._connections)
        for connection in pool._connections:
            _close_descriptor(connection)
        pool._connections = []
        pool._requests = []
        lock = getattr(pool, "_optional_thread_lock", None)
        if lock is not None:  # a thread that exists only in the parent process may hold the lock
            pool._optional_thread_lock = type(lock)()


def keep(inherited: object) -> None:
    """Keep an object of the parent process alive, because its finalizer could end a connection."""
    _KEPT.append(inherited)


def _close_descriptor(connection: Any) -> None:
    while getattr(connection, "_connection", None) is not None:  # wrapped for a proxy
        connection = connection._connection
    stream = getattr(connection, "_network_stream", None)
    shared = None if stream is None else stream.get_extra_info("socket")
    shared = getattr(shared, "_sock", shared)  # asyncio and trio wrap the socket
    if isinstance(shared, socket.socket) and shared.fileno() >= 0:
        with suppress(OSError):
            os.close(shared.detach())
