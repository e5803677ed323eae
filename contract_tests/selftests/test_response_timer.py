"""Tests that the response time of a server does not include the time of a busy load generator."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest
from attrs import frozen

from ..server.transport.response_timer import ResponseTimer, _arrival_of_next_byte

#: Seconds for which the load generator is busy before it reads a response.
BUSY = 0.3
#: Seconds by which the clock of the operating system may differ from the clock of Python.
CLOCK_ERROR = 0.05


@frozen
class Stream:
    """A network stream of httpcore for a connected socket."""

    connection: socket.socket

    def get_extra_info(self, name: str) -> Any:
        return {"socket": self.connection}[name]


@pytest.fixture
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Yield both ends of a TCP connection: of the client, and of the server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
        with client, server:
            yield client, server


def wait_for_arrival_times(client: socket.socket, server: socket.socket) -> None:
    """Wait until Linux records when data arrives: shortly after a first socket has asked for it."""
    arrived = read = 0.0
    while arrived is not None and arrived >= read:
        server.sendall(b"\n")
        select.select([client], [], [])
        time.sleep(0.01)
        read = time.time()
        arrived = _arrival_of_next_byte(client)
        client.recv(1)


def measured(client: socket.socket, server: socket.socket, *steps: str) -> tuple[float, float]:
    """Return the response time that a timer measures, and the time until the response was read.

    The test waits before it reads the response, like a busy load generator.
    """
    timer = ResponseTimer()
    timer.trace("connection.connect_tcp.complete", {"return_value": Stream(client)})
    wait_for_arrival_times(client, server)
    started = time.perf_counter()
    for step in steps:
        timer.trace(step, {})
    timer.trace("http11.send_request_headers.started", {})
    server.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    select.select([client], [], [])
    time.sleep(BUSY)
    timer.trace("http11.receive_response_headers.started", {})
    assert client.recv(100).startswith(b"HTTP/1.1 204 "), "the timer has not read the response"
    timer.trace("http11.receive_response_body.complete", {})
    assert timer.seconds is not None
    return timer.seconds, time.perf_counter() - started


def test_the_time_that_a_response_waits_for_the_generator_is_not_counted(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    seconds, whole = measured(*connected)

    assert 0 <= seconds <= whole - BUSY + CLOCK_ERROR


def test_without_the_time_of_arrival_the_time_of_reading_is_used(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    seconds, whole = measured(*connected, "connection.start_tls.complete")

    assert BUSY <= seconds <= whole


def test_a_response_that_does_not_arrive_is_a_timeout(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    client, _server = connected
    client.settimeout(0.01)
    timer = ResponseTimer()
    timer.trace("connection.connect_tcp.complete", {"return_value": Stream(client)})

    with pytest.raises(httpcore.ReadTimeout):
        timer.trace("http11.receive_response_headers.started", {})
