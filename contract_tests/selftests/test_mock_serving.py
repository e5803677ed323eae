"""Tests of `serving`, which starts and stops an HTTP server on a socket."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlsplit

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from ..mock_server import build_world, create_app, serving
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.variants import behaviour_with

PATH = f"/api/network/v1/enterprises/{MAIN}/clients/balances"
#: Seconds. A stop takes longer only if it waits for a client, even on a busy machine.
HANGS = 30
HEADERS = {"Authorization": f"Bearer {MEMBER}"}


@pytest.fixture
def app() -> ASGIApp:
    return create_app(build_world())


def connect(base_url: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(base_url).netloc, timeout=60)


def test_the_server_responds_as_soon_as_the_block_starts(app: ASGIApp) -> None:
    with serving(app) as base_url:
        connection = connect(base_url)
        connection.request("GET", PATH, headers=HEADERS)
        response = connection.getresponse()
        assert response.status == 200
        assert b"networkBalances" in response.read()
        connection.close()


def test_head_over_the_wire_has_no_body(app: ASGIApp) -> None:
    with serving(app) as base_url:
        connection = connect(base_url)
        for _ in range(2):
            connection.request("HEAD", PATH, headers=HEADERS)
            response = connection.getresponse()
            assert (response.status, response.read()) == (200, b"")
        connection.close()


def test_long_query_strings_are_accepted(app: ASGIApp) -> None:
    with serving(app) as base_url:
        connection = connect(base_url)
        connection.request("GET", f"{PATH}?{f'connectionIds={MAIN}&' * 2000}x", headers=HEADERS)
        assert connection.getresponse().status == 200
        connection.close()


def test_the_port_is_free_again_after_the_block(app: ASGIApp) -> None:
    with serving(app) as base_url:
        port = urlsplit(base_url).port
        assert port
    with serving(app, port) as again:
        assert again == base_url


def test_a_port_in_use_is_an_error(app: ASGIApp) -> None:
    with (
        serving(app) as base_url,
        pytest.raises(OSError, match="in use"),
        serving(app, urlsplit(base_url).port or 0),
    ):
        pass


def test_starting_and_stopping_does_not_sleep(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    asleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(time, "sleep", slept.append)
    with serving(app):
        pass

    assert [seconds for seconds in slept if seconds] == []


def test_an_idle_connection_does_not_delay_the_stop(app: ASGIApp) -> None:
    with serving(app) as base_url:
        connection = connect(base_url)
        connection.request("GET", PATH, headers=HEADERS)
        connection.getresponse().read()
        silent = socket.create_connection(("127.0.0.1", urlsplit(base_url).port or 0))
        began = time.perf_counter()
    assert time.perf_counter() - began < HANGS
    connection.close()
    silent.close()


def test_an_unfinished_response_does_not_delay_the_stop() -> None:
    arrived = threading.Event()

    async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
        arrived.set()
        await asyncio.sleep(600)

    with serving(hang) as base_url:
        connection = connect(base_url)
        connection.request("GET", "/")
        assert arrived.wait(60)
        began = time.perf_counter()
    assert time.perf_counter() - began < HANGS
    connection.close()


def test_the_server_stops_when_the_block_fails(app: ASGIApp) -> None:
    before = threading.active_count()
    with pytest.raises(KeyError), serving(app):
        raise KeyError
    assert threading.active_count() == before


def test_a_fault_can_truncate_the_sent_bytes(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(create_app(build_world(), behaviour_with(["truncated-bodies"]))) as base_url:
        connection = connect(base_url)
        connection.request("GET", PATH, headers=HEADERS)
        with pytest.raises(IncompleteRead):
            connection.getresponse().read()
        connection.close()
    assert capfd.readouterr() == ("", "")
