"""Send the requests of the next checks while earlier requests wait for their responses.

The next checks run in threads, which record the responses. Then each check runs in the main thread,
in order, with the recorded responses. Only the main thread judges responses and changes the state
of the run, so that a check is written as if the run sent one request at a time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from typing import TypeVar

from attrs import define, field

from ..transport.exchange import Exchange
from ..transport.request import Request
from ..transport.session import Session, TargetUnusable

T = TypeVar("T")

#: The number of checks whose requests are sent ahead, in multiples of the requests under way. A
#: check with several requests then does not delay the checks after it.
_AHEAD = 2


class RecordingEnds(Exception):
    """Raised to end a check in a thread that records responses for the main thread.

    The main thread repeats the check with the recorded responses, and continues the check.
    """


@define(eq=False)
class _Recording:
    """The responses to the requests of one check, in the order of the requests."""

    fresh: bool
    """Whether the first request is sent on a new connection."""
    outcomes: deque[tuple[Request, Exchange | TargetUnusable]] = field(factory=deque)
    stopped: bool = False
    """Whether the thread must send no further requests."""


class _Current(threading.local):
    """The recordings (responses for one check) that the current thread writes and reads."""

    written: _Recording | None = None
    read: _Recording | None = None


class Prefetcher:
    """A sender of requests that can send the requests of several checks at the same time.

    Args:
        session: The session, which sends the requests.
        most: The largest number of checks that run at the same time. With 1, the prefetcher starts
            no threads.
    """

    def __init__(self, session: Session, most: int) -> None:
        self._session = session
        self._most = most
        self._generation = 0
        self._current = _Current()

    @property
    def is_recording(self) -> bool:
        """Whether the current thread records responses that the main thread judges later."""
        return self._current.written is not None

    def end_recording(self) -> None:
        """End the check if the current thread records responses in advance.

        Raises:
            RecordingEnds: In a thread that records responses.
        """
        if self.is_recording:
            raise RecordingEnds

    def discard(self) -> None:
        """Discard the recorded responses that no check has used.

        The records have been read again, or will be. Checks must not compare older responses with
        them.
        """
        self._generation += 1

    def receive(self, request: Request) -> Exchange:
        """Return the recorded response to a request, or send the request.

        Raises:
            TargetUnusable: If the server does not respond.
            RecordingEnds: If the current thread records responses that are no longer needed.
        """
        written = self._current.written
        if written is not None and written.stopped:
            raise RecordingEnds
        outcome = self._read(request) or self._send(request, written)
        if written is not None:
            written.outcomes.append((request, outcome))
        if isinstance(outcome, TargetUnusable):
            raise outcome
        return outcome

    def run_all(self, jobs: Iterable[Callable[[], T]]) -> list[T]:
        """Call functions in order, and return the results. Threads send the requests in advance."""
        with closing(self.run_ahead(jobs)) as runs:
            return [run() for run in runs]

    def run_ahead(
        self, jobs: Iterable[Callable[[], T]], *, most: int | None = None, fresh: bool = False
    ) -> Generator[Callable[[], T], None, None]:
        """Yield functions that do the same as the given ones. Threads send the requests in advance.

        The caller calls each function before it takes the next one. A function uses the recorded
        responses only when it is called for the first time. The threads end when the caller closes
        the generator.

        Args:
            jobs: The functions. In the threads, they run without an effect on the state of the run.
            most: The number of functions whose requests are sent in advance; by default, all.
            fresh: Whether each function begins with a new connection.
        """
        waiting = list(jobs)
        read = self._current.read
        if self._most < 2 or (read is not None and read.outcomes):
            yield from waiting
            return
        limit = len(waiting) if most is None else min(most, len(waiting))
        pending: deque[tuple[_Recording, Future[None]]] = deque()
        window, submitted = self._most, 0
        pool = ThreadPoolExecutor(self._most)
        try:
            for number, job in enumerate(waiting):
                for next_job in waiting[submitted : min(limit, number + window)]:
                    recording = _Recording(fresh)
                    pending.append((recording, pool.submit(self._record, recording, next_job)))
                    submitted += 1
                if not pending:
                    yield job
                    continue
                recording, future = pending.popleft()
                future.result()
                generation = self._generation
                yield partial(self._replay, recording, job)
                if generation == self._generation:
                    window = min(_AHEAD * self._most, 2 * window)
                else:
                    # The next checks may fail too, and would then discard their recorded responses.
                    _stop(pending)
                    window, submitted = 1, number + 1
        finally:
            _stop(pending)
            pool.shutdown(cancel_futures=True)

    def _read(self, request: Request) -> Exchange | TargetUnusable | None:
        read = self._current.read
        if read is None or not read.outcomes:
            return None
        recorded, outcome = read.outcomes.popleft()
        if recorded == request:
            return outcome
        read.outcomes.clear()
        return None

    def _send(self, request: Request, written: _Recording | None) -> Exchange | TargetUnusable:
        fresh = written is not None and written.fresh and not written.outcomes
        try:
            return self._session.send(request, fresh=fresh)
        except TargetUnusable as reason:
            return reason

    def _record(self, recording: _Recording, job: Callable[[], object]) -> None:
        self._current.written = recording
        try:
            # The function fails in the same way when the main thread calls it.
            with suppress(Exception):
                job()
        finally:
            self._current.written = None

    def _replay(self, recording: _Recording, job: Callable[[], T]) -> T:
        before, self._current.read = self._current.read, recording
        generation = self._generation
        try:
            return job()
        except Exception:
            if generation == self._generation:
                raise
        finally:
            recording.outcomes.clear()
            self._current.read = before
        # The function has read the records after the recorded responses arrived. The function may
        # have failed only because the records changed in between.
        return job()


def _stop(pending: deque[tuple[_Recording, Future[None]]]) -> None:
    for recording, future in pending:
        recording.stopped = True
        future.cancel()
    pending.clear()
