"""Tests of the iterators with `prefetch`: one page is requested while another page is used."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
from attrs import define, field
from bitgo_oes import Client, errors
from bitgo_oes.models import ClientBalances
from hypothesis import given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import TOKEN, module_of, single_attempt_factory
from .document import CONTRACT, OPERATION
from .generated_arguments import required
from .scripted_sockets import Connection, response, scripted

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
RECORD = next(iter(BODY["networkBalances"].values())) | {"balances": {}}
MODULE = module_of(OPERATION)
REQUIRED: dict[str, Any] = required(OPERATION)

each_event_loop = pytest.mark.parametrize("event_loop", ["asyncio", "trio"])
each_iterator = pytest.mark.parametrize("of", ["pages", "records"])


def page_of(number: int, size: int, last: int) -> bytes:
    """Return the body of a page with some records. Pages after the last page have no records."""
    numbers = range(number * size, (number + 1) * size if number <= last else 0)
    record = json.dumps(RECORD)
    records = ",".join(f'"{UUID(int=each)}": {record}' for each in numbers)
    return (json.dumps(BODY | {"networkBalances": {}})[:-2] + records + "}}").encode()


@define
class Server:
    """A transport with pages of one record, which records each request.

    Attributes:
        last: The number of the last page with records.
        held: The number of a page whose response is held back until `release` is set.
        numbers: The page numbers of the requests.
        received: An event for each page, which its request sets.
        cancelled: The page numbers of the asynchronous requests that were cancelled.
    """

    last: int = 9
    held: int | None = None
    release: threading.Event = field(factory=threading.Event)
    numbers: list[int] = field(factory=list)
    received: list[threading.Event] = field(factory=lambda: [threading.Event() for _ in range(20)])
    cancelled: list[int] = field(factory=list)

    def _receive(self, request: httpx.Request) -> tuple[int, httpx.Response]:
        number = int(request.url.params["pageNumber"])
        self.numbers.append(number)
        self.received[number].set()
        return number, httpx.Response(200, content=page_of(number, 1, self.last))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number, page = self._receive(request)
        if number == self.held:
            assert self.release.wait(60)
        return page

    async def respond(self, request: httpx.Request) -> httpx.Response:
        number, page = self._receive(request)
        try:
            while number == self.held and not self.release.is_set():
                await anyio.sleep(0)
        except BaseException:
            with anyio.CancelScope(shield=True):
                for _ in range(20):  # the end of a request takes some steps of the event loop
                    await anyio.sleep(0)
            self.cancelled.append(number)
            raise
        return page

    def client(self, **options: Any) -> Client:
        """Return a client that uses this transport."""
        asynchronous = httpx.MockTransport(self.respond)
        return single_attempt_factory(self, **{"async_transport": asynchronous} | options)()


def background_threads() -> list[threading.Thread]:
    """Return the threads in which the client runs calls in the background."""
    return [each for each in threading.enumerate() if each.name == "bitgo-oes background call"]


def wait_for_background_threads() -> None:
    """Wait until all calls in the background have ended."""
    for thread in background_threads():
        thread.join(60)
        assert not thread.is_alive()


def iterator(client: Client, *, of: str = "pages", **arguments: Any) -> Any:
    return getattr(MODULE, f"iter_{of}")(**REQUIRED, client=client, prefetch=True, **arguments)


def async_iterator(client: Client, *, of: str = "pages", **arguments: Any) -> Any:
    return getattr(MODULE, f"aiter_{of}")(**REQUIRED, client=client, prefetch=True, **arguments)


def run(event_loop: str, function: Callable[[], Awaitable[None]]) -> None:
    anyio.run(function, backend=event_loop)


@each_iterator
def test_only_the_next_page_is_requested_while_a_page_is_used(of: str) -> None:
    server = Server(last=3)
    with server.client() as client:
        items = iterator(client, of=of)
        assert server.numbers == []
        for number in range(4):
            next(items)
            wait_for_background_threads()
            assert server.numbers == [*range(number + 2)]
        assert next(items, None) is None
        assert background_threads() == []
    assert server.numbers == [*range(5)]


@each_event_loop
@each_iterator
def test_only_the_next_page_is_requested_by_a_task_while_a_page_is_used(
    event_loop: str, of: str
) -> None:
    server = Server(last=3)

    async def main() -> None:
        async with server.client() as client:
            items = async_iterator(client, of=of)
            for number in range(4):
                await anext(items)
                await anyio.wait_all_tasks_blocked()
                assert server.numbers == [*range(number + 2)]
            assert await anext(items, None) is None

    run(event_loop, main)
    assert server.numbers == [*range(5)]


def test_a_page_is_used_before_the_next_page_is_received() -> None:
    server = Server(held=1)
    with server.client() as client:
        pages = iterator(client)
        assert next(pages).network_balances
        assert server.received[1].wait(60)
        server.release.set()
        assert [*next(pages).network_balances] == [str(UUID(int=1))]
        pages.close()


@each_event_loop
def test_a_page_is_used_before_a_task_receives_the_next_page(event_loop: str) -> None:
    server = Server(held=1)

    async def main() -> None:
        async with server.client() as client:
            pages = async_iterator(client)
            assert (await anext(pages)).network_balances
            await wait_until(server.received[1].is_set)
            server.release.set()
            assert [*(await anext(pages)).network_balances] == [str(UUID(int=1))]
            await pages.aclose()

    run(event_loop, main)


@given(last=st.integers(0, 5), data=st.data())
def test_an_error_of_the_next_page_is_raised_when_the_page_is_due(
    last: int, data: st.DataObject
) -> None:
    broken = data.draw(st.integers(1, last + 1))
    server = Server(last=last)

    def respond(request: httpx.Request) -> httpx.Response:
        response = server(request)
        return httpx.Response(401) if server.numbers[-1] == broken else response

    with single_attempt_factory(respond)() as client:
        pages = iterator(client)
        for number in range(broken):
            assert [*next(pages).network_balances] == [str(UUID(int=number))]
            wait_for_background_threads()
        assert server.numbers == [*range(broken + 1)]
        with pytest.raises(errors.ApiError):
            next(pages)
        assert list(pages) == []
    assert server.numbers == [*range(broken + 1)]


@contextmanager
def silent_second_page() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """Run a server that sends the first page, and never responds to the request for the second.

    Returns:
        The URL of the server, an event that is set when the second request arrives, and an event
        that is set when the connection of the second request ends.
    """
    received, gone = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        connection.send(response(page_of(0, 1, 9)))

    def second(connection: Connection) -> None:
        received.set()
        try:
            if connection.socket.recv(1) == b"":
                gone.set()
        except ConnectionError:
            gone.set()

    with scripted(first, second) as server:
        yield server.url, received, gone


def to(url: str, **options: Any) -> Client:
    return Client(TOKEN, base_url=url, timeout=60.0, deadline=None, max_retries=0, **options)


ENDS: dict[str, Callable[[Any, Client], object]] = {
    "the iterator is closed": lambda pages, _: pages.close(),
    "the client is closed": lambda _, client: client.close(),
    "a loop ends early": lambda *_: None,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("copied", [False, True], ids=["client", "copy"])
def test_the_request_for_the_next_page_is_cancelled(
    end: Callable[[Any, Client], object], copied: bool
) -> None:
    with silent_second_page() as (url, received, gone), to(url) as opened:
        client = opened.with_options(timeout=59.0) if copied else opened
        pages = iterator(client)
        next(pages)
        assert received.wait(60)

        end(pages, client)
        del pages

        assert gone.wait(10)
        client.close()
        assert background_threads() == []


@each_event_loop
def test_the_request_of_a_task_for_the_next_page_is_cancelled(event_loop: str) -> None:
    server = Server(held=1)

    async def main() -> None:
        async with server.client() as client:
            pages = async_iterator(client)
            await anext(pages)
            await wait_until(server.received[1].is_set)
            await pages.aclose()
            assert server.cancelled == [1]

    run(event_loop, main)


@each_event_loop
def test_a_cancelled_caller_cancels_the_request_for_the_next_page(event_loop: str) -> None:
    server = Server(held=1)

    async def main() -> None:
        async with server.client() as client:
            pages = async_iterator(client)
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    await anext(pages)
                    group.start_soon(anext, pages)
                    await wait_until(server.received[1].is_set)
                    scope.cancel()
            assert server.cancelled == [1]

    run(event_loop, main)


async def wait_until(condition: Callable[[], bool]) -> None:
    with anyio.fail_after(60):
        while not condition():
            await anyio.sleep(0)


def test_a_loop_of_a_task_that_ends_early_cancels_the_request_without_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Server(held=1)

    async def main() -> None:
        async with server.client() as client:
            async for _ in async_iterator(client):
                await wait_until(server.received[1].is_set)
                break
            await wait_until(lambda: server.cancelled == [1])

    asyncio.run(main())
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("copied", [False, True], ids=["client", "copy"])
def test_a_page_of_a_closed_client_is_not_yielded(copied: bool) -> None:
    server = Server()
    opened = server.client()
    client = opened.with_options(timeout=1.0) if copied else opened
    pages = iterator(client)
    next(pages)
    wait_for_background_threads()
    opened.close()

    with pytest.raises(errors.ClientClosedError):
        next(pages)


def test_closing_the_client_ends_the_delay_before_a_retry(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    delayed = threading.Event()

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "retry in 50.0 s" in record.getMessage():
                delayed.set()

    def respond(request: httpx.Request) -> httpx.Response:
        page = server(request)
        return (
            page if server.numbers[-1] == 0 else httpx.Response(503, headers={"Retry-After": "50"})
        )

    handler = Handler()
    logger = logging.getLogger("bitgo_oes")
    caplog.set_level(logging.INFO, "bitgo_oes")
    logger.addHandler(handler)
    try:
        with single_attempt_factory(respond, max_retries=5, timeout=5.0, deadline=None)() as client:
            pages = iterator(client)
            next(pages)
            assert delayed.wait(60)
        assert background_threads() == []
    finally:
        logger.removeHandler(handler)
    assert server.numbers == [0, 1]


CALLER: ContextVar[str] = ContextVar("CALLER")


def test_the_next_page_is_requested_in_the_context_of_the_caller() -> None:
    seen: list[str] = []
    server = Server(last=1)

    def token() -> str:
        seen.append(CALLER.get())
        return TOKEN

    async def main() -> None:
        async with server.client(token=token) as client:
            assert len([page async for page in async_iterator(client)]) == 2

    CALLER.set("caller")
    with server.client(token=token) as client:
        assert len(list(iterator(client))) == 2
    for event_loop in ("asyncio", "trio"):
        run(event_loop, main)
    assert seen == ["caller"] * 9


def test_an_iterator_works_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    server = Server(last=2)
    with server.client() as client, monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        assert len(list(iterator(client))) == 3
    assert server.numbers == [0, 1, 2, 3]


RECORDS, SIZE = 100_000, 5_000


def pages_in_memory() -> int:
    return sum(type(each) is ClientBalances for each in gc.get_objects())


@pytest.mark.parametrize("prefetch", [False, True])
def test_at_most_two_pages_are_in_memory_and_three_with_prefetch(prefetch: bool) -> None:
    last = RECORDS // SIZE - 1
    held: list[int] = []

    def respond(request: httpx.Request) -> httpx.Response:
        held.append(pages_in_memory() + 1)  # including the page of this response
        number = int(request.url.params["pageNumber"])
        return httpx.Response(200, content=page_of(number, SIZE, last))

    gc.collect()
    before = pages_in_memory()
    with single_attempt_factory(respond, max_body_bytes=10**9)() as client:
        pages = MODULE.iter_pages(**REQUIRED, client=client, page_size=SIZE, prefetch=prefetch)
        assert sum(len(page.network_balances) for page in pages) == RECORDS

    assert len(held) == last + 2  # the number of requests is linear
    assert max(held) - before <= (3 if prefetch else 2)
