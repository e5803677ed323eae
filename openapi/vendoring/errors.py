"""Why nothing could be vendored, or a copy could not be judged."""

from __future__ import annotations


class VendorError(Exception):
    """The copy can neither be made nor judged. The text is one sentence that says what to do."""


class EditedError(Exception):
    """The copy that is there has been edited.

    Attributes:
        lines: One for each file, naming it and what happened to it.
    """

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines
