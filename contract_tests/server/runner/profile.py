"""The profiles: how many requests a run sends."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Profile(Enum):
    """The effort of a run, which determines the number of requests."""

    QUICK = "quick"
    DEFAULT = "default"
    DEEP = "deep"

    @property
    def examples(self) -> int:
        """The number of generated examples of a property that sends one request per example."""
        return {Profile.QUICK: 4, Profile.DEFAULT: 12, Profile.DEEP: 100}[self]

    def scaled_examples(self, share: float) -> int:
        """Return the number of generated examples of a property that sends more requests."""
        return max(1 if self is Profile.QUICK else 2, round(self.examples * share))

    @property
    def max_pages(self) -> int:
        """The largest number of pages that one pagination reads."""
        return {Profile.QUICK: 60, Profile.DEFAULT: 200, Profile.DEEP: 1000}[self]

    @property
    def max_small_pages(self) -> int:
        """The largest number of small pages that are read to learn the order of the records."""
        return {Profile.QUICK: 8, Profile.DEFAULT: 60, Profile.DEEP: 600}[self]

    def select(self, values: Sequence[T], at_least: int = 4) -> Sequence[T]:
        """Return the values to try: all of them, or the first third in the quick profile.

        The values that find the most faults come first.
        """
        if self is Profile.QUICK:
            return values[: max(at_least, len(values) // 3)]
        return values
