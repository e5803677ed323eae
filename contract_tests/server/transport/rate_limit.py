"""Rate limits: the pace of a run's requests, and how long to wait after a 429 response."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ...target_file import Rate

#: The largest number of attempts to send a request that gets 429 responses, and the longest wait
#: between two attempts.
MAX_ATTEMPTS = 6
MAX_WAIT_SECONDS = 120.0

#: How often the limiter looks for the response to a request that is under way.
_POLL_SECONDS = 0.01


class RateLimiter:
    """A rate limiter that enforces the rate in every period of time, not only on average.

    Threads may use one limiter at the same time.
    """

    def __init__(
        self,
        rate: Rate | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._responses: deque[float] = deque()
        self._slots = threading.Semaphore(rate.requests if rate else 0)
        self._start = threading.Lock()

    @contextmanager
    def one_request(self) -> Iterator[None]:
        """Return a context manager that waits until the rate allows one more request.

        The ``with`` block sends the request.
        """
        if self._rate is None:
            yield
            return
        # A slot belongs to a running request, and then to its response for the period of the rate.
        with self._start:
            self._wait_for_slot(self._rate)
        try:
            yield
        finally:
            # The server has received the request before the response. Counting from the time of the
            # response keeps the rate at the server below the limit, at any latency.
            self._responses.append(self._clock())

    def _wait_for_slot(self, rate: Rate) -> None:
        if self._slots.acquire(blocking=False):
            return
        while not self._responses:  # only requests that are under way
            self._sleep(_POLL_SECONDS)
        pause = self._responses.popleft() + rate.seconds - self._clock()
        if pause > 0:
            self._sleep(pause)


def seconds_to_wait(headers: Mapping[str, str], attempt: int) -> float:
    """Return the number of seconds to wait before a request is repeated after a 429 response.

    The ``Retry-After`` header determines the wait. Without a valid header, the wait doubles with
    each attempt. The wait is at most ``MAX_WAIT_SECONDS``.

    Args:
        headers: The headers of the 429 response, with names in lower case.
        attempt: The number of earlier 429 responses to the request.
    """
    return min(_retry_after(headers.get("retry-after", "").strip(), 2.0**attempt), MAX_WAIT_SECONDS)


def _retry_after(value: str, default: float) -> float:
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return default
    if when.tzinfo is None:  # "-0000", which means UTC
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
