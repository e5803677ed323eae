"""Open and close the HTTP clients of a `Client`. Copies of the `Client` share the HTTP clients.

Each process has HTTP clients of its own. After a fork, the child process opens new HTTP clients,
because two processes that share a connection receive the responses of each other.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet, finalize

import httpx

from .._errors import ClientClosedError, InvalidArgumentError, TransportError
from .http_clients import borrow, open_async_client, open_client
from .pools import give_up_inherited_connections, keep

if TYPE_CHECKING:
    from .background_calls import BackgroundCall

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class Connections:
    """An HTTP client for synchronous calls, and one for the asynchronous calls of each event loop.

    The first call of a process opens the HTTP client. An HTTP client that the user passed is never
    closed.

    Raises:
        InvalidArgumentError: If both an HTTP client and a transport are passed for the same calls.
    """

    __slots__ = (
        "__weakref__",
        "_async_client",
        "_async_transport",
        "_closed",
        "_opened",
        "_sync_client",
        "_transport",
    )

    def __init__(
        self,
        *,
        http_client: httpx.Client | None,
        async_http_client: httpx.AsyncClient | None,
        transport: httpx.BaseTransport | None,
        async_transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        _require_type("http_client", http_client, httpx.Client)
        _require_type("async_http_client", async_http_client, httpx.AsyncClient)
        _require_type("transport", transport, httpx.BaseTransport)
        _require_type("async_transport", async_transport, httpx.AsyncBaseTransport)
        _require_one("http_client", http_client, "transport", transport)
        _require_one("async_http_client", async_http_client, "async_transport", async_transport)
        self._sync_client = None if http_client is None else borrow(http_client)
        self._async_client = None if async_http_client is None else borrow(async_http_client)
        self._transport = transport
        self._async_transport = async_transport
        self._closed = False
        self._opened: dict[int, _OpenedClients] = {}  # by process id
        _ALL.add(self)
        finalize(self, _close_unused, self._opened)

    @property
    def closed(self) -> bool:
        """Whether further calls are rejected."""
        return self._closed

    def sync_client(self) -> httpx.Client:
        """Return the `httpx.Client` for synchronous calls.

        Raises:
            ClientClosedError: If the client is closed.
            InvalidArgumentError: If an environment variable for proxies or certificates is invalid.
        """
        http = self._sync_client
        if http is None:
            opened = self._opened_by_this_process()
            http = opened.sync_client
            if http is None:
                with opened.lock:
                    http = opened.sync_client
                    if http is None and not self._closed:
                        http = opened.sync_client = open_client(self._transport)
        return _require_open(http, closed=self._closed)

    def async_client(self) -> httpx.AsyncClient:
        """Return the `httpx.AsyncClient` of the running event loop.

        Raises:
            ClientClosedError: If the client is closed.
            InvalidArgumentError: If an environment variable for proxies or certificates is invalid.
        """
        http = self._async_client
        if http is None:
            opened = self._opened_by_this_process()
            event_loop = _running_event_loop()
            with opened.lock:
                in_loop = opened.async_clients.get(event_loop)
                if (in_loop is None or in_loop.http.is_closed) and not self._closed:
                    # A connection can be used only in the event loop that opened it.
                    in_loop = _ClientOfEventLoop(open_async_client(self._async_transport))
                    opened.async_clients[event_loop] = in_loop
            http = None if in_loop is None else in_loop.http
        return _require_open(http, closed=self._closed)

    def close(self) -> None:
        """Reject further calls, and close the connections of synchronous calls of this process."""
        opened = self._opened_by_this_process()
        with opened.lock:
            self._closed = True
            http, opened.sync_client = opened.sync_client, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Reject further calls, and close all connections of this process.

        Connections of other event loops stay open until their event loop ends.
        """
        self.close()
        in_loops = self._opened_by_this_process().async_clients
        in_loop = in_loops.pop(_running_event_loop(), None) if in_loops else None
        if in_loop is not None:
            await in_loop.aclose()

    def start_background_call(self, call: BackgroundCall[Any]) -> None:
        """Start a call in another thread. The call uses the HTTP client for synchronous calls."""
        opened = self._opened_by_this_process()
        with opened.lock:
            call.start()
            running = {each for each in opened.background_calls if each.running}
            opened.background_calls = running | {call}

    def background_calls(self, owner: object) -> list[BackgroundCall[Any]]:
        """Return the background calls of an owner that this process has started.

        Closing the owner, which is the session of a client, cancels the calls.

        Args:
            owner: The owner of the calls, or None for the calls of all owners.
        """
        opened = self._opened_by_this_process()
        with opened.lock:
            found = tuple(opened.background_calls)
        return [each for each in found if owner is None or each.owner is owner]

    def give_up_inherited_connections(self) -> None:
        """Forget the connections of the parent process, in a child process after a fork."""
        opened = list(self._opened.values())
        keep(opened)
        self._opened.clear()
        for each in opened:
            give_up_inherited_connections(each.sync_client)
            for in_loop in each.async_clients.values():
                give_up_inherited_connections(in_loop.http)
        for passed in (self._sync_client, self._async_client):
            give_up_inherited_connections(passed)

    def _opened_by_this_process(self) -> _OpenedClients:
        # uWSGI forks without the functions of `os.register_at_fork`, but the process id differs.
        process = os.getpid()
        opened = self._opened.get(process)
        return self._opened.setdefault(process, _OpenedClients()) if opened is None else opened


