"""Learns what a target's data is, so that no sentence tells it."""

from __future__ import annotations

from ..redaction.masks import Mask
from ..server.transport.observer import Attempt, Observer


class Learner(Observer):
    """Shows a mask every body that arrives, before anything is said about any of them."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    def sent(self, attempt: Attempt) -> None:
        """Learn from an answer."""
        if attempt.exchange is not None:
            self._mask.body(attempt.exchange.text, success=attempt.exchange.status < 300)
