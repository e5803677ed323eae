"""How fast a run has asked, as proof of a rate that was kept."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from ..server.transport.observer import Attempt, Observer
from ..target_file import Rate


class RateLog(Observer):
    """Counts the requests in the fullest window of a rate's length."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._window = timedelta(seconds=rate.seconds)
        self._within: deque[datetime] = deque()
        self.most = 0
        """The most requests that began within any one window."""

    def sent(self, attempt: Attempt) -> None:
        """Count a request."""
        self._within.append(attempt.started)
        while attempt.started - self._within[0] >= self._window:
            self._within.popleft()
        self.most = max(self.most, len(self._within))

    def __str__(self) -> str:
        window = f"{self._rate.seconds:g} s"
        return f"{self.most} requests at most in any {window}, of {self._rate.requests} allowed"
