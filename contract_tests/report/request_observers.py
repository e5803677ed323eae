"""Observers of requests. The observers announce pauses, measure the rate or collect values."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from ..redaction.masks import Mask
from ..server.transport.observer import Attempt, Observer
from ..target_file import Rate

_MIN_ANNOUNCED_PAUSE = 3.0
"""Seconds. Shorter pauses are not announced."""

_PROGRESS_INTERVAL = 30.0
"""Seconds between two lines about the progress of a run."""

_MIN_CHECKS_OF_ESTIMATE = 5
"""The number of ended checks from which the time left is estimated. Checks differ in duration."""


class Progress(Observer):
    """A request observer that prints a line before each long pause, and the progress of a slow run.

    The lines tell the user that the run did not hang.

    Attributes:
        checks: The number of checks of the run; 0 before it is known.
        checks_done: The number of checks that have ended.
    """

    def __init__(
        self, write_line: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write_line = write_line
        self._clock = clock
        self._start = self._latest_line = clock()
        self.checks = 0
        self.checks_done = 0

    def sent(self, _attempt: Attempt) -> None:
        """Print how many checks are done, at most once in 30 seconds.

        After five checks, the line also estimates how long the run will still take.
        """
        now = self._clock()
        if now - self._latest_line < _PROGRESS_INTERVAL or not self.checks:
            return
        self._latest_line = now
        elapsed = now - self._start
        line = f"{self.checks_done} of {self.checks} checks done after {elapsed:.0f} s"
        if self.checks_done >= _MIN_CHECKS_OF_ESTIMATE:
            left = elapsed / self.checks_done * (self.checks - self.checks_done)
            line += f"; about {left:.0f} s left"
        self._write_line(line)

    def waiting(self, seconds: float, reason: str) -> None:
        """Print how long the run pauses, and why, if the pause is three seconds or more."""
        if seconds >= _MIN_ANNOUNCED_PAUSE:
            self._write_line(f"waiting {math.ceil(seconds)} s: {reason}")


class MaskLearner(Observer):
    """A request observer that adds the values in every response body to a mask.

    The mask replaces these confidential values with placeholders in the output of the run.
    """

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    def sent(self, attempt: Attempt) -> None:
        """Add the values in a response body to the values that the mask replaces."""
        if attempt.exchange is not None:
            self._mask.body(attempt.exchange.text, success=attempt.exchange.status < 300)


class RateLog(Observer):
    """A request observer that measures the highest request rate of a run.

    Attributes:
        most: The highest number of requests that began within the time window of the allowed rate,
            such as one second.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._window = timedelta(seconds=rate.seconds)
        self._recent: deque[datetime] = deque()
        self.most = 0

    def sent(self, attempt: Attempt) -> None:
        """Count a request, and update the highest number of requests within a time window."""
        self._recent.append(attempt.started)
        while attempt.started - self._recent[0] >= self._window:
            self._recent.popleft()
        self.most = max(self.most, len(self._recent))

    def __str__(self) -> str:
        window = f"{self._rate.seconds:g} s"
        return f"at most {self.most} requests within {window}; {self._rate.requests} are allowed"
