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
    """The times of a function of this project and of a function of the compared program.

    Attributes:
        ours: The median CPU seconds of one call of the project's function.
        peer: The median CPU seconds of one call of the compared program's function.
        ratio: The median of the ratios of this project's time to the other time, per round.
    """

    ours: float
    peer: float
    ratio: float


def compare(
    ours: Action, peer: Action, rounds: int, *, clock: Callable[[], float] = time.process_time
) -> Times:
    """Measure a function of this project and a function of another program, in turn.

    Args:
        ours: The function of this project.
        peer: The function of the other program.
        rounds: The number of samples of each function.
        clock: A function that returns the current time in seconds.

    Returns:
        The median time of a call of each function, and the median ratio of the two times.
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
    """Return how many calls of a function must be timed together for a reliable measurement."""
    number = 1  # the calls that find the number also fill the caches of the function
    while (taken := _sample(action, number, clock)) < _SAMPLE / 2:
        number = max(number + 1, min(number * 10, int(number * _SAMPLE / max(taken, 1e-9))))
    return number


def _sample(action: Action, number: int, clock: Callable[[], float]) -> float:
    gc.collect()  # otherwise one function could pay for the garbage of the other
    began = clock()
    for _ in range(number):
        action()
    return clock() - began
