"""Measure the CPU times of functions. The functions are called in turn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

_SAMPLE = 0.05
"""Minimum seconds of one sample. The resolution of the clock is a small part of them."""

Action = Callable[[], object]


class Times(NamedTuple):
    """The times of two functions: one of this project, and one of the program it is compared with.

    Attributes:
        ours: The median CPU seconds of one call of the project's function.
        peer: The median CPU seconds of one call of the other program's function.
        ratio: The median of the ratios of both times, one ratio per round.
    """

    ours: float
    peer: float
    ratio: float


def compare(
    ours: Action, peer: Action, rounds: int, *, clock: Callable[[], float] = time.process_time
) -> Times:
    """Measure the times of two functions in turn, and return their medians and ratio.

    The garbage collector stays enabled, as in applications. It runs before each sample, so that no
    function pays for the garbage of the other.

    Args:
        ours: The project's function.
        peer: The other program's function.
        rounds: The number of samples of each function.
        clock: The clock, which returns seconds.
    """
    times = in_turn((ours, peer), rounds, clock)
    ratios = [mine / other for mine, other in zip(*times, strict=True)]
    return Times(median(times[0]), median(times[1]), median(ratios))


def in_turn(
    actions: Sequence[Action], rounds: int, clock: Callable[[], float] = time.process_time
) -> list[list[float]]:
    """Measure the times of several functions in turn, and return the seconds per call.

    The result has one list per function, with one value per round.
    """
    numbers = [_number(action, clock) for action in actions]
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for taken, action, number in zip(times, actions, numbers, strict=True):
            taken.append(_sample(action, number, clock) / number)
    return times


def _number(action: Action, clock: Callable[[], float]) -> int:
    """Return the number of calls whose total time is long enough to measure.

    The calls for finding this number also fill the caches of the function.
    """
    number = 1
    while (taken := _sample(action, number, clock)) < _SAMPLE / 2:
        number = max(number + 1, min(number * 10, int(number * _SAMPLE / max(taken, 1e-9))))
    return number


def _sample(action: Action, number: int, clock: Callable[[], float]) -> float:
    gc.collect()
    began = clock()
    for _ in range(number):
        action()
    return clock() - began
