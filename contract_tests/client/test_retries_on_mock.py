"""Tests of retries for each failure that scripts of the mock server can cause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from bitgo_oes import errors

from ..fixtures.running_mock import RunningMock
from ..mock_server.failures.kinds import FAILURES
from .calls import Form, paginate
from .document import OPERATION
from .fake_clock import fake_sleep
from .mock_calls import BROKEN_CONNECTIONS, call_mock, client_of

each_form = pytest.mark.parametrize("form", Form)

Step = Mapping[str, Any]

RETRIED: dict[str, tuple[Step, type[errors.BitgoOesError]]] = {
    **{name: ({"failure": name}, errors.TransportError) for name in BROKEN_CONNECTIONS},
    "429": ({"status": 429, "retry_after": 0}, errors.RateLimitError),
    "500": ({"status": 500}, errors.InternalServerError),
    "502": ({"status": 502}, errors.InternalServerError),
    "503": ({"status": 503}, errors.InternalServerError),
    "504": ({"status": 504}, errors.InternalServerError),
    "HTML of a proxy": ({"failure": "html"}, errors.InternalServerError),
    "a delay beyond the timeout": ({"delay": 600}, errors.TransportTimeoutError),
}
FINAL: dict[str, tuple[Step, type[errors.BitgoOesError]]] = {
    "400": ({"status": 400}, errors.InvalidRequestError),
    "401": ({"status": 401}, errors.AuthenticationError),
    "403": ({"status": 403}, errors.PermissionDeniedError),
    "404": ({"status": 404}, errors.NotFoundError),
    "408": ({"status": 408}, errors.UnexpectedStatusError),
    "501": ({"status": 501}, errors.InternalServerError),
    "expired-token": ({"failure": "expired-token"}, errors.AuthenticationError),
    "redirect": ({"failure": "redirect"}, errors.UnexpectedStatusError),
    "broken-json": ({"failure": "broken-json"}, errors.DecodeError),
    "length-too-short": ({"failure": "length-too-short"}, errors.DecodeError),
    "HTML with 200": ({"failure": "html", "status": 200}, errors.DecodeError),
    "an empty body": ({"status": 200, "body": ""}, errors.DecodeError),
    "a long Retry-After": ({"status": 429, "retry_after": 61}, errors.RateLimitError),
}
SLOW: Step = {"failure": "slow-body", "seconds": 0.1}


def test_every_failure_of_scripts_is_tested() -> None:
    steps = [*(step for step, _ in [*RETRIED.values(), *FINAL.values()]), SLOW]

    assert {step["failure"] for step in steps if "failure" in step} == FAILURES.keys()


@each_form
@pytest.mark.parametrize(("step", "error"), RETRIED.values(), ids=list(RETRIED))
def test_a_failure_is_retried_until_the_last_attempt(
    form: Form, step: Step, error: type[errors.BitgoOesError], mock: RunningMock
) -> None:
    options: dict[str, Any] = {"timeout": 0.5} if "delay" in step else {}
    mock.script({**step, "times": 4})

    with fake_sleep():
        refused = call_mock(form, mock, max_retries=1, **options)
        accepted = call_mock(form, mock, max_retries=2, **options)

    assert type(refused) is error
    assert accepted.network_balances
    assert len(mock.requests) == 5


@each_form
@pytest.mark.parametrize(("step", "error"), FINAL.values(), ids=list(FINAL))
def test_a_failure_that_a_retry_does_not_mend_is_not_retried(
    form: Form, step: Step, error: type[errors.BitgoOesError], mock: RunningMock
) -> None:
    mock.script(step)

    with fake_sleep() as clock:
        outcome = call_mock(form, mock, max_retries=5)

    assert type(outcome) is error
    assert (len(mock.requests), clock.delays) == (1, [])


@each_form
def test_a_slow_response_is_not_a_failure(form: Form, mock: RunningMock) -> None:
    mock.script(SLOW)

    assert call_mock(form, mock).network_balances
    assert len(mock.requests) == 1


@each_form
def test_a_slow_body_ends_at_the_deadline(form: Form, mock: RunningMock) -> None:
    mock.script({"failure": "slow-body", "seconds": 600})

    error = call_mock(form, mock, deadline=0.5)

    assert isinstance(error, errors.TransportTimeoutError)
    assert "deadline" in str(error)
    assert len(mock.requests) <= 1


@each_form
def test_two_rate_limits_are_followed_by_a_success_after_the_given_delays(
    form: Form, mock: RunningMock
) -> None:
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    mock.script({"status": 429, "retry_after": 3, "times": 2}, {"status": 429, "retry_after": past})

    with fake_sleep() as clock:
        outcome = call_mock(form, mock, max_retries=3)

    assert outcome.network_balances
    assert clock.delays == [3, 3, 0]
    assert [request.status for request in mock.requests] == [429, 429, 429, 200]


@each_form
def test_a_failure_of_the_second_page_only_is_retried(form: Form, mock: RunningMock) -> None:
    mock.script({"status": 503, "page": 1})

    with fake_sleep():
        arguments = {"enterprise_id": mock.enterprise_id, "page_size": 20}
        records, error = paginate(form, OPERATION, client_of(mock), arguments)

    assert error is None
    expected = mock.world.enterprises[mock.enterprise_id].connections
    assert [key for key, _ in records] == [str(one.id) for one in expected]
    assert [request.status for request in mock.requests] == [200, 503, 200, 200, 200]


@each_form
def test_an_expired_token_is_renewed_once(form: Form, mock: RunningMock) -> None:
    renewed: list[str] = []

    def token() -> str:
        renewed.append(mock.token)
        return mock.token

    mock.script({"failure": "expired-token"})
    accepted = call_mock(form, mock, token=token)
    mock.script({"failure": "expired-token", "times": 2})
    refused = call_mock(form, mock, token=token)

    assert accepted.network_balances
    assert isinstance(refused, errors.AuthenticationError)
    assert len(renewed) == len(mock.requests) == 4
