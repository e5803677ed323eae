"""A server of raw bytes: each connection is answered by the next part of a script."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from attrs import define, field

Part = Callable[["Connection"], None]


@define
class Connection:
    """One accepted connection, its request read up to the end of the head."""

    socket: socket.socket
    head: bytes
    ended: threading.Event

    def send(self, data: bytes) -> None:
        """Send bytes. Raises OSError once the other side has gone."""
        self.socket.sendall(data)

    def reset(self) -> None:
        """End the connection as a crash does, not as a farewell."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def drip(self, data: bytes, pause: float) -> int:
        """Send byte after byte; return how many were sent before the other side had gone."""
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
    """Where it listens, and the heads of the requests that it got."""

    url: str
    heads: list[bytes] = field(factory=list)


@contextmanager
def scripted(*parts: Part) -> Iterator[RawServer]:
    """Serve on 127.0.0.1 while the block lasts; the last part answers all further connections."""
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
                thread = threading.Thread(target=answer, args=(accepted, part), daemon=True)
                threads.append(thread)
                thread.start()

        def answer(accepted: socket.socket, part: Part) -> None:
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
            # accept() does not notice that its socket is closed; it notices a connection.
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


def response(
    body: bytes, *headers: str, status: str = "200 OK", length: int | None = None
) -> bytes:
    """Return a response, by default with the length that it has."""
    declared = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {declared}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body
