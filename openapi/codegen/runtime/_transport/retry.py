"""Decide which failed requests are sent again, and after which delay."""

from __future__ import annotations

import random
from typing import TypeAlias

from .._messages import RawResponse
from .deadline import Deadline
from .exchange import Failure

# The provider publishes no list of status codes worth retrying. Its gateways respond with 502, 503
# and 504 now and then, and with 429 to more than 360 requests of one user in a minute.
RETRIED_STATUS_CODES = frozenset({429, 500, 502, 503, 504})

MAX_DELAY = 60.0
"""The longest delay in seconds that a call accepts from a `Retry-After` header."""

_FIRST_BACKOFF = 0.5
_MAX_BACKOFF = 8.0
_IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})

Outcome: TypeAlias = RawResponse | Failure
"""The outcome of one request: a response, or the failure to get a response."""


def retry_delay(
    method: str, outcome: Outcome, retries: int, *, max_retries: int, deadline: Deadline
) -> float | None:
    """Return the delay in seconds before the next attempt; None for no further attempt.

    Without the header `Retry-After`, the delay is a backoff, which grows with each retry.

    Args:
        method: The method of the request.
        outcome: The outcome of the last attempt.
        retries: The number of retries so far.
        max_retries: The number of retries allowed.
        deadline: The moment by which the call must end, and therefore the delay too.
    """
    if retries >= max_retries or not _should_retry(method, outcome):
        return None
    delay = outcome.retry_after if isinstance(outcome, RawResponse) else None
    if delay is None:
        delay = _backoff(retries)
    return delay if delay <= MAX_DELAY and delay < deadline.left() else None


def _should_retry(method: str, outcome: Outcome) -> bool:
    repeatable = method in _IDEMPOTENT_METHODS
    if isinstance(outcome, Failure):
        return not outcome.permanent and (outcome.unsent or repeatable)
    return repeatable and outcome.status_code in RETRIED_STATUS_CODES


def _backoff(retries: int) -> float:
    retries = min(retries, 100)  # a float cannot represent 2**1024
    longest: float = min(_MAX_BACKOFF, _FIRST_BACKOFF * 2**retries)
    # Clients that failed at the same moment must not all return at the same moment.
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - not a secret
