"""Observers of an HTTP session. The session notifies an observer of each request and pause."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .exchange import Exchange
from .request import Request


@frozen
class Attempt:
    """One attempt to send a request."""

    request: Request
    started: datetime
    seconds: float
    """The time until the complete response, or until the error."""
    exchange: Exchange | None
    """The request and the response; None after an error."""
    error: str = ""
    """A description of the error."""


class Observer:
    """A base class for observers of an HTTP session. The methods of the base class do nothing."""

    def sent(self, attempt: Attempt) -> None:
        """Handle an attempt to send a request. Each retry of the request is a separate attempt."""

    def waiting(self, seconds: float, reason: str) -> None:
        """Handle the start of a pause of ``seconds`` seconds."""


class ObserverGroup(Observer):
    """An observer that passes each event on to several observers, in order."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def sent(self, attempt: Attempt) -> None:
        """Notify each observer of an attempt to send a request."""
        for observer in self._observers:
            observer.sent(attempt)

    def waiting(self, seconds: float, reason: str) -> None:
        """Notify each observer that the HTTP session starts to wait between two requests."""
        for observer in self._observers:
            observer.waiting(seconds, reason)
