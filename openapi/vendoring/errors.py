"""Exceptions that report that a copy of the client cannot be written, verified or overwritten."""

from __future__ import annotations


class VendorError(Exception):
    """Raised if a copy of the client cannot be written or verified. The message says what to do."""


class EditedError(Exception):
    """Raised if a copy of the client is not overwritten, because the copy was edited.

    Attributes:
        lines: A line for each edited file, such as `changed: client.py`.
    """

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines
