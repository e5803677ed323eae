"""Tests that errors, logs and reprs do not show the token."""

from __future__ import annotations

import copy
import html
import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import bitgo_oes
import httpx
import pytest
from bitgo_oes import errors
from hypothesis import example, given
from hypothesis import strategies as st

from .calls import BASE_URL, Form, call_detailed, client_factory, outcomes
from .document import OPERATION
from .example_counts import times
from .fake_clock import fake_sleep
from .generated_arguments import required
from .token_echo import TOKEN, Echo, assert_not_shown

PACKAGE = str(Path(bitgo_oes.__file__).parent)

each_form = pytest.mark.parametrize("form", Form)


def visible(error: BaseException) -> Iterator[object]:
    """Return all values that a report of an error may show, such as causes and local variables."""
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


STATUSES = (200, 302, 400, 401, 403, 404, 418, 429, 500, 503)


@each_form
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_does_not_show_a_token_that_the_server_echoes(form: Form, status: int) -> None:
    echo = Echo(status)
    client = client_factory(echo, token=TOKEN, max_retries=0)

    detailed = call_detailed(form, OPERATION, client, required(OPERATION))
    (raised,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert echo.headers[0]["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN.encode() in detailed.headers["x-echo"].encode()  # `Response` is not redacted
    assert isinstance(detailed.error, errors.BitgoOesError)
    assert_not_shown(detailed)
    for error in (detailed.error, raised):
        for each in visible(error):
            assert_not_shown(each)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert_not_shown(pickle.dumps(error, protocol))
            assert_not_shown(pickle.loads(pickle.dumps(error, protocol)).__dict__)
        assert_not_shown(copy.deepcopy(error).__dict__)


@each_form
@given(
    token=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=60)
)
@example(token='a-token\\"of-each/kind\\\\')
@times(2)
def test_a_token_with_any_characters_is_redacted(form: Form, token: str) -> None:
    (error,) = outcomes(form, OPERATION, client_factory(Echo(), token=token), [required(OPERATION)])

    assert_not_shown(error, token)
    assert_not_shown(error.body, token)
    assert_not_shown(error.headers, token)
    assert_not_shown(error.content.decode(), token)


@st.composite
def escaped_tokens(draw: st.DrawFn) -> tuple[str, str]:
    """Return a token, and the token with each character escaped for JSON, URLs or HTML, or plain.

    A character that begins an escape is never plain, and `%` is not escaped as in URLs: the escape
    and the characters after it could mean another character.
    """
    token = draw(
        st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=40)
    )
    escaped = ""
    for character in token:
        code = ord(character)
        written = [f"\\u{code:04x}", f"\\u{code:04X}", f"&#{code};", f"&#x{code:X};"]
        if character not in "%\\":
            written += [f"%{code:02x}", f"%{code:02X}", f"%25{code:02X}"]
        if character in '"/':
            written += [f"\\{character}", f"\\\\\\{character}"]
        if character not in "\\%&":
            written += [character, character, html.escape(character)]
        escaped += draw(st.sampled_from(written))
    return token, escaped


@each_form
@given(tokens=escaped_tokens(), status=st.sampled_from([200, 401]))
@times(4)
def test_a_token_is_redacted_however_each_of_its_characters_is_escaped(
    form: Form, tokens: tuple[str, str], status: int
) -> None:
    token, escaped = tokens
    content = f'{{"caf\\u00e9\\n%20": "{escaped}%2C\\/{escaped}"}} &amp;c.'.encode()

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=content, headers={"x-echo": escaped})

    (error,) = outcomes(
        form, OPERATION, client_factory(respond, token=token), [required(OPERATION)]
    )

    redacted = '{"caf\\u00e9\\n%20": "[token]%2C\\/[token]"} &amp;c.'
    if status == 200:
        assert error.excerpt == redacted
    else:
        assert error.content.decode() == redacted
        assert error.headers["x-echo"] == "[token]"


