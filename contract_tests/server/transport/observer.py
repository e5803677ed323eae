"""Observers of a session: logs, reports and progress learn from them about each request."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .exchange import Exchange, Request


@frozen
class Attempt:
    """One attempt to send a request.

    ``seconds`` is the time until the complete response, or until the error. After an error,
    ``exchange`` is None, and ``error`` says what happened.
    """

    request: Request
    started: datetime
    seconds: float
    exchange: Exchange | None
    error: str = ""


class Observer:
    """An observer of a session, which ignores every event. Subclasses override its methods."""

    def sent(self, attempt: Attempt) -> None:
        """Handle an attempt to send a request, repeated attempts included, in order."""

    def waiting(self, seconds: float, reason: str) -> None:
        """Handle the beginning of a pause of the given number of seconds."""


class ObserverGroup(Observer):
    """An observer that passes each event on to several observers, in order."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def sent(self, attempt: Attempt) -> None:
        """Pass an attempt on to each observer."""
        for observer in self._observers:
            observer.sent(attempt)

    def waiting(self, seconds: float, reason: str) -> None:
        """Pass the beginning of a pause on to each observer."""
        for observer in self._observers:
            observer.waiting(seconds, reason)
