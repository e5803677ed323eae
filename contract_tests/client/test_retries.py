"""What passes by itself is tried again, after a pause, and within the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import takewhile
from typing import Any

import httpx
import pytest
from bitgo_oes import errors
from hypothesis import given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import Form, asking, outcomes
from .document import CONTRACT, OPERATION
from .example_counts import times
from .fake_clock import Clock, skipping_pauses
from .generated_arguments import required

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)

PASSING = (429, 500, 502, 503, 504)
BROKEN: tuple[type[httpx.TransportError], ...] = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.ReadTimeout),
    *(httpx.WriteError, httpx.RemoteProtocolError, httpx.PoolTimeout),
)
FINAL = (200, 201, 302, 400, 401, 403, 404, 408, 409, 418, 425, 501, 505, 520)

#: What a server does: a status, with or without Retry-After, or the connection breaks.
Step = tuple[int, str | None] | type[httpx.TransportError]
each_form = pytest.mark.parametrize("form", Form)


def run(form: Form, script: list[Step], **options: Any) -> tuple[Any, int, Clock]:
    """Call against a script; return the outcome, how many requests it took, and the pauses."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        step = script[len(sent)] if len(sent) < len(script) else (200, None)
        sent.append(request)
        if isinstance(step, tuple):
            status, retry_after = step
            headers = (
                [] if retry_after is None else [(b"Retry-After", retry_after.encode("latin-1"))]
            )
            return httpx.Response(status, headers=headers, json=BODY if status == 200 else {})
        raise step("scripted", request=request)

    with skipping_pauses() as clock:
        client = asking(answer, **({"deadline": None} | options))
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
def test_only_what_may_pass_is_tried_again_and_as_often_as_was_said(
    form: Form, script: list[Step], retries: int
) -> None:
    outcome, sent, clock = run(form, script, max_retries=retries)

    passing = len(list(takewhile(passes, script)))
    expected = min(passing, retries) + 1
    assert sent == expected
    assert len(clock.pauses) == expected - 1
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
def test_what_would_be_answered_alike_again_is_sent_once(form: Form, status: int) -> None:
    outcome, sent, clock = run(form, [(status, None)] * 9, max_retries=5)

    assert (sent, clock.pauses) == (1, [])
    assert getattr(outcome, "status_code", 200) == status


@each_form
@pytest.mark.parametrize("final", [httpx.LocalProtocolError, httpx.UnsupportedProtocol])
def test_a_request_that_cannot_be_sent_is_not_tried_again(
    form: Form, final: type[httpx.TransportError]
) -> None:
    outcome, sent, clock = run(form, [final] * 9)

    assert isinstance(outcome, errors.TransportError)
    assert (sent, clock.pauses) == (1, [])


@each_form
@pytest.mark.parametrize("step", [*((status, None) for status in PASSING), *BROKEN], ids=str)
def test_what_may_pass_is_sent_again(form: Form, step: Step) -> None:
    outcome, sent, _ = run(form, [step])

    assert sent == 2
    assert outcome.to_dict() == BODY


@each_form
def test_two_retries_are_the_default_and_none_can_be_asked_for(form: Form) -> None:
    always: list[Step] = [(503, None)] * 9

    for options, expected in (({}, 3), ({"max_retries": 0}, 1), ({"max_retries": 5}, 6)):
        _, sent, _ = run(form, always, **options)
        assert sent == expected


@each_form
def test_pauses_grow_are_bounded_and_differ_from_call_to_call(form: Form) -> None:
    calls = [run(form, [(503, None)] * 12, max_retries=10)[2].pauses for _ in range(8)]

    for pauses in calls:
        for number, pause in enumerate(pauses):
            longest = min(8.0, 0.5 * 2**number)
            assert longest / 2 <= pause <= longest
    assert len({pauses[0] for pauses in calls}) > 1


@each_form
@given(
    seconds=st.integers(0, 60),
    status=st.sampled_from(PASSING),
    written=st.sampled_from(["{}", "0{}", " {} "]),
)
def test_retry_after_in_seconds_is_waited_for(
    form: Form, seconds: int, status: int, written: str
) -> None:
    outcome, sent, clock = run(form, [(status, written.format(seconds))])

    assert outcome.to_dict() == BODY
    assert sent == 2
    assert clock.pauses == [seconds]


@each_form
@given(seconds=st.integers(20, 55))
def test_retry_after_as_a_date_is_waited_for(form: Form, seconds: int) -> None:
    _, sent, clock = run(form, [(503, in_time(seconds))])

    assert sent == 2
    (pause,) = clock.pauses
    assert seconds - 15 < pause <= seconds  # it is in whole seconds, and some have passed


def in_time(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@each_form
def test_a_date_that_is_past_asks_for_no_pause(form: Form) -> None:
    past = (in_time(-3600), "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37")

    _, sent, clock = run(form, [(429, each) for each in past], max_retries=3)

    assert sent == 4
    assert clock.pauses == [0, 0, 0]


@each_form
@pytest.mark.parametrize(
    "nonsense",
    ["soon", "-5", "1.5", "", "\u00b2", "Sun, 99 Nov 1994", "9 9", "Fri, 32 Jan 2026 00:00:00 GMT"],
)
def test_retry_after_that_says_nothing_is_as_if_it_were_not_there(
    form: Form, nonsense: str
) -> None:
    error, sent, clock = run(form, [(429, nonsense)] * 3)

    assert sent == 3
    assert all(0 < pause < 10 for pause in clock.pauses)
    assert error.retry_after is None


@each_form
@pytest.mark.parametrize("asked", [61, 3600, 10**9], ids=str)
@pytest.mark.parametrize("write", [str, in_time], ids=["seconds", "date"])
def test_who_asks_for_more_than_a_minute_gets_no_second_request(
    form: Form, asked: int, write: Callable[[int], str]
) -> None:
    error, sent, clock = run(form, [(429, write(asked))])

    assert isinstance(error, errors.RateLimitError)
    assert (sent, clock.pauses) == (1, [])
    assert error.retry_after is not None
    assert asked - 15 < error.retry_after <= asked


@each_form
def test_more_seconds_than_a_float_can_hold_are_more_than_a_minute(form: Form) -> None:
    error, sent, _ = run(form, [(429, "9" * 400)])

    assert sent == 1
    assert error.retry_after == float("inf")


@each_form
def test_who_asks_for_more_than_the_deadline_leaves_gets_no_second_request(form: Form) -> None:
    error, sent, clock = run(form, [(503, "30")], deadline=20.0)

    assert isinstance(error, errors.InternalServerError)
    assert (sent, clock.pauses) == (1, [])
    assert error.retry_after == 30


@each_form
@given(deadline=st.floats(0.5, 40), retries=st.integers(1, 10))
def test_the_pauses_of_a_call_end_before_its_deadline(
    form: Form, deadline: float, retries: int
) -> None:
    script: list[Step] = [(503, None)] * 12

    _, sent, clock = run(form, script, deadline=deadline, max_retries=retries)

    assert sum(clock.pauses) < deadline
    assert sent == len(clock.pauses) + 1
