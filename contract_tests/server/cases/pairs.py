"""Pairwise testing: few combinations that contain each pair of values of two parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import TypeVar

T = TypeVar("T")


def pairwise(*states: Sequence[T]) -> list[tuple[T, ...]]:
    """Return few combinations that contain each pair of values of two parameters.

    Each combination has one value of each parameter. The first combination has the first values.

    Args:
        states: The values of each parameter. The number of all combinations must be small, because
            the function looks at all of them.
    """
    candidates = list(product(*(range(len(one)) for one in states)))
    uncovered = {pair for candidate in candidates for pair in _pairs(candidate)}
    chosen: list[tuple[int, ...]] = []
    best = candidates[0] if candidates else ()
    while uncovered:
        chosen.append(best)
        uncovered -= _pairs(best)
        best = max(candidates, key=lambda candidate: len(_pairs(candidate) & uncovered))
    return [tuple(one[i] for one, i in zip(states, row, strict=True)) for row in chosen]


def _pairs(candidate: tuple[int, ...]) -> set[tuple[tuple[int, int], ...]]:
    return set(combinations(enumerate(candidate), min(2, len(candidate))))
