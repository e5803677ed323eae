"""The connections behind a client and its copies: whose they are, and when they open and close."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

import httpx

from .._errors import ClientClosedError, InvalidArgumentError
from .deadline import hold
from .event_loop import running_loop

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class Pool:
    """One httpx client for calls that block, and one in each event loop for calls that are awaited.

    They are opened by the first call. What the caller has made stays the caller's: it is used as
    it is, and not closed.

    Raises:
        InvalidArgumentError: If there are both a client and a transport for the same calls.
    """

    __slots__ = (
        "_async_transport",
        "_awaited",
        "_closed",
        "_given",
        "_lock",
        "_sync",
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
        _require(http_client, httpx.Client, "http_client")
        _require(async_http_client, httpx.AsyncClient, "async_http_client")
        if http_client is not None and transport is not None:
            raise InvalidArgumentError(
                "http_client has a transport of its own: leave out transport"
            )
        if async_http_client is not None and async_transport is not None:
            raise InvalidArgumentError(
                "async_http_client has a transport of its own: leave out async_transport"
            )
        self._given = (http_client, async_http_client)
        self._transport = transport
        self._async_transport = async_transport
        self._lock = Lock()
        self._closed = False
        self._sync: httpx.Client | None = None
        self._awaited: WeakKeyDictionary[object, httpx.AsyncClient] = WeakKeyDictionary()

    def sync(self) -> httpx.Client:
        """Return what sends the requests of calls that block. Raises `ClientClosedError`."""
        with self._lock:
            http = self._given[0] or self._sync
            if http is None and not self._closed:
                http = self._sync = httpx.Client(
                    transport=self._transport, verify=_tls(), cookies=_no_cookies()
                )
                hold(http)
        return _open(http, closed=self._closed)

    def awaited(self) -> httpx.AsyncClient:
        """Return what sends the requests of calls that are awaited. Raises `ClientClosedError`."""
        loop = running_loop()
        with self._lock:
            http = self._given[1] or self._awaited.get(loop)
            if http is None and not self._closed:
                # Connections belong to the loop that they were opened in.
                http = self._awaited[loop] = httpx.AsyncClient(
                    transport=self._async_transport, verify=_tls(), cookies=_no_cookies()
                )
        return _open(http, closed=self._closed)

    def close(self) -> None:
        """Close the connections of calls that block, and take no more calls."""
        with self._lock:
            self._closed = True
            http, self._sync = self._sync, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close all connections that this event loop can close, and take no more calls."""
        self.close()
        http = self._awaited.pop(running_loop(), None)
        if http is not None:
            await http.aclose()


def _open(http: H | None, *, closed: bool) -> H:
    if http is None or closed or http.is_closed:
        raise ClientClosedError("the client is closed: make another one")
    return http


def _require(value: object, kind: type, name: str) -> None:
    if value is not None and not isinstance(value, kind):
        raise InvalidArgumentError(f"{name} is no {kind.__module__}.{kind.__name__}")


def _no_cookies() -> CookieJar:
    """Return a jar that stays empty: copies with other tokens share a pool, but no session."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _tls() -> ssl.SSLContext:
    """Return the certificates to trust. To load them takes most of the time to make a client."""
    return _tls_of(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _tls_of(cert_file: str | None, cert_dir: str | None) -> ssl.SSLContext:  # noqa: ARG001
    return httpx.create_ssl_context()
