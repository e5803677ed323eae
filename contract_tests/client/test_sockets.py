"""Tests over real sockets: broken connections, slow servers, redirects and large bodies."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

import pytest
from bitgo_oes import Client, errors

from . import generated_bodies
from .calls import TOKEN, Form, MakeClient, outcomes
from .document import CONTRACT, OPERATION
from .generated_arguments import required
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


def reset_after(data: bytes) -> Part:
    def part(connection: Connection) -> None:
        connection.send(data)
        connection.reset()

    return part


RIGHT = sends(response(BODY))
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

BROKEN: dict[str, Part] = {
    "drops the connection": sends(b""),
    "resets it": reset_after(b""),
    "drops it within the head": sends(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "sends half a body": sends(response(BODY[: len(BODY) // 2], length=len(BODY))),
    "resets it within the body": reset_after(response(BODY[:50], length=len(BODY))),
    "says more than it sends": sends(response(BODY, length=len(BODY) + 1)),
    "leaves out the last chunk": sends(CHUNKED + b"%x\r\n%s\r\n" % (len(BODY), BODY)),
    "speaks no HTTP": sends(b"220 mail.test ESMTP\r\n\r\n"),
}


@each_form
@pytest.mark.parametrize("part", BROKEN.values(), ids=list(BROKEN))
def test_an_incomplete_response_is_a_transport_error(form: Form, part: Part) -> None:
    with scripted(part) as server:
        error = once(form, server.url)

    assert type(error) is errors.TransportError
    assert len(server.heads) == 1


@each_form
@pytest.mark.parametrize("part", list(BROKEN.values())[:5], ids=list(BROKEN)[:5])
def test_a_broken_connection_is_retried(form: Form, part: Part) -> None:
    with scripted(part, RIGHT) as server:
        payload = once(form, server.url, max_retries=1)

    assert payload.to_dict() == json.loads(BODY)
    assert len(server.heads) == 2


@each_form
def test_a_body_is_read_up_to_its_content_length(form: Form) -> None:
    with scripted(sends(response(BODY, length=len(BODY) - 5))) as server:
        error = once(form, server.url)

    assert isinstance(error, errors.DecodeError)


@each_form
def test_a_refused_connection_is_a_transport_error(form: Form) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = once(form, f"http://127.0.0.1:{port}", max_retries=1)

    assert isinstance(error, errors.TransportError)
    assert not isinstance(error, errors.TransportTimeoutError)


@each_form
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(form: Form, status: str) -> None:
    with scripted(RIGHT) as elsewhere:
        location = f"Location: {elsewhere.url}/"
        with scripted(sends(response(b"", location, status=status))) as server:
            error = once(form, server.url)

    assert isinstance(error, errors.UnexpectedStatusError)
    assert elsewhere.heads == []
    assert len(server.heads) == 1


DRIPS: dict[str, bytes] = {
    "a head": b"HTTP/1.1 200 OK\r\nX-Drip: " + b"x" * 400,
    "a body": response(BODY + b" " * 100),
    "a body in chunks": CHUNKED + b"1\r\n \r\n" * 80,
}


@each_form
@pytest.mark.parametrize("data", DRIPS.values(), ids=list(DRIPS))
def test_a_call_to_a_server_that_sends_byte_by_byte_ends_at_the_deadline(
    form: Form, data: bytes
) -> None:
    sent: list[int] = []

    def part(connection: Connection) -> None:
        sent.append(connection.drip(data, 0.02))

    with scripted(part) as server:
        error = once(form, server.url, deadline=1.0, max_retries=2)

    assert isinstance(error, errors.TransportTimeoutError)
    assert "deadline" in str(error)
    assert sent[0] < len(data)  # the client did not wait for the complete body


@each_form
def test_a_call_to_a_silent_server_ends_after_the_timeout(form: Form) -> None:
    with scripted(lambda connection: _wait(connection)) as server:
        error = once(form, server.url, timeout=0.2)

    assert isinstance(error, errors.TransportTimeoutError)
    assert "deadline" not in str(error)


def _wait(connection: Connection) -> None:
    connection.ended.wait(600)


@each_form
@pytest.mark.parametrize(
    "write",
    [lambda: "0", lambda: format_datetime(datetime.now(UTC), usegmt=True)],
    ids=["seconds", "date"],
)
def test_a_rate_limited_request_is_retried(form: Form, write: Callable[[], str]) -> None:
    limited = sends(response(b"{}", f"Retry-After: {write()}", status="429 Too Many Requests"))
    with scripted(limited, RIGHT) as server:
        payload = once(form, server.url)
        assert isinstance(payload, errors.RateLimitError)
    with scripted(limited, RIGHT) as server:
        payload = once(form, server.url, max_retries=1)

    assert payload.to_dict() == json.loads(BODY)
    assert len(server.heads) == 2


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
@pytest.mark.parametrize(
    ("status", "expected"),
    [("200 OK", errors.DecodeError), ("503 Unavailable", errors.InternalServerError)],
)
def test_a_malformed_content_encoding_is_a_decode_error(
    form: Form, status: str, expected: type[errors.BitgoOesError]
) -> None:
    with scripted(sends(response(b"not gzip", "Content-Encoding: gzip", status=status))) as server:
        (detailed,) = outcomes(
            form, OPERATION, to(server.url), [required(OPERATION)], detailed=True
        )

    assert detailed.status_code == int(status[:3])
    assert type(detailed.error) is expected


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
