"""The deadline of a call, which holds even if the server sends one byte after another.

httpx limits the time of each step of a request, but not of the whole request. A server that sends
one byte after another can delay the end of a response without limit. The HTTP clients that this
package opens therefore limit each step to the time left until the deadline.

This requires a private attribute of httpx, which holds the connections. Without the attribute, a
call can end up to one timeout after its deadline. A test checks the supported versions of httpx.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from threading import Event, RLock
from typing import Any

import httpx

from .pools import pools

_MAX_TIMEOUT = 86_400.0  # one day in seconds; a socket accepts at most about 24 days


class Deadline:
    """The moment by which a call must end.

    Args:
        seconds: The time from now in seconds; None for no deadline.
    """

    __slots__ = ("_at",)

    def __init__(self, seconds: float | None) -> None:
        self._at = math.inf if seconds is None else time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds until the deadline; infinity if there is no deadline."""
        return self._at - time.monotonic()

    @property
    def passed(self) -> bool:
        """Whether the deadline has passed."""
        return self.left() <= 0

    @property
    def cancelled(self) -> bool:
        """Whether the call was cancelled before its deadline."""
        return False

    def require_time(self) -> None:
        """Raise `DeadlinePassedError` if the deadline has passed."""
        if self.passed:
            raise DeadlinePassedError

    def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""
        time.sleep(seconds)

    def interruptible(self, stream: Any) -> AbstractContextManager[object]:  # noqa: ARG002
        """Return a context manager for one step of the call, in which a network stream is used."""
        return nullcontext()

    def timeouts(self, timeout: float) -> dict[str, float]:
        """Return the `timeout` extension of an httpx request: the seconds for each kind of step."""
        limit = StepTimeout(timeout, self)
        return {"connect": limit, "read": limit, "write": limit, "pool": limit}


class CancellableDeadline(Deadline):
    """The deadline of a synchronous call that another thread can cancel."""

    __slots__ = ("_cancelled", "_lock", "_stream")

    def __init__(self, seconds: float | None) -> None:
        super().__init__(seconds)
        self._cancelled = Event()
        # A finalizer that cancels the call can run in the thread of the call, at any moment.
        self._lock = RLock()
        self._stream: Any = None

    def cancel(self) -> None:
        """Let the deadline pass, and interrupt the call if it sleeps or waits for the server.

        A call that opens a connection, or uses a transport of the user, ends after that step.
        """
        with self._lock:
            self._at = -math.inf
            self._cancelled.set()
            if self._stream is not None:
                _shut_down(self._stream)

    @property
    def cancelled(self) -> bool:
        """Whether the call was cancelled before its deadline."""
        return self._cancelled.is_set()

    def sleep(self, seconds: float) -> None:
        """Wait for some seconds. Cancelling the call ends the wait."""
        self._cancelled.wait(seconds)

    @contextmanager
    def interruptible(self, stream: Any) -> Generator[None]:
        """Let the method `cancel` shut down a network stream until the `with` block ends.

        The `with` block contains one step of the call, such as a read. Between two steps, the
        stream can return to the connection pool, where another call can use it.

        Raises:
            DeadlinePassedError: If the deadline has passed.
        """
        with self._lock:
            self.require_time()
            self._stream = stream
        try:
            yield
        finally:
            with self._lock:
                self._stream = None


class DeadlinePassedError(Exception):
    """Raised if the deadline of the call passes before the response is complete."""


class StepTimeout(float):
    """The timeout of one step of a request in seconds, limited by the deadline of the call."""

    __slots__ = ("_deadline",)
    _deadline: Deadline

    def __new__(cls, timeout: float, deadline: Deadline) -> StepTimeout:
        """Return the timeout, or the time left until the deadline if that is shorter."""
        self = super().__new__(cls, max(0.001, min(timeout, deadline.left(), _MAX_TIMEOUT)))
        self._deadline = deadline
        return self

    def now(self) -> float:
        """Return the seconds that the next step of the request may take, such as a read.

        Raises:
            DeadlinePassedError: If the deadline of the call has passed.
        """
        left = self._deadline.left()
        if left <= 0:
            raise DeadlinePassedError
        return min(float(self), left)

    def interruptible(self, stream: Any) -> AbstractContextManager[object]:
        """Return a context manager that lets the method `cancel` shut down a network stream."""
        return self._deadline.interruptible(stream)


def enforce_deadlines(client: httpx.Client) -> None:
    """Make all connections of an httpx client, direct or through a proxy, obey the deadline."""
    for pool in pools(client):
        if hasattr(pool, "_network_backend"):
            pool._network_backend = _Backend(pool._network_backend)


class _Backend:
    """A network backend of httpcore whose connections obey the deadline."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **options: Any
    ) -> Any:
        return _Stream(self._backend.connect_tcp(host, port, timeout=_limit(timeout), **options))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **options: Any) -> Any:
        return _Stream(self._backend.connect_unix_socket(path, timeout=_limit(timeout), **options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream:
    """A network stream of httpcore in which every step obeys the deadline."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _interruptible(self._stream, timeout):
            received: bytes = self._stream.read(max_bytes, timeout=_limit(timeout))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _interruptible(self._stream, timeout):
            self._stream.write(buffer, timeout=_limit(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _limit(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _limit(timeout: float | None) -> float | None:
    return timeout.now() if isinstance(timeout, StepTimeout) else timeout


def _interruptible(stream: Any, timeout: float | None) -> AbstractContextManager[object]:
    return timeout.interruptible(stream) if isinstance(timeout, StepTimeout) else nullcontext()


def _shut_down(stream: Any) -> None:
    """End all reads and writes of a network stream, including those of other threads."""
    connected = stream.get_extra_info("socket")
    if isinstance(connected, socket.socket):
        with suppress(OSError):
            # `SSLSocket.shutdown` would change the TLS object that the other thread is using.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
