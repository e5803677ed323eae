"""A program that shares a client with child processes, and reports the responses of each process.

The tests run the program in a new interpreter, because a fork of the process of the tests would
also copy their threads. The program imports little besides the client, because each spawned child
imports the program again. Arguments: SCENARIO CHILDREN CALLS MODULE ARGUMENTS. MODULE is the module
of an operation with pages, and ARGUMENTS are its required arguments as JSON. Environment variables
configure the client. The output has the reports of synchronous and asynchronous calls as JSON.
"""

from __future__ import annotations

import asyncio
import ctypes
import faulthandler
import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import httpx
from attrs import asdict, define, field
from bitgo_oes import Client
from bitgo_oes._transport.pools import pools

# An idle connection stays open, however long the machine takes.
httpx._config.DEFAULT_LIMITS.keepalive_expiry = None

OPERATION: Any = import_module(sys.argv[4])
REQUIRED: dict[str, Any] = json.loads(sys.argv[5])

FIRST_RESPONSE: list[int] = []
"""The file descriptor to which a child process writes once it has received a response."""

LEFT: list[object] = []
"""Objects that the program keeps, so that only the exit of the interpreter deletes the objects."""


@define
class Report:
    """The calls of one process.

    Attributes:
        wrong: The ids of the responses that belong to another call, with the expected ids.
        ports: The ports of the connections of the calls, in the order of their first use.
        descriptors: The number of open file descriptors after the first call and after the last.
    """

    wrong: list[tuple[str, str]] = field(factory=list)
    ports: list[int] = field(factory=list)
    descriptors: list[int] = field(factory=list)

    def add(self, expected: str, payload: Any) -> None:
        """Record the response to a call."""
        if payload.client_id != expected:
            self.wrong.append((expected, payload.client_id))
        if payload["port"] not in self.ports:
            self.ports.append(payload["port"])
        while FIRST_RESPONSE:
            os.write(FIRST_RESPONSE.pop(), b"\n")

    def count_descriptors(self) -> None:
        """Record the number of open file descriptors of this process."""
        self.descriptors.append(len(os.listdir("/dev/fd")))  # noqa: PTH208 - not a folder of files


def make_calls(client: Client, form: str, first: int, count: int, report: Report) -> None:
    """Call the operation ``count`` times with consecutive page numbers. Record the responses."""

    async def awaited() -> None:
        for number in range(first, first + count):
            arguments = REQUIRED | {"page_number": number}
            report.add(str(number), await OPERATION.asyncio(**arguments, client=client))
            if number in (first, first + count - 1):
                report.count_descriptors()

    if form == "asyncio":
        asyncio.run(awaited())
        return
    for number in range(first, first + count):
        arguments = REQUIRED | {"page_number": number}
        report.add(str(number), OPERATION.sync(**arguments, client=client))
        if number in (first, first + count - 1):
            report.count_descriptors()


@contextmanager
def forked(
    children: int,
    work: Callable[[int], Report],
    *,
    fork: Callable[[], int] = os.fork,
    leave: Callable[[int], object] = sys.exit,
) -> Iterator[list[dict[str, Any]]]:
    """Fork child processes that run a function, and collect the reports of the child processes.

    The context manager yields a list, to which the end of the `with` block adds the reports. After
    each fork, this process waits until the child process has received its first response.
    Otherwise, the processes might open separate connections, and the tests would not notice that
    the processes share an idle connection by mistake.

    Args:
        children: The number of child processes.
        work: The function, whose argument is the number of the child process.
        fork: The function that forks this process.
        leave: The function that ends a child process; `sys.exit` runs all finalizers.
    """
    reports: list[dict[str, Any]] = []
    pipes: list[int] = []
    for number in range(1, children + 1):
        reading, writing = os.pipe()
        if fork() == 0:
            signal.alarm(10)  # ends a child process that waits for a lock forever
            os.close(reading)
            FIRST_RESPONSE.append(writing)
            with os.fdopen(writing, "w") as file:
                json.dump(asdict(work(number)), file)
            gc.collect()
            leave(0)
        os.close(writing)
        pipes.append(reading)
        if not os.read(reading, 1):
            os.write(2, b"a child process ended before its first response\n")
            os._exit(1)  # a finalizer could wait for a lock that this process holds
    yield reports
    for reading in pipes:
        with os.fdopen(reading) as file:
            reports.append(json.loads(file.read() or "null"))
    for _ in pipes:
        _, status = os.wait()
        if status:
            sys.exit(f"a child process ended with the status {status}")


def share(
    client: Client,
    form: str,
    children: int,
    calls: int,
    *,
    before: Callable[[], object] = lambda: None,
    **how: Any,
) -> dict[str, Any]:
    """Use a client in this process, and at the same time in child processes that inherit it.

    The function `before` is called immediately before the forks.
    """
    parent = Report()
    make_calls(client, form, 1, 2, parent)

    def work(number: int) -> Report:
        report = Report()
        make_calls(client, form, number * 1000, calls, report)
        return report

    before()
    with forked(children, work, **how) as reports:
        make_calls(client, form, 500, calls, parent)
    make_calls(client, form, 700, 2, parent)
    return {"parent": asdict(parent), "children": reports}


