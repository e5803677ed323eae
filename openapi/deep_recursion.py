"""Run functions that recurse more deeply than the default limits of Python allow."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_DEPTH = 200_000
_STACK_BYTES = 512 * 2**20  # only the used part takes memory

Result = TypeVar("Result")


def with_deep_recursion(function: Callable[[], Result]) -> Result:
    """Return the result of a function, which may call itself 200,000 times.

    The function runs in a thread with a large stack, because a higher limit alone could crash
    Python.
    """
    depth, stack_bytes = sys.getrecursionlimit(), threading.stack_size(_STACK_BYTES)
    sys.setrecursionlimit(_DEPTH)
    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(function).result()
    finally:
        threading.stack_size(stack_bytes)
        sys.setrecursionlimit(depth)
