"""What is sent again, after how long, and when a call gives up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.runtime._errors import TransportError
from openapi.codegen.runtime._transport.deadline import Deadline
from openapi.codegen.runtime._transport.exchange import Answer, Failure
from openapi.codegen.runtime._transport.retry import (
    LONGEST_WAIT,
    PASSING,
    Attempts,
    Outcome,
    retry_after,
)

BROKEN = Failure(TransportError("broken off"))


def answered(status: int, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, httpx.Headers(headers), b"")


def steps(
    outcomes: Iterable[Outcome],
    method: str = "GET",
    max_retries: int = 2,
    deadline: float | None = 1000,
    renewable_token: bool = False,
) -> Iterator[str | float]:
    """Yield what is done: "send", or a pause. What is sent meets the outcomes in their order."""
    attempts = Attempts(
        method,
        max_retries=max_retries,
        deadline=Deadline(deadline),
        renewable_token=renewable_token,
    )
    left = iter(outcomes)
    for pause in attempts:
        if pause is None:
            attempts.outcome = next(left)
            yield "send"
        else:
            yield pause


def sent(outcomes: Iterable[Outcome], **options: object) -> int:
    return sum(step == "send" for step in steps(outcomes, **options))  # type: ignore[arg-type]


@given(st.integers(100, 599), st.integers(0, 4))
def test_a_status_is_retried_as_often_as_allowed_if_it_may_pass(status: int, allowed: int) -> None:
    expected = 1 + allowed if status in PASSING else 1

    assert sent([answered(status)] * 9, max_retries=allowed) == expected


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"])
def test_what_may_change_something_twice_is_sent_once(method: str) -> None:
    repeated = 1 if method in {"POST", "PATCH"} else 3

    assert sent([BROKEN] * 9, method=method) == repeated
    assert sent([answered(503)] * 9, method=method) == repeated
    assert sent([BROKEN._replace(unsent=True)] * 9, method=method) == 3


def test_what_would_fail_again_is_sent_once() -> None:
    assert sent([BROKEN._replace(final=True)] * 9) == 1


def test_a_success_after_a_failure_ends_the_call() -> None:
    assert sent([BROKEN, answered(200), answered(200)]) == 2


@given(st.integers(1, 12))
def test_pauses_grow_and_are_bounded_and_never_equal_for_all(retries: int) -> None:
    pauses = [step for step in steps([BROKEN] * 20, max_retries=retries) if step != "send"]

    assert len(pauses) == retries
    for number, pause in enumerate(pauses):
        longest = min(8.0, 0.5 * 2**number)
        assert longest / 2 <= float(pause) <= longest


@given(st.integers(0, 100))
def test_the_pause_is_the_one_that_the_server_asks_for(seconds: int) -> None:
    limited = answered(429, {"Retry-After": str(seconds)})

    found = list(steps([limited, answered(200)]))

    expected = ["send", float(seconds), "send"] if seconds <= LONGEST_WAIT else ["send"]
    assert found == expected


def test_a_pause_beyond_the_deadline_is_not_begun() -> None:
    limited = answered(503, {"Retry-After": "7"})

    assert list(steps([limited] * 9, deadline=5)) == ["send"]
    assert list(steps([BROKEN] * 9, deadline=0.01)) == ["send"]
    assert sent([limited] * 9, deadline=None) == 3


def test_a_401_is_asked_once_more_with_a_token_that_may_have_changed() -> None:
    refused = [answered(401)] * 9

    assert sent(refused) == 1
    assert sent(refused, renewable_token=True, max_retries=0) == 2
    assert sent([answered(503), *refused], renewable_token=True) == 3


@given(st.timedeltas(timedelta(seconds=2), timedelta(days=3650)))
def test_a_date_means_the_time_until_then(ahead: timedelta) -> None:
    when = datetime.now(UTC) + ahead

    found = retry_after(format_datetime(when, usegmt=True))

    assert found is not None
    assert ahead.total_seconds() - 2 <= found <= ahead.total_seconds()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 32 Jan 2026 00:00:00 GMT", None),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("9" * 400, float("inf")),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00", 0.0),
    ],
)
def test_what_says_nothing_is_no_wait(value: str | None, expected: float | None) -> None:
    assert retry_after(value) == expected
