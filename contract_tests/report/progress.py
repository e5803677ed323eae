"""Says why a run pauses, so that nobody takes a patient one for a hung one."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..server.transport.observer import Observer

#: Seconds; who waits less does not wonder.
WORTH_A_LINE = 3.0


class Progress(Observer):
    """Writes a line before each pause that is worth one."""

    def __init__(self, write_line: Callable[[str], None]) -> None:
        self._write_line = write_line

    def waiting(self, seconds: float, reason: str) -> None:
        """Write why nothing happens, and for how long."""
        if seconds >= WORTH_A_LINE:
            self._write_line(f"waiting {math.ceil(seconds)} s: {reason}")
