"""A fake clock for tests of retry delays: a sleep advances the clock and takes no time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest
from attrs import define, field


@define
class Clock:
    """A fake monotonic clock. Each sleep of the client advances the clock and is recorded."""

    delays: list[float] = field(factory=list)
    _ahead: float = 0.0

    def skip(self, seconds: float) -> None:
        """Advance the fake clock by some seconds."""
        self._ahead += seconds

    def sleep(self, seconds: float) -> None:
        """Record a delay, and advance the fake clock by that delay."""
        self.delays.append(seconds)
        self.skip(seconds)

    @property
    def ahead(self) -> float:
        """The seconds by which the fake clock is ahead of the real clock."""
        return self._ahead


@contextmanager
def fake_sleep() -> Iterator[Clock]:
    """Make each sleep of the client return at once, and advance the monotonic clock instead."""
    clock = Clock()
    monotonic, anyio_sleep = time.monotonic, anyio.sleep

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        await anyio_sleep(0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", clock.sleep)
        patch.setattr(time, "monotonic", lambda: monotonic() + clock.ahead)
        patch.setattr(anyio, "sleep", sleep)
        yield clock
