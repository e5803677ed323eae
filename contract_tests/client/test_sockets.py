"""Tests over real sockets: broken connections, slow servers, redirects and large bodies."""

from __future__ import annotations

import gzip
import json
import random
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from bitgo_oes import Client, errors

from ..fixtures.running_mock import RunningMock
from . import generated_bodies
from .calls import TOKEN, Form, MakeClient, outcomes
from .document import CONTRACT, OPERATION
from .generated_arguments import required
from .mock_calls import BROKEN_CONNECTIONS, call_mock
from .scripted_sockets import Connection, Part, response, scripted

BODY = json.dumps(generated_bodies.example(CONTRACT, OPERATION, 200)).encode()

each_form = pytest.mark.parametrize("form", Form)


def to(url: str, **options: Any) -> MakeClient:
    given: dict[str, Any] = {"max_retries": 0, "timeout": 60.0, "deadline": 120.0}
    return lambda: Client(TOKEN, base_url=url, **(given | options))


def once(form: Form, url: str, **options: Any) -> Any:
    (outcome,) = outcomes(form, OPERATION, to(url, **options), [required(OPERATION)])
    return outcome


def sends(data: bytes) -> Part:
    return lambda connection: connection.send(data)


RIGHT = sends(response(BODY))
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@each_form
@pytest.mark.parametrize("failure", BROKEN_CONNECTIONS)
def test_an_incomplete_response_is_a_transport_error(
    form: Form, failure: str, mock: RunningMock
) -> None:
    mock.script({"failure": failure})

    error = call_mock(form, mock, max_retries=0)

    assert type(error) is errors.TransportError
    assert len(mock.requests) == 1


@each_form
def test_a_body_is_read_up_to_its_content_length(form: Form, mock: RunningMock) -> None:
    mock.script({"failure": "length-too-short"})

    assert isinstance(call_mock(form, mock, max_retries=0), errors.DecodeError)


@each_form
def test_a_refused_connection_is_a_transport_error(form: Form) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = once(form, f"http://127.0.0.1:{port}", max_retries=1)

    assert isinstance(error, errors.TransportError)
    assert not isinstance(error, errors.TransportTimeoutError)


@each_form
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(form: Form, status: int, mock: RunningMock) -> None:
    elsewhere = f"{mock.base_url}/elsewhere"
    mock.script({"failure": "redirect", "status": status, "location": f"{elsewhere}?s3cret"})

    error = call_mock(form, mock, max_retries=0)

    assert isinstance(error, errors.UnexpectedStatusError)
    assert str(error) == f"{status} redirect to {elsewhere}"
    assert [request.status for request in mock.requests] == [status]


#: The number of bytes that a server sends one at a time, which takes six seconds.
SLOW = 300

DRIPS: dict[str, bytes] = {
    "a head": b"HTTP/1.1 200 OK\r\nX-Drip: " + b"x" * SLOW,
    "a body": response(BODY + b" " * SLOW),
    "a body in chunks": CHUNKED + b"1\r\n \r\n" * SLOW,
}


@each_form
@pytest.mark.parametrize("data", DRIPS.values(), ids=list(DRIPS))
def test_a_call_to_a_server_that_sends_byte_by_byte_ends_at_the_deadline(
    form: Form, data: bytes
) -> None:
    sent: list[int] = []

    def part(connection: Connection) -> None:
        connection.send(data[:-SLOW])
        sent.append(connection.drip(data[-SLOW:], 0.02))

    with scripted(part) as server:
        error = once(form, server.url, deadline=0.5, max_retries=2)

    assert isinstance(error, errors.TransportTimeoutError)
    assert "deadline" in str(error)
    assert sum(sent) < SLOW  # the client did not wait for the complete response


@each_form
def test_a_call_to_a_silent_server_ends_after_the_timeout(form: Form, mock: RunningMock) -> None:
    mock.script({"delay": 600})

    error = call_mock(form, mock, max_retries=0, timeout=0.2)

    assert isinstance(error, errors.TransportTimeoutError)
    assert "deadline" not in str(error)


