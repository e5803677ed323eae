"""A TCP server for tests. The server handles each connection with the next of several functions."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from attrs import define, field

Part = Callable[["Connection"], None]


@define
class Connection:
    """An accepted connection from which the head of the request has been read."""

    socket: socket.socket
    head: bytes
    ended: threading.Event

    def send(self, data: bytes) -> None:
        """Send bytes. Raises OSError if the client has closed the connection."""
        self.socket.sendall(data)

    def drip(self, data: bytes, pause: float) -> int:
        """Send data one byte at a time; return the number of bytes sent before a disconnect."""
        for number in range(len(data)):
            if self.ended.wait(pause):
                return number
            try:
                self.send(data[number : number + 1])
            except OSError:
                return number
        return len(data)


@define
class RawServer:
    """A local HTTP server that a test controls.

    Attributes:
        url: The URL of the server.
        heads: The request line and the headers of each received request, as bytes.
    """

    url: str
    heads: list[bytes] = field(factory=list)


@contextmanager
def scripted(*parts: Part) -> Iterator[RawServer]:
    """Run a server on 127.0.0.1 that handles the nth connection with the nth given function.

    The last function also handles all later connections.
    """
    ended = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def accept() -> None:
            number = 0
            while True:
                try:
                    accepted, _ = listener.accept()
                except OSError:
                    return
                if ended.is_set():
                    accepted.close()
                    return
                part = parts[min(number, len(parts) - 1)]
                number += 1
                thread = threading.Thread(target=respond, args=(accepted, part), daemon=True)
                threads.append(thread)
                thread.start()

        def respond(accepted: socket.socket, part: Part) -> None:
            with accepted, suppress(OSError):
                head = _head(accepted)
                if head:
                    server.heads.append(head)
                    part(Connection(accepted, head, ended))

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield server
        finally:
            ended.set()
            # Closing the socket does not wake accept(). A connection does.
            with suppress(OSError):
                socket.create_connection(listener.getsockname(), timeout=60).close()
            acceptor.join()
            for thread in threads:
                thread.join()


def _head(accepted: socket.socket) -> bytes:
    accepted.settimeout(60)
    head = b""
    while b"\r\n\r\n" not in head:
        received = accepted.recv(65_536)
        if not received:
            return b""
        head += received
    return head


def response(body: bytes, *headers: str) -> bytes:
    """Return the bytes of a response with status 200, the given body, and its `Content-Length`."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body
