"""The token is in the header of the request, and nowhere else."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import bitgo_oes
import httpx
import pytest
from attrs import define, field
from bitgo_oes import Client, errors
from hypothesis import given
from hypothesis import strategies as st

from . import bodies
from .arguments import required
from .calls import BASE_URL, Form, asking, call, call_detailed, outcomes
from .clock import skipping_pauses
from .document import CONTRACT, OPERATION
from .effort import times

PACKAGE = str(Path(bitgo_oes.__file__).parent)
TOKEN = "v2x-S3cret~\"<&'%/token+0123456789"

each_form = pytest.mark.parametrize("form", Form)


def spellings(token: str) -> set[str]:
    """Return a token as it is, and as it stands within JSON, a URL, HTML, and reprs of these."""
    written = {token, json.dumps(token)[1:-1], quote(token, safe=""), escape(token)}
    return written | {repr(each)[1:-1] for each in written}


def assert_hidden(shown: object, token: str = TOKEN) -> None:
    for written in (str(shown), repr(shown)):
        assert not any(spelling in written for spelling in spellings(token)), written


def visible(error: BaseException) -> Iterator[object]:
    """Return all that a report of an error may show: itself, its causes, and their frames."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        yield each.args
        yield from vars(each).values()
        for value in vars(each).values():
            assert not isinstance(value, httpx.Request)
        yield from locals_of_ours(each.__traceback__)
        yield "".join(traceback.format_exception(each))
        waiting += [each.__cause__, each.__context__]


def locals_of_ours(current: TracebackType | None) -> Iterator[object]:
    while current is not None:
        if current.tb_frame.f_code.co_filename.startswith(PACKAGE):
            yield from current.tb_frame.f_locals.values()
        current = current.tb_next


@define
class Echo:
    """A server that sends back what it got, in whatever it sends."""

    status: int = 401
    headers: list[httpx.Headers] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.headers.append(request.headers)
        said = request.headers["authorization"]
        body = {
            "error": f"not good: {said}",
            "name": said,
            "requestId": said,
            "context": {said: [said, {"token": said.removeprefix("Bearer ")}]},
            "clientId": [said],
        }
        return httpx.Response(self.status, json=body, headers={"x-echo": said, "retry-after": said})


STATUSES = (200, 302, 400, 401, 403, 404, 418, 429, 500, 503)


