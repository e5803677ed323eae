"""Measure the response times of a server without the waiting times of the load generator.

With many users, a response waits until the generator reads it. The operating system knows when the
response arrived.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Mapping
from typing import Any

import httpcore

#: The socket option for the time at which data arrived, and the format of this time: seconds and
#: nanoseconds since 1970. Only Linux has the option for TCP.
_ARRIVAL_OPTION = 35 if sys.platform == "linux" else None
_ARRIVAL = struct.Struct("qq")


class ResponseTimer:
    """A timer of the requests that one user sends, one after the other.

    The timer is the trace extension of httpcore, which reports the steps of a request. The
    operating system reports when the first byte of a response arrived. With TLS, and on systems
    other than Linux, the timer uses the time at which this process read the first byte.

    Attributes:
        seconds: The time from the start of the request to the last byte of the response; None
            before the first response.
    """

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._socket: socket.socket | None = None
        self._sent = self._sent_clock = 0.0
        self._until_first_byte = self._first_byte_read = 0.0

    def trace(self, step: str, info: Mapping[str, Any]) -> None:
        """Handle an event that httpcore reports during a request, such as the end of a connect."""
        match step:
            case "connection.connect_tcp.complete":
                self._socket = info["return_value"].get_extra_info("socket")
                _request_arrival_times(self._socket)
            case "connection.start_tls.complete":
                self._socket = None  # the operating system sees only encrypted data
            case "http11.send_request_headers.started":
                self.seconds = None
                # The clock is read before sending, since the server may run before this process.
                self._sent, self._sent_clock = time.time(), time.perf_counter()
            case "http11.receive_response_headers.started":
                self._wait_for_first_byte()
            case "http11.receive_response_body.complete":
                self.seconds = self._until_first_byte + time.perf_counter() - self._first_byte_read

    def _wait_for_first_byte(self) -> None:
        arrived = None if self._socket is None else _arrival_of_next_byte(self._socket)
        if arrived is None:
            self._until_first_byte, self._first_byte_read = 0.0, self._sent_clock
        else:
            self._until_first_byte = max(0.0, arrived - self._sent)
            self._first_byte_read = time.perf_counter()


def _request_arrival_times(connection: socket.socket | None) -> None:
    if connection is not None and _ARRIVAL_OPTION is not None:
        connection.setsockopt(socket.SOL_SOCKET, _ARRIVAL_OPTION, 1)


def _arrival_of_next_byte(connection: socket.socket) -> float | None:
    """Wait for the next byte, and return the time of its arrival, in seconds since 1970.

    The byte stays in the buffer of the socket. The function returns None if the time is not known,
    or if the connection fails, which the next read reports.

    Raises:
        httpcore.ReadTimeout: If no byte arrives within the timeout of the socket.
    """
    if _ARRIVAL_OPTION is None:
        return None
    try:
        _, ancillary, _, _ = connection.recvmsg(1, 128, socket.MSG_PEEK)
    except TimeoutError:
        raise httpcore.ReadTimeout("timed out") from None
    except OSError:
        return None
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _ARRIVAL_OPTION and len(data) >= _ARRIVAL.size:
            seconds, nanoseconds = _ARRIVAL.unpack_from(data)
            return float(seconds) + float(nanoseconds) / 1e9
    return None
