"""How much a run tries."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Profile(Enum):
    """How much a run tries, which its requests follow from."""

    QUICK = "quick"
    DEFAULT = "default"
    DEEP = "deep"

    @property
    def examples(self) -> int:
        """Generated examples for a property that costs one request each."""
        return {Profile.QUICK: 4, Profile.DEFAULT: 12, Profile.DEEP: 100}[self]

    def share(self, share: float) -> int:
        """Examples for a property that costs more requests."""
        return max(1 if self is Profile.QUICK else 2, round(self.examples * share))

    @property
    def pages(self) -> int:
        """How many pages one walk reads at most."""
        return {Profile.QUICK: 60, Profile.DEFAULT: 200, Profile.DEEP: 1000}[self]

    @property
    def small_pages(self) -> int:
        """How many pages of the smallest size are read, to learn the order of the records."""
        return {Profile.QUICK: 8, Profile.DEFAULT: 60, Profile.DEEP: 600}[self]

    def first(self, values: Sequence[T], at_least: int = 4) -> Sequence[T]:
        """Return what is tried of given values, of which the most telling stand first."""
        if self is Profile.QUICK:
            return values[: max(at_least, len(values) // 3)]
        return values
