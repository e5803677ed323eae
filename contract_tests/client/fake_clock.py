"""A clock that runs on while somebody sleeps, so that tests of pauses take no time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from attrs import define, field


@define
class Clock:
    """How long was slept, and what time it seems to be since."""

    pauses: list[float] = field(factory=list)
    _ahead: float = 0.0

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds

    def sleep(self, seconds: float) -> None:
        """Take note of a pause."""
        self.pauses.append(seconds)
        self.skip(seconds)

    @property
    def ahead(self) -> float:
        """How many seconds have passed that did not pass for others."""
        return self._ahead


@contextmanager
def skipping_pauses() -> Iterator[Clock]:
    """Let every sleep of this process end at once, and every monotonic clock be right after it."""
    clock = Clock()
    monotonic, asleep = time.monotonic, asyncio.sleep

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        await asleep(0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", clock.sleep)
        patch.setattr(time, "monotonic", lambda: monotonic() + clock.ahead)
        patch.setattr(asyncio, "sleep", sleep)
        yield clock