@each_form
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_shows_no_token_though_the_server_echoes_it(form: Form, status: int) -> None:
    echo = Echo(status)
    client = asking(echo, token=TOKEN, max_retries=0)

    detailed = call_detailed(form, OPERATION, client, required(OPERATION))
    (raised,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert echo.headers[0]["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN.encode() in detailed.headers["x-echo"].encode()  # what came is what came
    assert isinstance(detailed.error, errors.BitgoOesError)
    assert_hidden(detailed)
    for error in (detailed.error, raised):
        for each in visible(error):
            assert_hidden(each)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert_hidden(pickle.dumps(error, protocol))
            assert_hidden(pickle.loads(pickle.dumps(error, protocol)).__dict__)
        assert_hidden(copy.deepcopy(error).__dict__)


@each_form
@given(
    token=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=60)
)
@times(2)
def test_no_token_is_shown_whatever_characters_it_has(form: Form, token: str) -> None:
    (error,) = outcomes(form, OPERATION, asking(Echo(), token=token), [required(OPERATION)])

    assert_hidden(error, token)
    assert_hidden(error.body, token)
    assert_hidden(error.headers, token)
    assert_hidden(error.content.decode(), token)


@each_form
@pytest.mark.parametrize(
    "broken", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_an_error_of_the_transport_carries_no_request(
    form: Form, broken: type[httpx.TransportError]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise broken(f"sent {request.headers['authorization']}", request=request)

    client = asking(answer, token=TOKEN, max_retries=0)
    (error,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert isinstance(error, errors.TransportError)
    for each in visible(error):
        assert_hidden(each)
        assert not isinstance(each, httpx.TransportError)
    assert_hidden(pickle.dumps(error))


@each_form
def test_logs_show_no_token_at_their_lowest_level(
    form: Form, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "bitgo_oes")
    caplog.set_level(logging.DEBUG, "httpx")

    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"sent {request.headers['authorization']}", request=request)

    with skipping_pauses():
        outcomes(form, OPERATION, asking(answer, token=TOKEN), [required(OPERATION)])
        outcomes(form, OPERATION, asking(Echo(503), token=TOKEN), [required(OPERATION)])
        in_path = dict.fromkeys(required(OPERATION), TOKEN)
        outcomes(form, OPERATION, asking(Echo(), token=TOKEN), [in_path])

    ours = [record for record in caplog.records if record.name.startswith("bitgo_oes")]
    assert len(ours) > 6
    for record in ours:
        assert_hidden(record.getMessage())
        assert_hidden(record.__dict__)


def test_a_client_and_its_copies_do_not_show_their_token() -> None:
    for client in (asking(Echo(), token=TOKEN)(), asking(Echo(), token=lambda: TOKEN)()):
        for each in (client, client.with_options(timeout=1)):
            assert_hidden(each)
            for name in ("_given", "_session", "__dict__"):
                assert_hidden(getattr(each, name, None))
            for make in (pickle.dumps, copy.copy, copy.deepcopy):
                with pytest.raises(TypeError) as refusal:
                    make(each)
                assert_hidden(refusal.value)


ILLEGAL = (
    "",
    "a b-secret",
    "secret\r\nX-Other: 1",
    "secret\x00",
    "s\u00e9cret",
    "secret\u2028",
    "s" * 99_999,
)


@pytest.mark.parametrize("token", ILLEGAL, ids=range(len(ILLEGAL)))
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(errors.InvalidArgument) as refusal:
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

    assert isinstance(error, errors.InvalidArgument)
    assert echo.headers == []
    assert not (isinstance(token, str) and token and token in str(error))


@each_form
def test_what_the_caller_has_made_is_left_as_it_was(form: Form) -> None:
    headers = {"X-Mine": "1"}
    echo = Echo()
    http = httpx.Client(headers=headers, transport=httpx.MockTransport(echo))
    async_http = httpx.AsyncClient(headers=headers, transport=httpx.MockTransport(echo))
    before = (http.headers.copy(), async_http.headers.copy())

    client = asking(
        echo,
        token=TOKEN,
        transport=None,
        async_transport=None,
        http_client=http,
        async_http_client=async_http,
    )
    outcomes(form, OPERATION, client, [required(OPERATION)] * 2)

    assert headers == {"X-Mine": "1"}
    assert (http.headers, async_http.headers) == before
    assert [each["authorization"] for each in echo.headers] == [f"Bearer {TOKEN}"] * 2
    assert [each["x-mine"] for each in echo.headers] == ["1"] * 2


@each_form
def test_a_token_is_asked_for_each_request_and_once_more_after_a_401(form: Form) -> None:
    given_out: list[str] = []

    def token() -> str:
        given_out.append(f"{TOKEN}-{len(given_out)}")
        return given_out[-1]

    for status, times_asked in ((401, 2), (403, 1), (503, 3)):
        given_out.clear()
        echo = Echo(status)
        with skipping_pauses() as clock:
            outcomes(form, OPERATION, asking(echo, token=token), [required(OPERATION)])
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

    answer = httpx.Response(200, json=bodies.example(CONTRACT, OPERATION, 200))
    client = asking(lambda _: answer, token=token)

    assert call(Form.ASYNC, OPERATION, client, required(OPERATION)).client_id
    with pytest.raises(errors.InvalidArgument, match="await"):
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
    with pytest.raises(errors.InvalidArgument, match="http"):
        Client(TOKEN, base_url=f"http://{host}/")
    assert Client(TOKEN, base_url=f"http://{host}/", allow_http=True).base_url == f"http://{host}"
    with pytest.raises(errors.InvalidArgument):
        Client(TOKEN, base_url=BASE_URL).with_options(base_url=f"http://{host}/")


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:8080", "127.8.9.1"])
def test_loopback_needs_no_encryption(host: str) -> None:
    assert Client(TOKEN, base_url=f"http://{host}").base_url.startswith("http://")