@each_form
def test_a_compressed_body_is_limited_by_its_decoded_size(form: Form) -> None:
    bomb = gzip.compress(b" " * 20_000_000 + BODY)
    with scripted(sends(response(bomb, "Content-Encoding: gzip"))) as server:
        (detailed,) = outcomes(
            form,
            OPERATION,
            to(server.url, max_body_bytes=100_000),
            [required(OPERATION)],
            detailed=True,
        )

    assert isinstance(detailed.error, errors.DecodeError)
    assert detailed.error.problem == "longer than 100000 bytes"
    assert detailed.parsed is None
    assert len(detailed.content) <= 100_000


@each_form
@pytest.mark.parametrize("times", [1, 2])
def test_a_body_that_expands_beyond_its_maximum_size_needs_little_memory(
    form: Form, times: int
) -> None:
    bomb = b" " * 40_000_000
    for _ in range(times):
        bomb = gzip.compress(bomb)
    encodings = ", ".join(["gzip"] * times)
    with scripted(RIGHT, sends(response(bomb, f"Content-Encoding: {encodings}"))) as server:
        once(form, server.url)  # imports modules and fills caches
        tracemalloc.start()
        try:
            error = once(form, server.url, max_body_bytes=100_000)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert isinstance(error, errors.DecodeError)
    assert peak < 8_000_000


@each_form
@pytest.mark.parametrize("encodings", ["gzip", "deflate", "deflate, gzip"])
def test_a_compressed_body_of_any_length_is_decoded(form: Form, encodings: str) -> None:
    compress: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
    }
    for length in (0, 10, 10_000):
        content = BODY + bytes(random.Random(7).choices(b" \t\r\n", k=length))
        for encoding in encodings.split(", "):
            content = compress[encoding](content)
        with scripted(sends(response(content, f"Content-Encoding: {encodings}"))) as server:
            assert once(form, server.url).to_dict() == json.loads(BODY)


@each_form
@pytest.mark.parametrize(
    ("status", "expected"), [(200, errors.DecodeError), (503, errors.InternalServerError)]
)
def test_a_malformed_content_encoding_is_a_decode_error(
    form: Form, status: int, expected: type[Any], mock: RunningMock
) -> None:
    mock.script({"status": status, "headers": {"Content-Encoding": "gzip"}, "body": "not gzip"})

    error = call_mock(form, mock, max_retries=0)

    assert type(error) is expected
    assert error.status_code == status


@each_form
@pytest.mark.parametrize("over", [0, 1])
def test_a_body_may_have_exactly_the_maximum_size(form: Form, over: int) -> None:
    with scripted(RIGHT) as server:
        outcome = once(form, server.url, max_body_bytes=len(BODY) - over)

    if not over:
        assert outcome.to_dict() == json.loads(BODY)
        return
    assert isinstance(outcome, errors.DecodeError)
    assert outcome.problem == f"longer than {len(BODY) - 1} bytes"


@each_form
def test_a_body_beyond_the_maximum_size_is_not_read_completely(form: Form) -> None:
    chunk, count, sent = b"10000\r\n" + b" " * 0x10000 + b"\r\n", 1_000, []

    def part(connection: Connection) -> None:
        connection.send(CHUNKED)
        for number in range(count):
            sent.append(number)
            connection.send(chunk)

    with scripted(part) as server:
        error = once(form, server.url, max_body_bytes=100_000)

    assert isinstance(error, errors.DecodeError)
    assert len(sent) < count


@each_form
@pytest.mark.parametrize(
    "given_id", ["a/b", "../x", "a?b=c#d", "%2e%2e", "a b+c", "\u00e9\u2028", "a\\b"]
)
def test_the_server_receives_the_id_unchanged(form: Form, given_id: str) -> None:
    with scripted(RIGHT) as server:
        (name,) = required(OPERATION)
        outcomes(form, OPERATION, to(f"{server.url}/pre/fix/"), [{name: given_id}])

    (head,) = server.heads
    line = head.split(b"\r\n")[0].decode("ascii")
    path = OPERATION.path.replace("{enterpriseId}", quote(given_id, safe=""))
    assert line == f"GET /pre/fix{path} HTTP/1.1"
    headers = head.lower().decode().split("\r\n")
    assert f"authorization: bearer {TOKEN}".lower() in headers
    assert any(line.startswith("user-agent: bitgo-oes/") for line in headers)
