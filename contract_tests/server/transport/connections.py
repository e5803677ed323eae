"""The HTTP connections of a session. A connection is closed after a few requests.

A load balancer that chooses a server for each connection would otherwise choose only once in a run.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import httpx
from attrs import define

from ...target_file import Target


@define(eq=False)
class Connection:
    """A connection to the server under test."""

    number: int
    """The number of the connection among those of the session, from 1."""
    transport: httpx.HTTPTransport
    requests_left: int
    """The number of requests after which the session closes the connection."""


class _Kept(threading.local):
    """The connection that the current thread keeps for several requests."""

    is_active: bool = False
    connection: Connection | None = None


class ConnectionPool:
    """The connections of a session. Threads may use the pool at the same time.

    Args:
        target: The server under test.
        most_requests: The largest number of requests on one connection. The number of requests
            differs from connection to connection, and is at least 1.
        seed: The seed of these numbers.
    """

    def __init__(self, target: Target, most_requests: int, seed: int) -> None:
        # All connections share one context, because loading the certificates takes 45 ms.
        self.ssl_context = (
            ssl.create_default_context(cafile=target.ca_file)
            if target.base_url.startswith("https:")
            else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used for http:
        )
        self._proxy = target.proxy.reveal() if target.proxy else None
        self._most_requests = most_requests
        self._random = Random(seed)  # noqa: S311
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._opened = 0
        self._kept = _Kept()
        # The first connection is opened at once, so that an unusable proxy is reported early.
        self._idle.append(self._open())

    def close(self) -> None:
        """Close all connections that no thread is using."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.transport.close()

    @contextmanager
    def one_connection(self) -> Iterator[None]:
        """Keep one new connection for all requests that this thread sends in the ``with`` block."""
        self._kept.is_active = True
        try:
            yield
        finally:
            self._kept.is_active = False
            if self._kept.connection is not None:
                self._kept.connection.transport.close()
                self._kept.connection = None

    @contextmanager
    def connection(self, *, fresh: bool) -> Iterator[Connection]:
        """Return a context manager that reserves a connection for one request.

        A connection whose request failed is closed.

        Args:
            fresh: Whether to open a new connection for the request.
        """
        if self._kept.is_active:
            with self._kept_connection(fresh=fresh) as connection:
                yield connection
            return
        with self._lock:
            if fresh and self._idle:
                self._idle.pop().transport.close()
            connection = self._idle.pop() if self._idle and not fresh else self._open()
        connection.requests_left -= 1
        try:
            yield connection
        except BaseException:
            connection.transport.close()
            raise
        if connection.requests_left > 0:
            with self._lock:
                self._idle.append(connection)
        else:
            connection.transport.close()

    @contextmanager
    def _kept_connection(self, *, fresh: bool) -> Iterator[Connection]:
        connection = self._kept.connection
        if fresh and connection is not None:
            connection.transport.close()
        if fresh or connection is None:
            with self._lock:
                connection = self._kept.connection = self._open()
        try:
            yield connection
        except BaseException:
            connection.transport.close()
            self._kept.connection = None
            raise

    def _open(self) -> Connection:
        self._opened += 1
        # The client of httpx would follow redirects, keep cookies and add headers.
        transport = httpx.HTTPTransport(
            trust_env=False,
            verify=self.ssl_context,
            proxy=self._proxy,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )
        return Connection(self._opened, transport, self._random.randint(1, self._most_requests))
