"""Tests of retries that depend on the HTTP method of an operation."""

from __future__ import annotations

import httpx
import pytest

from openapi.codegen.runtime._errors import TransportError
from openapi.codegen.runtime._messages import RawResponse
from openapi.codegen.runtime._transport.deadline import Deadline
from openapi.codegen.runtime._transport.exchange import Failure
from openapi.codegen.runtime._transport.retry import Outcome, retry_delay

BROKEN = Failure(TransportError("the connection broke"))


def retries(outcome: Outcome, method: str) -> int:
    """Return how often the client sends a request again if every attempt ends in the same way."""
    deadline = Deadline(None)
    for number in range(3):
        if retry_delay(method, outcome, number, max_retries=2, deadline=deadline) is None:
            return number
    raise AssertionError("more retries than allowed")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"])
def test_only_an_idempotent_request_that_may_have_reached_the_server_is_retried(
    method: str,
) -> None:
    expected = 0 if method in {"POST", "PATCH"} else 2

    assert retries(BROKEN, method) == expected
    assert retries(RawResponse(503, httpx.Headers(), b""), method) == expected
    assert retries(BROKEN._replace(unsent=True), method) == 2
