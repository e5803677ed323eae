"""What a run lets others know of the requests it sends: logs, reports and progress."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .exchange import Case, Exchange


@frozen
class Attempt:
    """One request as it went out, and what came of it.

    ``seconds`` is the time until the whole answer was there, or until it was clear that none
    would come: then ``exchange`` is None, and ``lost`` says why.
    """

    case: Case
    started: datetime
    seconds: float
    exchange: Exchange | None
    lost: str = ""


class Watcher:
    """Is told of everything that a session does; by itself it does nothing with it."""

    def sent(self, attempt: Attempt) -> None:
        """Hear of every single request, those sent again among them, in their order."""

    def waiting(self, seconds: float, reason: str) -> None:
        """Hear of a pause before it begins."""


class Several(Watcher):
    """Passes on what it hears to each of several others, in their order."""

    def __init__(self, *watchers: Watcher) -> None:
        self._watchers = watchers

    def sent(self, attempt: Attempt) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.sent(attempt)

    def waiting(self, seconds: float, reason: str) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.waiting(seconds, reason)
