"""Whether a request is sent again depends on the method that its document gives it."""

from __future__ import annotations

import httpx
import pytest

from openapi.codegen.runtime._deadline import Deadline
from openapi.codegen.runtime._exchange import Answer, Failure
from openapi.codegen.runtime._retry import Attempts, Outcome
from openapi.codegen.runtime.errors import TransportError

BROKEN = Failure(TransportError("broken off"))


def sent(outcome: Outcome, method: str) -> int:
    """Return how often a request is sent that always has the same outcome."""
    attempts = Attempts(method, max_retries=2, deadline=Deadline(None), renewable_token=False)
    requests = 0
    for pause in attempts:
        if pause is None:
            attempts.outcome = outcome
            requests += 1
    return requests


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"])
def test_a_request_that_may_change_something_twice_is_sent_once(method: str) -> None:
    expected = 1 if method in {"POST", "PATCH"} else 3

    assert sent(BROKEN, method) == expected
    assert sent(Answer(503, httpx.Headers(), b""), method) == expected
    assert sent(BROKEN._replace(unsent=True), method) == 3
