"""What depends on the library that runs the event loop: asyncio's, or trio's."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any


def running_loop() -> object:
    """Return what stands for the event loop that is running."""
    if _is_trio():
        return import_module("trio.lowlevel").current_trio_token()
    return import_module("asyncio").get_running_loop()


async def sleep(seconds: float) -> None:
    """Wait."""
    await import_module("trio" if _is_trio() else "asyncio").sleep(seconds)


@asynccontextmanager
async def within(seconds: float) -> AsyncGenerator[None]:
    """Cancel what is done under `async with` when the time is over.

    Args:
        seconds: How long it may take; infinity for any time.

    Raises:
        TimeoutError: If it was cancelled.
    """
    if _is_trio():
        trio: Any = import_module("trio")
        with trio.move_on_after(seconds) as scope:
            yield
        if scope.cancelled_caught:
            raise TimeoutError
    else:
        import asyncio

        async with asyncio.timeout(None if seconds == math.inf else seconds):
            yield


def _is_trio() -> bool:
    import sniffio  # who awaits needs it, and what httpx awaits with imports it anyway

    return sniffio.current_async_library() == "trio"
