"""The interface of the compared clients, and code that their implementations share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol

import httpx

Action = Callable[[], object]

ENTERPRISE = "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"
PATH = f"/api/network/v1/enterprises/{ENTERPRISE}/clients/balances"
TOKEN = "a-token"  # noqa: S105 - not a real token
URL = "https://oes.invalid"
HEADERS = {"Content-Type": "application/json"}
AT_ONCE = 32
"""The number of asynchronous calls that run at the same time."""


class Startup(NamedTuple):
    """Two functions to compare. The first takes longer by the time to construct a client.

    Attributes:
        with_new: A function that creates a client, sends one request and closes the client.
        with_open: A function that sends one request with a client that is already open.
    """

    with_new: Action
    with_open: Action


class ComparedClient(Protocol):
    """A client that the benchmarks measure. Creating an instance imports the client.

    The benchmarks do not measure what a client has no method for.
    """

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes the body of a 200 response, as each API call does."""

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a decoded response body as JSON again."""

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the API once, over an in-memory transport."""

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes `AT_ONCE` asynchronous API calls at the same time.

        The calls use an in-memory transport. The function returns the decoded body of one
        response.
        """

    def startup(self, base_url: str) -> Startup:
        """Return two functions that call the API: with a new client, and with an open client."""

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that reads all pages of the balances, and counts the records."""


def responding(body: bytes) -> httpx.MockTransport:
    """Return an httpx transport that responds to each request with `body`, without sockets."""
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=HEADERS, content=body))


def at_once(call: Callable[[], Awaitable[Any]]) -> Callable[[], Any]:
    """Return a function that runs `AT_ONCE` asynchronous API calls in one open event loop."""
    runner = asyncio.Runner()

    async def gather() -> Any:
        return (await asyncio.gather(*(call() for _ in range(AT_ONCE))))[0]

    return lambda: runner.run(gather())


def count_pages(request: Callable[[int], int]) -> int:
    """Request pages until a page has no records, and return the number of records."""
    total = number = 0
    while records := request(number):
        total += records
        number += 1
    return total
