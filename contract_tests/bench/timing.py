"""CPU time of several things that do the same, measured in turn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

_SAMPLE = 0.05
"""How many seconds a sample takes at least: the clock's step is then a small part of it."""

Action = Callable[[], object]


class Times(NamedTuple):
    """What two take.

    Attributes:
        ours: The median over the rounds, in seconds of CPU time for one call.
        peer: Likewise.
        ratio: The median over the rounds of the ratio within a round.
    """

    ours: float
    peer: float
    ratio: float


def compare(
    ours: Action, peer: Action, rounds: int, *, clock: Callable[[], float] = time.process_time
) -> Times:
    """Measure two in turn, so many times.

    The garbage collector runs as it does for users, but neither pays for what the other left.
    """
    times = in_turn((ours, peer), rounds, clock)
    ratios = [mine / other for mine, other in zip(*times, strict=True)]
    return Times(median(times[0]), median(times[1]), median(ratios))


def in_turn(
    actions: Sequence[Action], rounds: int, clock: Callable[[], float] = time.process_time
) -> list[list[float]]:
    """Return what each takes in each round, in seconds for one call."""
    numbers = [_number(action, clock) for action in actions]
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for taken, action, number in zip(times, actions, numbers, strict=True):
            taken.append(_sample(action, number, clock) / number)
    return times


def _number(action: Action, clock: Callable[[], float]) -> int:
    """Return how many calls make a sample. To find out also fills what is cached."""
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