def _close_unused(opened: dict[int, _OpenedClients]) -> None:
    """Close the synchronous connections of a client that is deleted without being closed."""
    own = opened.get(os.getpid())
    if own is not None and own.sync_client is not None:
        own.sync_client.close()


_ALL: WeakSet[Connections] = WeakSet()


def _after_fork_in_child() -> None:
    for connections in tuple(_ALL):
        connections.give_up_inherited_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


class _OpenedClients:
    """The HTTP clients that one process has opened, and the background calls it has started."""

    __slots__ = ("async_clients", "background_calls", "lock", "sync_client")

    def __init__(self) -> None:
        self.lock = Lock()
        self.sync_client: httpx.Client | None = None
        self.background_calls: set[BackgroundCall[Any]] = set()
        self.async_clients: WeakKeyDictionary[object, _ClientOfEventLoop] = WeakKeyDictionary()


class _ClientOfEventLoop:
    """An HTTP client that is closed when the running event loop ends, if it is still open then."""

    __slots__ = ("_closing", "http")

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self._closing = _close_at_the_end(http)
        # An event loop closes the asynchronous generators that were started while it was running.
        with suppress(StopIteration):
            self._closing.__anext__().send(None)

    async def aclose(self) -> None:
        await self._closing.aclose()


async def _close_at_the_end(http: httpx.AsyncClient) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await http.aclose()


def _running_event_loop() -> object:
    # Synchronous calls need neither of these modules.
    import asyncio

    import sniffio

    with suppress(RuntimeError):
        if sniffio.current_async_library() == "trio":
            return import_module("trio.lowlevel").current_trio_token()
        return asyncio.get_running_loop()
    raise TransportError("an asynchronous call requires a running event loop of asyncio or trio")


def _require_open(http: H | None, *, closed: bool) -> H:
    if http is None or closed or http.is_closed:
        raise ClientClosedError("the client is closed: create a new client")
    return http


def _require_type(name: str, value: object, kind: type) -> None:
    if value is not None and not isinstance(value, kind):
        raise InvalidArgumentError(
            f"{name} must be an httpx.{kind.__name__}, not {type(value).__name__}"
        )


def _require_one(name: str, client: object, other_name: str, transport: object) -> None:
    if client is not None and transport is not None:
        raise InvalidArgumentError(f"{name} has its own transport: omit {other_name}")
