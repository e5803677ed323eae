"""A deadline that holds for all of a call, also against a server that sends byte after byte.

httpx has timeouts for each step, and for each read among them: a server that sends a byte before
each runs out is never too slow. So the connections of our own clients are told, with each step's
timeout, when the call ends, and let no step take longer. Where httpx keeps those connections is
not public. If a version keeps them elsewhere, a call is late by one step's timeout at most, for
what is read of a body; a test holds that the versions we allow do not.
"""

from __future__ import annotations

import math
import time
from typing import Any

import httpx


class Deadline:
    """A moment by which a call ends.

    Args:
        seconds: How long from now; None for never.
    """

    __slots__ = ("_at",)

    def __init__(self, seconds: float | None) -> None:
        self._at = math.inf if seconds is None else time.monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds are left; infinitely many if there is no end."""
        return self._at - time.monotonic()

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return self.left() <= 0

    def timeouts(self, timeout: float) -> dict[str, float]:
        """Return the timeout of each step, as httpx hands them to its connections."""
        limit = StepTimeout(timeout, self)
        return {"connect": limit, "read": limit, "write": limit, "pool": limit}


class DeadlinePassed(Exception):
    """The call has no time left for another step."""


class StepTimeout(float):
    """A number of seconds, which knows when the whole call ends."""

    __slots__ = ("_deadline",)
    _deadline: Deadline

    def __new__(cls, timeout: float, deadline: Deadline) -> StepTimeout:
        """Take the timeout of a step, or what is left if that is less."""
        self = super().__new__(cls, max(0.001, min(timeout, deadline.left())))
        self._deadline = deadline
        return self

    def now(self) -> float:
        """Return how long the next step may take. Raises `DeadlinePassed`."""
        left = self._deadline.left()
        if left <= 0:
            raise DeadlinePassed
        return min(float(self), left)


def hold(client: httpx.Client) -> None:
    """Let a client's connections, whether direct or by a proxy, keep to deadlines."""
    mounts: dict[Any, Any] = getattr(client, "_mounts", {})
    for transport in (getattr(client, "_transport", None), *mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend"):
            pool._network_backend = _Backend(pool._network_backend)


class _Backend:
    """Opens connections that keep to deadlines."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **how: Any) -> Any:
        return _Stream(self._backend.connect_tcp(host, port, timeout=_now(timeout), **how))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **how: Any) -> Any:
        return _Stream(self._backend.connect_unix_socket(path, timeout=_now(timeout), **how))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream:
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received: bytes = self._stream.read(max_bytes, timeout=_now(timeout))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=_now(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _now(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _now(timeout: float | None) -> float | None:
    return timeout.now() if isinstance(timeout, StepTimeout) else timeout
