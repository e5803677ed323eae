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
        """Handle one attempt of an HTTP session to send a request.

        The session calls this method after each attempt, including retries.
        """

    def waiting(self, seconds: float, reason: str) -> None:
        """Handle the start of a pause of ``seconds`` seconds before the next request."""


class ObserverGroup(Observer):
    """An observer of an HTTP session that notifies several observers of each request and pause."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def sent(self, attempt: Attempt) -> None:
        """Tell each observer in the group that the HTTP session attempted to send a request."""
        for observer in self._observers:
            observer.sent(attempt)

    def waiting(self, seconds: float, reason: str) -> None:
        """Notify each observer that the HTTP session starts to wait between two requests."""
        for observer in self._observers:
            observer.waiting(seconds, reason)
