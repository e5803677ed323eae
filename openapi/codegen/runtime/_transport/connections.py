"""Open and close the HTTP clients of a `Client`. Copies of the `Client` share the HTTP clients."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

import httpx

from .._errors import ClientClosedError, InvalidArgumentError
from .deadline import enforce_deadlines

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class Connections:
    """An HTTP client for synchronous calls, and one for the asynchronous calls of each event loop.

    The first call opens the HTTP client. An HTTP client that the user passed is never closed.

    Raises:
        InvalidArgumentError: If both an HTTP client and a transport are passed for the same calls.
    """

    __slots__ = (
        "_async_client",
        "_async_clients",
        "_async_transport",
        "_closed",
        "_lock",
        "_opened_client",
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
        _require_one("http_client", http_client, "transport", transport)
        _require_one("async_http_client", async_http_client, "async_transport", async_transport)
        self._sync_client = http_client
        self._async_client = async_http_client
        self._transport = transport
        self._async_transport = async_transport
        self._lock = Lock()
        self._closed = False
        self._opened_client: httpx.Client | None = None
        self._async_clients: WeakKeyDictionary[object, httpx.AsyncClient] = WeakKeyDictionary()

    def sync_client(self) -> httpx.Client:
        """Return the `httpx.Client` for synchronous calls.

        Raises:
            ClientClosedError: If the client is closed.
        """
        with self._lock:
            http = self._sync_client or self._opened_client
            if http is None and not self._closed:
                http = self._opened_client = httpx.Client(
                    transport=self._transport, verify=_tls_context(), cookies=_no_cookies()
                )
                enforce_deadlines(http)
        return _require_open(http, closed=self._closed)

    def async_client(self) -> httpx.AsyncClient:
        """Return the `httpx.AsyncClient` of the running event loop. Raises `ClientClosedError`."""
        event_loop = _running_event_loop()
        with self._lock:
            http = self._async_client or self._async_clients.get(event_loop)
            if http is None and not self._closed:
                # A connection can be used only in the event loop that opened it.
                http = self._async_clients[event_loop] = httpx.AsyncClient(
                    transport=self._async_transport, verify=_tls_context(), cookies=_no_cookies()
                )
        return _require_open(http, closed=self._closed)

    def close(self) -> None:
        """Reject further calls, and close the connections of synchronous calls."""
        with self._lock:
            self._closed = True
            http, self._opened_client = self._opened_client, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Reject further calls, and close all connections except those of other event loops."""
        self.close()
        http = self._async_clients.pop(_running_event_loop(), None)
        if http is not None:
            await http.aclose()


def _running_event_loop() -> object:
    # Synchronous calls need neither of these modules.
    import asyncio

    import sniffio

    if sniffio.current_async_library() == "trio":
        return import_module("trio.lowlevel").current_trio_token()
    return asyncio.get_running_loop()


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


def _no_cookies() -> CookieJar:
    # Copies of a client with other tokens share its connections, but must not share a session.
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _tls_context() -> ssl.SSLContext:
    return _tls_context_of(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)  # loading the certificates takes most of the time to create an HTTP client
def _tls_context_of(cert_file: str | None, cert_dir: str | None) -> ssl.SSLContext:  # noqa: ARG001
    return httpx.create_ssl_context()
