"""A server of generated pages, which runs in a process of its own.

The server is much faster than the clients, so that a benchmark measures the clients. The first
part of the path of its URL is the number of records, as in `http://127.0.0.1:8000/100000`. A second
number, as in `/1000-20`, is the milliseconds for which the server waits before each response.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from openapi.repository import ROOT

from .response_payload import body

_REQUEST = re.compile(rb"GET /([0-9]+)(?:-([0-9]+))?/[^ ]* HTTP/1\.1\r\n")
_PAGE = re.compile(rb"pageNumber=([0-9]+)")
_SIZE = re.compile(rb"pageSize=([0-9]+)")
_MARK = "00000000"


@contextmanager
def page_server() -> Iterator[str]:
    """Start the page server for a `with` block, and yield the base URL of the server."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def page(records: int, number: int, size: int) -> bytes:
    """Return the JSON body of a page of records.

    Args:
        records: The number of records on all pages.
        number: The number of the page, from 0.
        size: The largest number of records on a page.
    """
    content = _template(max(0, min(size, records - number * size)))
    return content.replace(f'"{_MARK}-'.encode(), f'"{number + 1:08x}-'.encode())


@cache
def _template(records: int) -> bytes:
    """Return the body of a page, in which each record id has a placeholder for the page number."""
    content = json.loads(body(records))
    content["networkBalances"] = {
        _MARK + connection[len(_MARK) :]: record
        for connection, record in content["networkBalances"].items()
    }
    return json.dumps(content, separators=(",", ":")).encode()


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._respond(head)

    def _respond(self, head: bytes) -> None:
        request = _REQUEST.match(head)
        if request is None:
            self._transport.close()
            return
        number, size = _PAGE.search(request[0]), _SIZE.search(request[0])
        content = page(
            int(request[1]), int(number[1]) if number else 0, int(size[1]) if size else 100
        )
        response = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        response += b"Content-Length: %d\r\n\r\n%b" % (len(content), content)
        if request[2]:
            seconds = int(request[2]) / 1000
            asyncio.get_running_loop().call_later(seconds, self._transport.write, response)
        else:
            self._transport.write(response)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
