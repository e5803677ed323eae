"""Tests of the HTTP session: requests, retries, rate limit and errors."""

from __future__ import annotations

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..contract import load
from ..mock_server import serving
from ..server.conformance.response_body import decode
from ..server.conformance.violation import Violation
from ..server.transport.curl import curl_command
from ..server.transport.observer import Attempt, Observer
from ..server.transport.rate_limit import RateLimiter
from ..server.transport.request import Credential, Request
from ..server.transport.session import (
    ConnectionClosed,
    RequestLimitReached,
    Session,
    TargetUnusable,
)
from ..target_file import Rate, Target, parse

TOKEN = "a-token-for-a-mock"
IN_100_SECONDS = "an HTTP date"
(OPERATION,) = load().operations


def target_at(base_url: str, more: str = "") -> Target:
    lines = (f'base_url = "{base_url}"', 'enterprise_id = "e"', f'token = "{TOKEN}"', more)
    return parse("\n".join(lines), "test")


def case(target: Target, enterprise: str = "e") -> Request:
    return Request(OPERATION, {"enterpriseId": enterprise}, (), Credential.bearer(target.token))


def app_of(responses: Iterator[Response]) -> ASGIApp:
    async def respond(_: StarletteRequest) -> Response:
        return next(responses)

    return Starlette(routes=[Route("/{path:path}", respond)])


def too_many_requests(retry_after: str | None) -> Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return JSONResponse({"error": "slow down"}, 429, headers=headers)


@pytest.mark.parametrize(
    ("retry_after", "shortest", "longest"),
    [
        ("3", 3, 3),
        (IN_100_SECONDS, 1, 100),
        ("Thu, 01 Jan 1970 00:00:00 -0000", 0, 0),
        (None, 1, 1),
        ("soon", 1, 1),
        ("\N{SUPERSCRIPT TWO}", 1, 1),
        ("86400", 120, 120),
    ],
)
def test_a_429_is_retried_after_a_pause(
    retry_after: str | None, shortest: float, longest: float
) -> None:
    if retry_after == IN_100_SECONDS:
        retry_after = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    slept: list[float] = []
    responses = iter([too_many_requests(retry_after), JSONResponse({})])
    with serving(app_of(responses)) as url, Session(target_at(url), sleep=slept.append) as session:
        exchange = session.send(case(session.target))

    assert exchange.status == 200
    assert len(slept) == 1
    assert shortest <= slept[0] <= longest


def test_a_429_to_every_attempt_raises_target_unusable() -> None:
    responses = (too_many_requests(None) for _ in range(100))
    with (
        serving(app_of(responses)) as url,
        Session(target_at(url), sleep=lambda _: None) as session,
        pytest.raises(TargetUnusable, match="still responds with 429"),
    ):
        session.send(case(session.target))


@pytest.mark.parametrize("status", [502, 503, 504])
def test_an_exchange_keeps_the_gateway_failure_that_a_second_response_replaces(
    status: int,
) -> None:
    failures = [Response(status_code=status) for _ in range(3)]
    responses = iter([failures[0], JSONResponse({}), *failures[1:], JSONResponse({})])
    with serving(app_of(responses)) as url, Session(target_at(url), lambda _: None) as session:
        exchanges = [session.send(case(session.target)) for _ in range(3)]

    replaced = [exchange.gateway_failure for exchange in exchanges]
    assert [exchange.status for exchange in exchanges] == [200, status, 200]
    assert [failure and failure.status for failure in replaced] == [status, status, None]


def test_a_session_sends_at_most_max_requests() -> None:
    responses = (JSONResponse({}) for _ in range(100))
    with serving(app_of(responses)) as url:
        target = evolve(target_at(url), max_requests=3)
        with Session(target) as session:
            for _ in range(3):
                session.send(case(target))
            with pytest.raises(
                RequestLimitReached, match="has sent all 3 requests that max_requests"
            ):
                session.send(case(target))
            assert session.requests == 3


def test_a_refused_connection_raises_target_unusable() -> None:
    with serving(app_of(iter(()))) as url:
        pass
    with (
        Session(target_at(url)) as session,
        pytest.raises(TargetUnusable, match="does not respond"),
    ):
        session.send(case(session.target))


def test_a_truncated_body_is_a_violation() -> None:
    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"clientId"'})

    with serving(half) as url, Session(target_at(url)) as session:
        exchange = session.send(case(session.target))

    assert session.requests == 2, "a lost connection is retried once"
    assert exchange.content == b'{"clientId"'
    with pytest.raises(Violation, match="a complete response") as raised:
        decode(exchange)
    assert raised.value.actual.startswith("a body of 11 of the 100 bytes that Content-Length")
    assert raised.value.shown[0].evidence == '{"clientId" (the body ends here)'