def fork_inherits(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Share an open client with child processes."""
    with client:
        return share(client, form, children, calls)


def fork_without_hooks(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Fork like uWSGI, which does not call the functions of `os.register_at_fork`."""
    with client:
        return share(client, form, children, calls, fork=ctypes.PyDLL(None).fork, leave=os._exit)


def fork_passed_transport(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Let child processes share a client whose HTTP transports the user has created."""
    with client.with_options(
        transport=httpx.HTTPTransport(), async_transport=httpx.AsyncHTTPTransport()
    ) as passed:
        return share(passed, form, children, calls)


def fork_passed_client(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Make calls in this process and in child processes, which share the user's HTTP client."""
    if form == "asyncio":
        passed = client.with_options(async_http_client=httpx.AsyncClient())
        return fork_in_event_loop(passed, form, children, calls)
    with httpx.Client() as http:
        return share(client.with_options(http_client=http), form, children, calls)


def fork_in_event_loop(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Fork while an event loop runs in which the client has an open connection."""
    parent = Report()

    async def call(first: int, count: int) -> None:
        for number in range(first, first + count):
            arguments = REQUIRED | {"page_number": number}
            parent.add(str(number), await OPERATION.asyncio(**arguments, client=client))

    def work(number: int) -> Report:
        report = Report()
        make_calls(client, form, number * 1000, calls, report)
        return report

    async def main() -> list[dict[str, Any]]:
        async with client:
            await call(1, 2)
            with forked(children, work, leave=os._exit) as reports:
                await call(500, calls)
            await call(700, 2)
        passed = client._session.connections._async_client
        if passed is not None:
            await passed.aclose()
        return reports

    return {"children": asyncio.run(main()), "parent": asdict(parent)}


def fork_within_iteration(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Fork while an iterator is between two pages. The child processes continue the iteration."""
    del form
    parent = Report()
    pages = OPERATION.iter_pages(**REQUIRED, client=client)

    def read(first: int, report: Report) -> None:
        for number in range(first, first + calls):
            report.add(str(number), next(pages))

    def work(_: int) -> Report:
        report = Report()
        read(calls, report)
        return report

    with client:
        read(0, parent)
        with forked(children, work) as reports:
            read(calls, parent)
    return {"parent": asdict(parent), "children": reports}


def fork_within_prefetch(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Fork while an iterator requests the next page. The child processes continue the iteration."""
    del form
    parent = Report()
    released = threading.Event()

    def hold_back(_: httpx.Request) -> None:
        if threading.current_thread() is not threading.main_thread():
            released.wait(15)

    def read(first: int, report: Report) -> None:
        for number in range(first, first + calls):
            report.add(str(number), next(pages))

    def work(_: int) -> Report:
        released.set()
        report = Report()
        read(1, report)
        return report

    with httpx.Client(event_hooks={"request": [hold_back]}) as http:
        shared = client.with_options(http_client=http)
        pages = OPERATION.iter_pages(**REQUIRED, client=shared, prefetch=True)
        parent.add("0", next(pages))
        with forked(children, work) as reports:
            released.set()
            read(1, parent)
        pages.close()
        shared.close()
    return {"parent": asdict(parent), "children": reports}


def exit_within_prefetch(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Exit Python while an iterator waits for a page that never arrives."""
    del form, children, calls
    parent = Report()

    def hold_back(_: httpx.Request) -> None:
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait()

    http = httpx.Client(event_hooks={"request": [hold_back]})
    shared = client.with_options(http_client=http)
    pages = OPERATION.iter_pages(**REQUIRED, client=shared, prefetch=True)
    LEFT.append(pages)
    faulthandler.dump_traceback_later(10, exit=True)  # ends an interpreter that waits forever
    parent.add("0", next(pages))
    return {"parent": asdict(parent), "children": []}


def fork_with_held_locks(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Fork while other threads hold the locks of the client and of the connection pools."""
    held = []

    def hold() -> None:
        (opened,) = client._session.connections._opened.values()
        held.append(opened.lock)
        if opened.sync_client is not None:
            (pool,) = pools(opened.sync_client)
            held.append(pool._optional_thread_lock._lock)
        for lock in held:
            lock.acquire()

    def fork() -> int:
        pid = os.fork()
        if pid != 0 and len(forks) == children - 1:
            for lock in held:
                lock.release()
        forks.append(pid)
        return pid

    forks: list[int] = []
    with client:
        return share(client, form, children, calls, before=hold, fork=fork)


def event_loops(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Use a client in several event loops, one after another, and do not close the client."""
    report = Report()
    for number in range(children):
        make_calls(client, form, number * 1000, calls, report)
    return {"parent": asdict(report), "children": []}


def spawn(client: Client, form: str, children: int, calls: int) -> dict[str, Any]:
    """Make calls in this process, and with a new client in each spawned child process."""
    parent = Report()
    with client, multiprocessing.get_context("spawn").Pool(children) as pool:
        make_calls(client, form, 1, 2, parent)
        made = [
            pool.apply_async(spawned, (form, number * 1000, calls))
            for number in range(1, children + 1)
        ]
        make_calls(client, form, 500, calls, parent)
        reports = [asdict(each.get(60)) for each in made]
        pool.close()
        pool.join()
    return {"parent": asdict(parent), "children": reports}


def spawned(form: str, first: int, calls: int) -> Report:
    """Make calls with a new client in a child process."""
    report = Report()
    with Client.from_env() as client:
        make_calls(client, form, first, calls, report)
    return report


SCENARIOS: dict[str, Callable[[Client, str, int, int], dict[str, Any]]] = {
    each.__name__: each
    for each in (
        *(fork_inherits, fork_without_hooks, fork_passed_transport, fork_passed_client),
        *(fork_in_event_loop, fork_within_iteration, fork_within_prefetch, fork_with_held_locks),
        *(event_loops, spawn, exit_within_prefetch),
    )
}

if __name__ == "__main__":
    scenario, children, calls = sys.argv[1:4]
    print(
        json.dumps(
            {
                form: SCENARIOS[scenario](
                    Client.from_env(max_retries=0), form, int(children), int(calls)
                )
                for form in ("sync", "asyncio")
            }
        )
    )
