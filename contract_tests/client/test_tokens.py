"""Which token is sent, where to, and which is refused."""

from __future__ import annotations

import traceback
from typing import Any

import httpx
import pytest
from bitgo_oes import Client, errors

from . import generated_bodies
from .calls import BASE_URL, Form, asking, call, outcomes
from .document import CONTRACT, OPERATION
from .fake_clock import skipping_pauses
from .generated_arguments import required
from .token_echo import TOKEN, Echo

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
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(errors.InvalidArgumentError) as refusal:
        Client(token)

    shown = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert not token or token not in shown
    assert str(refusal.value).isprintable()


@each_form
@pytest.mark.parametrize("token", [*ILLEGAL, None, 5, b"secret"], ids=repr)
def test_a_callable_that_gives_no_good_token_is_refused_and_nothing_is_sent(
    form: Form, token: Any
) -> None:
    echo = Echo()

    (error,) = outcomes(form, OPERATION, asking(echo, token=lambda: token), [required(OPERATION)])

    assert isinstance(error, errors.InvalidArgumentError)
    assert echo.headers == []
    assert not (isinstance(token, str) and token and token in str(error))


@each_form
def test_a_token_is_asked_for_each_request_and_once_more_after_a_401(form: Form) -> None:
    given_out: list[str] = []

    def token() -> str:
        given_out.append(f"{TOKEN}-{len(given_out)}")
        return given_out[-1]

    options: dict[str, Any]
    for status, options, times_asked in (
        (401, {}, 2),
        (401, {"max_retries": 0}, 2),
        (403, {}, 1),
        (503, {}, 3),
    ):
        given_out.clear()
        echo = Echo(status)
        with skipping_pauses() as clock:
            outcomes(form, OPERATION, asking(echo, token=token, **options), [required(OPERATION)])
        assert len(given_out) == times_asked
        assert [each["authorization"] for each in echo.headers] == [
            f"Bearer {t}" for t in given_out
        ]
        assert len(clock.pauses) == (2 if status == 503 else 0)


@each_form
def test_a_401_for_a_token_that_cannot_change_is_final(form: Form) -> None:
    echo = Echo(401)

    (error,) = outcomes(form, OPERATION, asking(echo, token=TOKEN), [required(OPERATION)])

    assert isinstance(error, errors.AuthenticationError)
    assert len(echo.headers) == 1


def test_a_token_may_be_awaited_where_the_call_is() -> None:
    async def token() -> str:
        return TOKEN

    answer = httpx.Response(200, json=generated_bodies.example(CONTRACT, OPERATION, 200))
    client = asking(lambda _: answer, token=token)

    assert call(Form.ASYNC, OPERATION, client, required(OPERATION)).client_id
    with pytest.raises(errors.InvalidArgumentError, match="await"):
        call(Form.SYNC, OPERATION, client, required(OPERATION))


@each_form
def test_what_a_token_callable_raises_passes_through(form: Form) -> None:
    def token() -> str:
        raise LookupError("the vault is shut")

    with pytest.raises(LookupError, match="the vault is shut"):
        outcomes(form, OPERATION, asking(Echo(), token=token), [required(OPERATION)])


@pytest.mark.parametrize(
    "host", ["api.test", "10.0.0.1", "localhost.evil.test", "127.0.0.1.nip.test"]
)
def test_the_token_goes_over_plain_http_only_where_that_is_allowed(host: str) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="http"):
        Client(TOKEN, base_url=f"http://{host}/")
    assert Client(TOKEN, base_url=f"http://{host}/", allow_http=True).base_url == f"http://{host}"
    with pytest.raises(errors.InvalidArgumentError):
        Client(TOKEN, base_url=BASE_URL).with_options(base_url=f"http://{host}/")


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:8080", "127.8.9.1"])
def test_loopback_needs_no_encryption(host: str) -> None:
    assert Client(TOKEN, base_url=f"http://{host}").base_url.startswith("http://")