def test_a_response_without_an_end_of_headers_is_no_http() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    with raw_server(head, head, head) as url, Session(target_at(url)) as session:
        exchange = session.send(case(session.target))

    assert exchange.status == 0
    assert exchange.content == head
    assert "no end of headers" in exchange.body_error


@contextmanager
def raw_server(*responses: bytes, stay: bool = False) -> Iterator[str]:
    """Serve raw bytes on a socket, and yield the URL of the server.

    Args:
        responses: The bytes to send, one item for each connection.
        stay: Whether the server keeps a connection open until the client closes it.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(response: bytes) -> None:
            with suppress(OSError):  # the listener may be closed already
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(response)
                    if stay:
                        connection.recv(1)

        threads = [threading.Thread(target=serve, args=(response,)) for response in responses]
        for thread in threads:
            thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for thread in threads:
            thread.join()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GARBAGE = {
    "no status line": b"HELLO\r\n\r\n",
    "chunks without sizes": HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a header that is none": HEAD + b"Bad Header: 1\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("response", GARBAGE.values(), ids=list(GARBAGE))
def test_a_response_that_is_not_http_is_a_violation(response: bytes) -> None:
    with raw_server(response, response) as url, Session(target_at(url)) as session:
        exchange = session.send(case(session.target))

    assert session.requests == 2
    with pytest.raises(Violation, match="a complete response"):
        decode(exchange)


def test_a_body_that_stalls_until_the_timeout_is_a_violation() -> None:
    half = HEAD + b"Content-Length: 9\r\n\r\n{}"
    with (
        raw_server(half, half, stay=True) as url,
        Session(evolve(target_at(url), timeout=0.5)) as session,
    ):
        exchange = session.send(case(session.target))

    assert exchange.stalled
    with pytest.raises(Violation, match=r"did not arrive within 0.5 s"):
        decode(exchange)


def test_a_connection_closed_without_a_response_raises_connection_closed() -> None:
    with (
        raw_server(b"", b"", b"") as url,
        Session(target_at(url)) as session,
        pytest.raises(ConnectionClosed) as closed,
    ):
        session.send(case(session.target))

    assert closed.value.exchange.status == 0


def test_an_unrequested_content_encoding_is_decoded() -> None:
    packed = Response(gzip.compress(b'{"a":1}'), headers={"Content-Encoding": "gzip"})
    spoiled = Response(b"no gzip", headers={"Content-Encoding": "gzip"})
    for response in (packed, spoiled):
        response.headers["Content-Type"] = "application/json"
    responses = iter([packed, spoiled, spoiled])
    with serving(app_of(responses)) as url, Session(target_at(url)) as session:
        whole, broken = (session.send(case(session.target)) for _ in range(2))

    assert decode(whole) == {"a": 1}
    with pytest.raises(Violation, match="cannot be decoded with its content encoding gzip"):
        decode(broken)


def test_representations_and_curl_commands_redact_the_token() -> None:
    responses = iter([JSONResponse({})])
    with serving(app_of(responses)) as url, Session(target_at(url)) as session:
        exchange = session.send(case(session.target))

    assert '-H "Authorization: Bearer $BITGO_ACCESS_TOKEN"' in curl_command(exchange)
    assert TOKEN not in f"{exchange!r} {curl_command(exchange)} {exchange.request!r}"


class RecordingObserver(Observer):
    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.pauses: list[tuple[float, str]] = []

    def sent(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def waiting(self, seconds: float, reason: str) -> None:
        self.pauses.append((seconds, reason))


def test_an_observer_receives_every_attempt_and_every_pause() -> None:
    observer = RecordingObserver()
    responses = iter([too_many_requests("7"), JSONResponse({}, 502), JSONResponse({})])
    with (
        serving(app_of(responses)) as url,
        Session(target_at(url), lambda _: None, observer) as session,
    ):
        session.send(case(session.target))

    statuses = [attempt.exchange and attempt.exchange.status for attempt in observer.attempts]
    assert statuses == [429, 502, 200]
    assert observer.pauses == [
        (7.0, "the target responded with 429"),
        (0.2, "the target responded with 502"),
    ]
    starts = [attempt.started for attempt in observer.attempts]
    assert starts == sorted(starts)


def test_an_observer_receives_attempts_without_a_response() -> None:
    observer = RecordingObserver()
    with serving(app_of(iter(()))) as url:
        pass
    with Session(target_at(url), observer=observer) as session, pytest.raises(TargetUnusable):
        session.send(case(session.target))

    assert len(observer.attempts) == 2
    assert all(attempt.exchange is None and attempt.error for attempt in observer.attempts)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("rate", [Rate(1, 1.0), Rate(5, 2.0), Rate(50, 1.0)])
def test_a_time_window_has_no_more_requests_than_the_rate_allows(rate: Rate) -> None:
    clock = Clock()
    pace = RateLimiter(rate, clock.time, clock.sleep)
    sent = []
    for _ in range(4 * rate.requests):
        with pace.one_request():
            sent.append(clock.now)
            clock.now += 2**-10  # a power of two, so that sums are exact

    for first, further in zip(sent, sent[rate.requests :], strict=False):
        assert further - first >= rate.seconds
    assert sent[-1] <= 3 * rate.seconds + 2**-10 * len(sent), "the pauses are too long"


def recorder(scopes: list[Scope], response: Response) -> ASGIApp:
    async def record(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await response(scope, receive, send)

    return record


def test_path_parameters_are_percent_encoded() -> None:
    scopes: list[Scope] = []
    app = recorder(scopes, Response())
    with serving(app) as url, Session(target_at(f"{url}/pre/fix")) as session:
        for enterprise in ("a/b", "ä b%20", "?x=1#y"):
            session.send(case(session.target, enterprise))

    stem = "/pre/fix/api/network/v1/enterprises/{}/clients/balances"
    ids = ("a%2Fb", "%C3%A4%20b%2520", "%3Fx%3D1%23y")
    assert [scope["raw_path"] for scope in scopes] == [stem.format(id_).encode() for id_ in ids]


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1))
def test_over_encoding_encodes_names_and_values_and_keeps_their_meaning(
    query: list[tuple[str, str]],
) -> None:
    request = Request(OPERATION, {}, tuple(query), Credential(None), over_encoded=True)
    encoded = request.target.partition("?")[2]

    texts = [text for pair in encoded.split("&") for text in pair.split("=")]
    assert all(re.fullmatch("(%..([^-]*%..)?)?", text) for text in texts)
    assert parse_qsl(encoded, keep_blank_values=True) == query


def test_a_session_does_not_send_cookies_back() -> None:
    scopes: list[Scope] = []
    app = recorder(scopes, Response(headers={"Set-Cookie": "token=of-another; Path=/"}))
    with serving(app) as url, Session(target_at(url)) as session:
        for _ in range(2):
            session.send(case(session.target))

    assert ["cookie" in Headers(scope=scope) for scope in scopes] == [False, False]


def test_the_requests_of_a_block_share_a_new_connection_that_another_thread_does_not_use() -> None:
    with (
        serving(app_of(JSONResponse({}) for _ in range(9))) as url,
        Session(target_at(url), requests_per_connection=1) as session,
    ):
        request = case(session.target)
        before = session.send(request).connection
        with session.one_connection():
            kept = [session.send(request).connection for _ in range(3)]
            with ThreadPoolExecutor(1) as pool:
                other = pool.submit(session.send, request).result().connection
            renewed = [session.send(request, fresh=fresh).connection for fresh in (True, False)]
        after = session.send(request).connection

    assert len(set(kept)) == len(set(renewed)) == 1
    assert len({before, kept[0], other, renewed[0], after}) == 5


def test_a_redirect_is_not_followed() -> None:
    scopes: list[Scope] = []
    app = recorder(scopes, Response(status_code=307, headers={"Location": "/elsewhere"}))
    with serving(app) as url, Session(target_at(url)) as session:
        assert session.send(case(session.target)).status == 307

    assert len(scopes) == 1


def test_a_session_sends_only_the_credential_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:pass@127.0.0.1:1")
    scopes: list[Scope] = []
    with serving(recorder(scopes, Response())) as url, Session(target_at(url)) as session:
        for credential in (Credential.bearer(session.target.token), Credential(None)):
            session.send(Request(OPERATION, {"enterpriseId": "e"}, (), credential))

    sent = [Headers(scope=scope).get("authorization") for scope in scopes]
    assert sent == [f"Bearer {TOKEN}", None]


def test_headers_of_the_target_file_override_those_of_the_suite() -> None:
    scopes: list[Scope] = []
    headers = 'headers = { user-agent = "of ours", x-gateway = "in" }'
    with (
        serving(recorder(scopes, Response())) as url,
        Session(target_at(url, headers)) as session,
    ):
        session.send(case(session.target))

    (scope,) = scopes
    sent = Headers(scope=scope)
    assert (sent.getlist("user-agent"), sent["x-gateway"]) == (["of ours"], "in")
    assert sent["accept-encoding"] == "identity"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_may_change_data_is_sent_only_if_the_target_file_allows_it(
    method: str,
) -> None:
    scopes: list[Scope] = []
    with serving(recorder(scopes, Response())) as url:
        with Session(target_at(url)) as session:
            request = evolve(case(session.target), method=method)
            with pytest.raises(ValueError, match=f"{method} may change data"):
                session.send(request)
        with Session(target_at(url, "unsafe_methods = true")) as session:
            session.send(request)

    assert [scope["method"] for scope in scopes] == [method]
