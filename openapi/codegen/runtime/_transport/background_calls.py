"""Make a call while the caller continues: in a thread, or in a task of the event loop."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from importlib import import_module
from threading import Thread, current_thread
from typing import Any, Generic, TypeAlias, TypeVar, cast

from .deadline import CancellableDeadline, Deadline

T = TypeVar("T")

Outcome: TypeAlias = tuple[T] | BaseException
"""The outcome of a call: a tuple with the result, or the error that the call raised."""

_NAME = "bitgo-oes background call"


class BackgroundCall(Generic[T]):
    """A synchronous call that runs in a thread of its own, in a copy of the current context.

    Args:
        make: A function that makes the call by a deadline, and returns the result. Without a
            deadline, the call has the deadline of the client.
        deadline: The deadline of the call.
        owner: The object whose close cancels the call.

    Attributes:
        owner: The object whose close cancels the call.
    """

    __slots__ = ("_deadline", "_make", "_outcome", "_process", "_thread", "owner")

    def __init__(
        self, make: Callable[[Deadline | None], T], deadline: CancellableDeadline, owner: object
    ) -> None:
        self.owner = owner
        self._make = make
        self._deadline = deadline
        self._outcome: Outcome[T] | None = None
        self._process = os.getpid()
        target = copy_context().run
        self._thread = Thread(target=target, args=(self._run,), name=_NAME, daemon=True)

    def start(self) -> None:
        """Start the thread, which makes the call.

        If no thread can start, as at the exit of Python, the method `result` makes the call.
        """
        with suppress(RuntimeError):
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the thread of the call runs. It never runs in a forked child process."""
        return self._process == os.getpid() and self._thread.is_alive()

    def result(self) -> T:
        """Wait for the end of the call. Return its result, or raise its error.

        A process that was forked during the call makes the call again.
        """
        if self.running:
            self._thread.join()
        outcome, self._outcome = self._outcome, None
        return self._make(None) if outcome is None else _unwrap(outcome)

    def cancel(self) -> None:
        """Cancel the call without waiting for its end."""
        if self.running:  # a forked process shares the sockets of the call
            self._deadline.cancel()

    def join(self, timeout: float) -> None:
        """Wait for the end of the call, for at most some seconds."""
        if self.running and self._thread is not current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._outcome = (self._make(self._deadline),)
        except BaseException as error:
            self._outcome = error


class AsyncBackgroundCall(Generic[T]):
    """An asynchronous call that runs in a task of its own, in a copy of the current context.

    Args:
        make: A function that makes the call and returns the result.
    """

    __slots__ = ("_done", "_make", "_outcome", "_scope", "_task")

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        import anyio  # see `aexchange`

        self._make = make
        self._outcome: Outcome[T] | None = None
        self._scope = anyio.CancelScope()
        self._done = anyio.Event()
        self._task = _start_task(self._run, self._done.set)

    async def result(self) -> T:
        """Wait for the end of the call. Return its result, or raise its error.

        If another part of the program has cancelled the task, the call is made again.
        """
        await self._done.wait()
        outcome, self._outcome = self._outcome, None
        return await self._make() if outcome is None else _unwrap(outcome)

    async def cancel(self) -> None:
        """Cancel the call, and wait for its end."""
        import anyio

        self._scope.cancel()
        with anyio.CancelScope(shield=True):
            await self._done.wait()

    async def _run(self) -> None:
        import anyio

        try:
            with self._scope:
                try:
                    self._outcome = (await self._make(),)
                except anyio.get_cancelled_exc_class():
                    raise
                except BaseException as error:
                    self._outcome = error
        finally:
            self._done.set()


def _start_task(run: Callable[[], Coroutine[Any, Any, None]], done: Callable[[], None]) -> object:
    """Run a function in a task of the running event loop, and return the task.

    The task must not raise an error. `done` is called at its end, even if it is cancelled first.
    """
    import asyncio

    import sniffio

    if sniffio.current_async_library() == "trio":
        # A nursery would have to enclose the `yield` of the iterator, which trio does not allow.
        spawn = import_module("trio.lowlevel").spawn_system_task
        return cast(object, spawn(run, name=_NAME, context=copy_context()))
    task = asyncio.get_running_loop().create_task(run(), name=_NAME)
    task.add_done_callback(lambda _: done())
    return task


def _unwrap(outcome: Outcome[T]) -> T:
    if isinstance(outcome, tuple):
        return outcome[0]
    try:
        raise outcome
    finally:
        del outcome  # the traceback of the error refers to this frame
