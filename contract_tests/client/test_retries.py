"""Tests of retries: which failures are retried, after which delay, and until which deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import takewhile
from typing import Any

import httpx
import pytest
from bitgo_oes import errors
from hypothesis import example, given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import Form, client_factory, outcomes
from .document import CONTRACT, OPERATION
from .example_counts import times
from .fake_clock import Clock, fake_sleep
from .generated_arguments import required

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)

PASSING = (429, 500, 502, 503, 504)
BROKEN: tuple[type[httpx.TransportError], ...] = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.ReadTimeout),
    *(httpx.WriteError, httpx.RemoteProtocolError, httpx.PoolTimeout),
)
FINAL = (200, 201, 302, 400, 401, 403, 404, 408, 409, 418, 425, 501, 505, 520)

#: A scripted response with a status code and a Retry-After header, or a connection error.
Step = tuple[int, str | None] | type[httpx.TransportError]
each_form = pytest.mark.parametrize("form", Form)


def run(form: Form, script: list[Step], **options: Any) -> tuple[Any, int, Clock]:
    """Call the client with a server that sends scripted responses.

    Return the result of the call, the number of requests, and the fake clock.
    """
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        step = script[len(sent)] if len(sent) < len(script) else (200, None)
        sent.append(request)
        if isinstance(step, tuple):
            status, retry_after = step
            headers = (
                [] if retry_after is None else [(b"Retry-After", retry_after.encode("latin-1"))]
            )
            return httpx.Response(status, headers=headers, json=BODY if status == 200 else {})
        raise step("scripted", request=request)

    with fake_sleep() as clock:
        client = client_factory(respond, **({"deadline": None} | options))
        (outcome,) = outcomes(form, OPERATION, client, [required(OPERATION)])
    return outcome, len(sent), clock


def passes(step: Step) -> bool:
    return step[0] in PASSING if isinstance(step, tuple) else True


steps: st.SearchStrategy[Step] = st.one_of(
    st.sampled_from(PASSING).map(lambda status: (status, None)),
    st.sampled_from(BROKEN),
    st.integers(200, 599).map(lambda status: (status, None)),
)


@each_form
@given(script=st.lists(steps, min_size=1, max_size=6), retries=st.integers(0, 4))
@times(2)
def test_only_retryable_failures_are_retried_up_to_max_retries(
    form: Form, script: list[Step], retries: int
) -> None:
    outcome, sent, clock = run(form, script, max_retries=retries)

    passing = len(list(takewhile(passes, script)))
    expected = min(passing, retries) + 1
    assert sent == expected
    assert len(clock.delays) == expected - 1
    last = script[expected - 1] if expected <= len(script) else (200, None)
    if isinstance(last, tuple):
        assert getattr(outcome, "status_code", 200) == last[0]
    else:
        assert isinstance(outcome, errors.TransportError)
        assert isinstance(outcome, errors.TransportTimeoutError) == issubclass(
            last, httpx.TimeoutException
        )


@each_form
@pytest.mark.parametrize("status", FINAL)
def test_a_response_that_is_not_retryable_is_not_retried(form: Form, status: int) -> None:
    outcome, sent, clock = run(form, [(status, None)] * 9, max_retries=5)

    assert (sent, clock.delays) == (1, [])
    assert getattr(outcome, "status_code", 200) == status


@each_form
@pytest.mark.parametrize("final", [httpx.LocalProtocolError, httpx.UnsupportedProtocol])
def test_a_request_that_cannot_be_sent_is_not_retried(
    form: Form, final: type[httpx.TransportError]
) -> None:
    outcome, sent, clock = run(form, [final] * 9)

    assert isinstance(outcome, errors.TransportError)
    assert (sent, clock.delays) == (1, [])


@each_form
@pytest.mark.parametrize("step", [*((status, None) for status in PASSING), *BROKEN], ids=str)
def test_each_retryable_failure_is_retried(form: Form, step: Step) -> None:
    outcome, sent, _ = run(form, [step])

    assert sent == 2
    assert outcome.to_dict() == BODY


@each_form
def test_two_retries_are_the_default_and_zero_is_allowed(form: Form) -> None:
    always: list[Step] = [(503, None)] * 9

    for options, expected in (({}, 3), ({"max_retries": 0}, 1), ({"max_retries": 5}, 6)):
        _, sent, _ = run(form, always, **options)
        assert sent == expected


@each_form
def test_the_backoff_grows_is_limited_and_is_random(form: Form) -> None:
    calls = [run(form, [(503, None)] * 12, max_retries=10)[2].delays for _ in range(8)]

    for delays in calls:
        for number, pause in enumerate(delays):
            longest = min(8.0, 0.5 * 2**number)
            assert longest / 2 <= pause <= longest
    assert len({delays[0] for delays in calls}) > 1


def test_any_number_of_retries_is_allowed() -> None:
    _, sent, _ = run(Form.SYNC, [(503, None)] * 1_100, max_retries=1_100)

    assert sent == 1_101


@each_form
@given(
    seconds=st.integers(0, 60),
    status=st.sampled_from(PASSING),
    written=st.sampled_from(["{}", "0{}", " {} "]),
)
def test_the_delay_is_the_seconds_of_the_retry_after_header(
    form: Form, seconds: int, status: int, written: str
) -> None:
    outcome, sent, clock = run(form, [(status, written.format(seconds))])

    assert outcome.to_dict() == BODY
    assert sent == 2
    assert clock.delays == [seconds]


@each_form
@given(seconds=st.integers(20, 55))
def test_the_delay_ends_at_the_date_of_the_retry_after_header(form: Form, seconds: int) -> None:
    _, sent, clock = run(form, [(503, http_date(seconds))])

    assert sent == 2
    (pause,) = clock.delays
    assert seconds - 15 < pause <= seconds  # the date has whole seconds, and time has passed


def http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@each_form
def test_a_past_date_in_the_retry_after_header_means_no_delay(form: Form) -> None:
    past = (http_date(-3600), "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37")

    _, sent, clock = run(form, [(429, each) for each in past], max_retries=3)

    assert sent == 4
    assert clock.delays == [0, 0, 0]


@each_form
@pytest.mark.parametrize(
    "nonsense",
    ["soon", "-5", "1.5", "", "\u00b2", "Sun, 99 Nov 1994", "9 9", "Fri, 32 Jan 2026 00:00:00 GMT"],
)
def test_a_malformed_retry_after_header_is_ignored(form: Form, nonsense: str) -> None:
    error, sent, clock = run(form, [(429, nonsense)] * 3)

    assert sent == 3
    assert all(0 < pause < 10 for pause in clock.delays)
    assert error.retry_after is None


@each_form
@pytest.mark.parametrize("requested", [61, 3600, 10**9], ids=str)
@pytest.mark.parametrize("serialize", [str, http_date], ids=["seconds", "date"])
def test_a_retry_after_header_of_more_than_a_minute_means_no_retry(
    form: Form, requested: int, serialize: Callable[[int], str]
) -> None:
    error, sent, clock = run(form, [(429, serialize(requested))])

    assert isinstance(error, errors.RateLimitError)
    assert (sent, clock.delays) == (1, [])
    assert error.retry_after is not None
    assert requested - 15 < error.retry_after <= requested


@each_form
def test_a_retry_after_header_beyond_the_range_of_floats_means_no_retry(form: Form) -> None:
    error, sent, _ = run(form, [(429, "9" * 400)])

    assert sent == 1
    assert error.retry_after is None


@given(
    header=st.one_of(
        st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"])),
        st.floats().map(str),
        st.integers().map(str),
        st.from_regex(
            r"[A-Z][a-z]{2}, [0-9]{1,3} (Jan|Dec|Xyz) [0-9]{1,6} [0-9:]{8}( [-+]?[0-9A-Z]{1,5})?",
            fullmatch=True,
        ),
    )
)
@example("inf")
@example("1e400")
@example("9" * 5000)
@example("Fri, 31 Dec 9999 23:59:59 -2359")
@times(5)
def test_the_retry_after_of_an_error_is_a_finite_delay_or_none(header: str) -> None:
    error, _, _ = run(Form.SYNC, [(429, header)], max_retries=0)

    assert isinstance(error, errors.RateLimitError)
    assert error.retry_after is None or 0 <= error.retry_after < float("inf")


@each_form
def test_a_retry_after_header_beyond_the_deadline_means_no_retry(form: Form) -> None:
    error, sent, clock = run(form, [(503, "30")], deadline=20.0)

    assert isinstance(error, errors.InternalServerError)
    assert (sent, clock.delays) == (1, [])
    assert error.retry_after == 30


@each_form
@given(deadline=st.floats(0.5, 40), retries=st.integers(1, 10))
def test_the_delays_of_a_call_end_before_its_deadline(
    form: Form, deadline: float, retries: int
) -> None:
    script: list[Step] = [(503, None)] * 12

    _, sent, clock = run(form, script, deadline=deadline, max_retries=retries)

    assert sum(clock.delays) < deadline
    assert sent == len(clock.delays) + 1
