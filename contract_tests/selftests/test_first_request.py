"""Tests of the first request, which shows whether the tested server is a server of the API.

A run tests each server of the API, even a faulty server, but no other server. `test_strength.py`
also sends the first request to each variant of the mock server.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from attrs import evolve

from ..contract import load
from ..mock_server import CORRECT, Behaviour, render_target
from ..mock_server.call import Call, Response
from ..server.runner.first_request import NotTheApi, expect_api
from ..server.runner.operation_tester import OperationTester
from ..server.transport.session import Session, TargetUnusable
from ..target_file import parse
from .mock_tester import mock_tester

HTML = {"content-type": "text/html"}
JSON = {"content-type": "application/json"}


def always(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Behaviour:
    """Return a behaviour of the mock server that sends the same response to every request."""

    def finish(_call: Call, _response: Response) -> Response:
        return Response(status, body, headers or {})

    return evolve(CORRECT, finish=finish)


@pytest.mark.parametrize(
    ("behaviour", "shown"),
    [
        (always(301, headers={"location": "https://api.example.com/"}), "https://api.example.com/"),
        (always(302, headers={"location": "/login?next=%2F"}), "/login?next=%2F"),
        (always(200, b"<html><form>Sign in", HTML), "<html><form>Sign in"),
        (always(200, b'<input name="clientId">', HTML), '<input name="clientId">'),
        (always(200, b'{"status":"UP"}', JSON), '{"status":"UP"}'),
        (always(200, b"[]", JSON), "[]"),
        (always(204), "(no body)"),
        (always(400, b'{"error":"no"}', JSON), '{"error":"no"}'),
        (always(401, b"<h1>Authorization Required</h1>", HTML), "Authorization Required"),
        (always(403, b'{"error":"no"}', JSON), '{"error":"no"}'),
        (always(404, b"404 page not found", {}), "404 page not found"),
        (always(405, b"Not allowed", {}), "Not allowed"),
    ],
)
def test_another_server_is_not_judged_and_shown_by_its_response(
    behaviour: Behaviour, shown: str
) -> None:
    with mock_tester(behaviour) as tester, pytest.raises(NotTheApi) as raised:
        expect_api(tester)

    sentence = str(raised.value)
    assert shown in sentence
    assert 'curl -sS -i -H "Authorization: Bearer $BITGO_ACCESS_TOKEN" ' in sentence
    assert "\n" not in sentence


def only_without_errors(body: bytes, status: int = 200) -> Behaviour:
    """Return a behaviour of the mock server that replaces successful responses, but no errors."""

    def finish(_call: Call, response: Response) -> Response:
        if response.status != 200:
            return response
        return evolve(response, status=status, body=body)

    return evolve(CORRECT, finish=finish)


@pytest.mark.parametrize(
    "behaviour",
    [
        only_without_errors(b'{"data":{"networkBalances":{}}}'),
        only_without_errors(b"[]"),
        only_without_errors(b""),
        only_without_errors(b"Error", 500),
        only_without_errors(b"Moved", 301),
        only_without_errors(b'{"clientId": "x"'),
        only_without_errors('{"clientId": "x"}'.encode("utf-16")),
    ],
)
def test_a_faulty_response_of_the_api_is_judged(behaviour: Behaviour) -> None:
    with mock_tester(behaviour) as tester:
        expect_api(tester)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_server_that_requires_a_page_size_is_judged(status: int) -> None:
    def finish(call: Call, response: Response) -> Response:
        return response if b"pageSize=" in call.request.query else Response(status, b"", {})

    with mock_tester(evolve(CORRECT, finish=finish)) as tester:
        expect_api(tester)


@contextmanager
def speaking(reply: bytes) -> Iterator[str]:
    """Serve a TCP server that sends the same bytes to every client, and yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.recv(65536)
                    client.sendall(reply)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_server_that_does_not_speak_http_is_not_judged() -> None:
    contract = load()
    with speaking(b"220 ftp.example.com ready\r\n\r\n") as url:
        target = parse(render_target(url), "t")
        with Session(target) as session, pytest.raises(TargetUnusable, match="not HTTP"):
            expect_api(OperationTester(contract, contract.operations[0], session))
