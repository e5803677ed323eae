"""Measure how much of a processor core a process of the load generator uses."""

from __future__ import annotations

import time

#: The generator limits the load if a process uses more than this share of a core. The users of one
#: process share one core, since only one of them runs at a time.
LIMIT = 0.9


class ProcessorMeter:
    """A meter of the processor time of this process, in shares of one core."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Start a new measurement of the processor time."""
        self._processor, self._clock = time.process_time(), time.monotonic()

    @property
    def share(self) -> float:
        """The processor time since the start, divided by the time that has passed."""
        passed = time.monotonic() - self._clock
        return (time.process_time() - self._processor) / passed if passed else 0.0
