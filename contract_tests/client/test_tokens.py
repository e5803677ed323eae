"""Tests of access tokens: which token is sent to which host, and which token is invalid."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import httpx
import pytest
from bitgo_oes import Client, errors

from . import generated_bodies
from .calls import BASE_URL, Form, call, client_factory, outcomes
from .document import CONTRACT, OPERATION
from .fake_clock import fake_sleep
from .generated_arguments import MaskedText, required
from .token_echo import TOKEN, Echo, assert_not_shown

each_form = pytest.mark.parametrize("form", Form)

ILLEGAL = (
    "",
    " secret",
    "secret\n",
    "a b-secret",
    "secret\r\nX-Other: 1",
    "secret\x00",
    "s\u00e9cret",
    "secret\u2028",
    "s" * 99_999,
)


@pytest.mark.parametrize("token", ILLEGAL, ids=range(len(ILLEGAL)))
def test_an_invalid_token_is_an_error_that_does_not_show_the_token(token: str) -> None:
    with pytest.raises(errors.InvalidArgumentError) as refusal:
        Client(token)

    shown = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert not token or token not in shown
    assert str(refusal.value).isprintable()


@each_form
@pytest.mark.parametrize("token", [*ILLEGAL, None, 5, b"secret"], ids=repr)
def test_a_function_that_returns_an_invalid_token_is_an_error_and_no_request_is_sent(
    form: Form, token: Any
) -> None:
    echo = Echo()

    (error,) = outcomes(
        form, OPERATION, client_factory(echo, token=lambda: token), [required(OPERATION)]
    )

    assert isinstance(error, errors.InvalidArgumentError)
    assert echo.headers == []
    assert not (isinstance(token, str) and token and token in str(error))


@each_form
@pytest.mark.parametrize("token", [MaskedText(TOKEN), lambda: MaskedText(TOKEN)])
def test_a_token_whose_text_is_masked_is_sent_and_redacted(form: Form, token: Any) -> None:
    echo = Echo(403)

    (error,) = outcomes(form, OPERATION, client_factory(echo, token=token), [required(OPERATION)])

    assert echo.headers[0]["authorization"] == f"Bearer {TOKEN}"
    for shown in (error, error.body, error.headers):
        assert_not_shown(shown)


@each_form
def test_the_token_function_is_called_for_each_request_and_again_after_a_401(form: Form) -> None:
    returned: list[str] = []

    def token() -> str:
        returned.append(f"{TOKEN}-{len(returned)}")
        return returned[-1]

    options: dict[str, Any]
    for status, options, expected_calls in (
        (401, {}, 2),
        (401, {"max_retries": 0}, 2),
        (403, {}, 1),
        (503, {}, 3),
    ):
        returned.clear()
        echo = Echo(status)
        with fake_sleep() as clock:
            outcomes(
                form, OPERATION, client_factory(echo, token=token, **options), [required(OPERATION)]
            )
        assert len(returned) == expected_calls
        assert [each["authorization"] for each in echo.headers] == [f"Bearer {t}" for t in returned]
        assert len(clock.delays) == (2 if status == 503 else 0)


@each_form
def test_a_401_with_a_fixed_token_is_not_repeated(form: Form) -> None:
    echo = Echo(401)

    (error,) = outcomes(form, OPERATION, client_factory(echo, token=TOKEN), [required(OPERATION)])

    assert isinstance(error, errors.AuthenticationError)
    assert len(echo.headers) == 1


def test_an_asynchronous_token_function_needs_an_asynchronous_call() -> None:
    async def token() -> str:
        return TOKEN

    response = httpx.Response(200, json=generated_bodies.example(CONTRACT, OPERATION, 200))
    client = client_factory(lambda _: response, token=token)

    assert call(Form.ASYNC, OPERATION, client, required(OPERATION)).client_id
    with pytest.raises(errors.InvalidArgumentError, match="await"):
        call(Form.SYNC, OPERATION, client, required(OPERATION))


def test_the_deadline_of_a_call_ends_an_asynchronous_token_function() -> None:
    echo = Echo()

    async def token() -> str:
        await asyncio.sleep(600)
        return TOKEN

    client = client_factory(echo, token=token, deadline=0.1)
    (error,) = outcomes(Form.ASYNC, OPERATION, client, [required(OPERATION)])

    assert type(error) is errors.TransportTimeoutError
    assert "deadline" in str(error)
    assert echo.headers == []


@each_form
def test_an_exception_of_the_token_function_is_not_wrapped(form: Form) -> None:
    def token() -> str:
        raise LookupError("the vault is shut")

    with pytest.raises(LookupError, match="the vault is shut"):
        outcomes(form, OPERATION, client_factory(Echo(), token=token), [required(OPERATION)])


@pytest.mark.parametrize(
    "host", ["api.test", "10.0.0.1", "localhost.evil.test", "127.0.0.1.nip.test"]
)
def test_the_token_is_sent_over_plain_http_only_if_allowed(host: str) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="http"):
        Client(TOKEN, base_url=f"http://{host}/")
    assert Client(TOKEN, base_url=f"http://{host}/", allow_http=True).base_url == f"http://{host}"
    with pytest.raises(errors.InvalidArgumentError):
        Client(TOKEN, base_url=BASE_URL).with_options(base_url=f"http://{host}/")


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:8080", "127.8.9.1"])
def test_plain_http_to_localhost_is_allowed(host: str) -> None:
    assert Client(TOKEN, base_url=f"http://{host}").base_url.startswith("http://")