@each_form
def test_both_tokens_of_a_call_are_redacted(form: Form) -> None:
    tokens = iter([TOKEN, f"another-{TOKEN}"])
    sent: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        return httpx.Response(401, json={"error": " and ".join(sent)})

    client = client_factory(respond, token=lambda: next(tokens))
    (error,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert sent == [f"Bearer {TOKEN}", f"Bearer another-{TOKEN}"]
    assert_not_shown(error.content.decode())
    assert str(error) == "401 Bearer [token] and Bearer [token]"


def test_a_token_that_is_too_short_is_not_redacted() -> None:
    for token in ("tok", "token"):
        client = client_factory(lambda _: httpx.Response(404, json={"error": "a tok"}), token=token)
        (error,) = outcomes(Form.SYNC, OPERATION, client, [required(OPERATION)])

        assert (error.error, str(error)) == ("a tok", "404 a tok")


@each_form
@pytest.mark.parametrize(
    "broken", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_transport_error_holds_no_request(form: Form, broken: type[httpx.TransportError]) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise broken(f"sent {request.headers['authorization']}", request=request)

    client = client_factory(respond, token=TOKEN, max_retries=0)
    (error,) = outcomes(form, OPERATION, client, [required(OPERATION)])

    assert isinstance(error, errors.TransportError)
    for each in visible(error):
        assert_not_shown(each)
        assert not isinstance(each, httpx.TransportError)
    assert_not_shown(pickle.dumps(error))


@each_form
def test_debug_logs_do_not_show_the_token(form: Form, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "bitgo_oes")
    caplog.set_level(logging.DEBUG, "httpx")

    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"sent {request.headers['authorization']}", request=request)

    with fake_sleep():
        outcomes(form, OPERATION, client_factory(respond, token=TOKEN), [required(OPERATION)])
        outcomes(form, OPERATION, client_factory(Echo(503), token=TOKEN), [required(OPERATION)])
        in_path = dict.fromkeys(required(OPERATION), TOKEN)
        outcomes(form, OPERATION, client_factory(Echo(), token=TOKEN), [in_path])

    ours = [record for record in caplog.records if record.name.startswith("bitgo_oes")]
    assert len(ours) > 6
    for record in ours:
        assert_not_shown(record.getMessage())
        assert_not_shown(record.__dict__)


def test_a_client_and_its_copies_do_not_show_the_token() -> None:
    for client in (
        client_factory(Echo(), token=TOKEN)(),
        client_factory(Echo(), token=lambda: TOKEN)(),
    ):
        for each in (client, client.with_options(timeout=1)):
            assert_not_shown(each)
            assert repr(each) == f"Client(base_url={BASE_URL!r})"
            names = [name for kind in type(each).__mro__ for name in getattr(kind, "__slots__", ())]
            assert names
            for name in names:
                assert_not_shown(getattr(each, name))
            for make in (pickle.dumps, copy.copy, copy.deepcopy):
                with pytest.raises(TypeError) as refusal:
                    make(each)
                assert_not_shown(refusal.value)


@each_form
def test_the_httpx_client_of_the_caller_does_not_change(form: Form) -> None:
    headers = {"X-Mine": "1", "Authorization": "Basic mine"}
    echo, seen = Echo(), list[str]()

    def hook(request: httpx.Request) -> None:
        seen.append(request.headers["x-mine"])

    async def async_hook(request: httpx.Request) -> None:
        hook(request)

    given: dict[str, Any] = {
        "headers": headers,
        "transport": httpx.MockTransport(echo),
        "auth": ("me", "mine"),
        "follow_redirects": True,
    }
    http = httpx.Client(**given, event_hooks={"request": [hook]})
    async_http = httpx.AsyncClient(**given, event_hooks={"request": [async_hook]})
    before = (http.headers.copy(), async_http.headers.copy())

    client = client_factory(
        echo,
        token=TOKEN,
        transport=None,
        async_transport=None,
        http_client=http,
        async_http_client=async_http,
    )
    outcomes(form, OPERATION, client, [required(OPERATION)] * 2)

    assert headers == {"X-Mine": "1", "Authorization": "Basic mine"}
    assert (http.headers, async_http.headers) == before
    sent = [each.get_list("authorization") for each in echo.headers]
    assert sent == [[f"Bearer {TOKEN}"]] * 2
    assert seen == ["1"] * 2
