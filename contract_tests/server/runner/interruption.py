"""The end of a run by Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

from ..transport.observer import Attempt, Observer


class Interruption(Observer):
    """A handler of signals that ends a run with `KeyboardInterrupt`.

    The handler raises the exception only during a request or a check. Elsewhere, it could end a
    hook of a pytest plugin in the middle, so that the run would end without results.

    Python discards an exception that a signal handler raises during a garbage collection or in a
    finalizer. The handler is therefore also an observer of requests, which ends the run after the
    next request or before the next pause.

    Attributes:
        ignored: Whether further signals have no effect, because the run writes its results.
    """

    def __init__(self) -> None:
        self.ignored = False
        self._at_once = False
        self._received = False

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Return a context manager in which a signal raises `KeyboardInterrupt` immediately."""
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    @contextmanager
    def handling_signals(self) -> Iterator[None]:
        """Return a context manager that handles the signals SIGTERM and SIGINT.

        SIGINT is handled only if Python's default handler is installed. Outside the main thread,
        the context manager has no effect.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        with ExitStack() as stack:
            for number in (signal.SIGTERM, signal.SIGINT):
                previous = signal.getsignal(number)
                # A shell makes jobs in the background ignore SIGINT.
                if number == signal.SIGTERM or previous is signal.default_int_handler:
                    signal.signal(number, self._handle)
                    stack.callback(signal.signal, number, previous)
            report = sys.unraisablehook

            def report_others(unraisable: Any) -> None:
                if unraisable.exc_type is not KeyboardInterrupt:
                    report(unraisable)

            sys.unraisablehook = report_others
            stack.callback(setattr, sys, "unraisablehook", report)
            yield

    def sent(self, _attempt: Attempt) -> None:
        """End the run after a request if a signal has arrived."""
        self.end_run()

    def waiting(self, _seconds: float, _reason: str) -> None:
        """End the run before a pause if a signal has arrived."""
        self.end_run()

    def end_run(self) -> None:
        """Do nothing if no signal has arrived.

        Raises:
            KeyboardInterrupt: If a signal has arrived.
        """
        if self._received:
            raise KeyboardInterrupt

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._received = not self.ignored
        if self._at_once:
            self.end_run()
