"""When a request is sent again, and after how long.

RFC 9110, section 10.2.3, says what Retry-After means; which statuses pass by themselves is what
the gateways in front of the service are known to answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from .deadline import Deadline
from .exchange import Answer, Failure

PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that another attempt may not meet."""

LONGEST_WAIT = 60.0
"""How many seconds a call waits at most, whatever a server asks for."""

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})

Outcome: TypeAlias = Answer | Failure


class Attempts:
    """Says what to do next: None to send the request, a number to wait so many seconds.

    Args:
        method: What changes nothing, however often it is sent, may be sent again.
        max_retries: How many requests may follow the first.
        deadline: When the whole call ends.
        renewable_token: Whether a 401 may have come of a token that has expired meanwhile. The
            request is then sent once more, which is no retry.

    Attributes:
        outcome: What came of the last request, to be set after each.
    """

    __slots__ = ("_deadline", "_max_retries", "_method", "_renewable_token", "outcome")

    def __init__(
        self, method: str, *, max_retries: int, deadline: Deadline, renewable_token: bool
    ) -> None:
        self._method = method
        self._max_retries = max_retries
        self._deadline = deadline
        self._renewable_token = renewable_token
        self.outcome: Outcome | None = None

    def __iter__(self) -> Iterator[float | None]:
        retries = 0
        while True:
            yield None
            if self._renewable_token and _status(self.outcome) == 401:
                self._renewable_token = False
                continue
            pause = self._pause(retries) if retries < self._max_retries else None
            if pause is None:
                return
            retries += 1
            yield pause

    def answer(self) -> Answer:
        """Return what came of the last request.

        Raises:
            TransportError: If that is no answer.
        """
        if isinstance(self.outcome, Failure):
            raise self.outcome.error
        assert self.outcome is not None  # noqa: S101 - for the type checker
        return self.outcome

    def _pause(self, retries: int) -> float | None:
        """Return how long to wait before the next attempt; None if there is none."""
        if isinstance(self.outcome, Failure):
            if self.outcome.final or not (self.outcome.unsent or self._method in _IDEMPOTENT):
                return None
            asked = None
        else:
            if _status(self.outcome) not in PASSING or self._method not in _IDEMPOTENT:
                return None
            asked = retry_after(self.answer().headers.get("retry-after"))
        if asked is None:
            # Callers that failed together come back apart.
            longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**retries)
            asked = longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
        return asked if asked <= LONGEST_WAIT and asked < self._deadline.left() else None


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, in either of its forms.

    None if there is none, or it says nothing that can be understood.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _status(outcome: Outcome | None) -> int | None:
    return outcome.status_code if isinstance(outcome, Answer) else None
