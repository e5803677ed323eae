"""The profiles of a run. The profile determines how many requests the run sends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

T = TypeVar("T")

#: The number of requests that a run keeps for checks that do not repeat earlier requests.
_RESERVE = 40


class Profile(Enum):
    """A profile of a run: quick, default or deep. Deeper profiles send more requests."""

    QUICK = "quick"
    DEFAULT = "default"
    DEEP = "deep"

    @property
    def examples(self) -> int:
        """The number of examples to generate for a check that sends one request per example."""
        return {Profile.QUICK: 4, Profile.DEFAULT: 12, Profile.DEEP: 100}[self]

    def scaled_examples(self, share: float) -> int:
        """Return the profile's number of generated examples, multiplied by a factor.

        The result is at least 2, or at least 1 in the quick profile.

        Args:
            share: The factor, for example 0.5 for half of the examples.
        """
        return max(1 if self is Profile.QUICK else 2, round(self.examples * share))

    @property
    def repetitions(self) -> int:
        """The number of requests with which a check looks for a single wrong replica.

        If one of three replicas is wrong, and each request reaches a random replica, the default
        number of requests misses the wrong replica in less than 1 % of all runs.
        """
        return {Profile.QUICK: 0, Profile.DEFAULT: 16, Profile.DEEP: 48}[self]

    def max_requests(self, filters: int) -> float:
        """Return the largest number of requests of a run for one operation.

        Only the default profile has a limit. A correct server needs fewer requests.

        Args:
            filters: The number of filters of the operation. Each filter after the second one
                raises the limit.
        """
        return 1500 + 150 * max(0, filters - 2) if self is Profile.DEFAULT else math.inf

    def repeats_after(self, requests: int, filters: int) -> bool:
        """Return whether a run may still repeat earlier requests after a number of requests.

        A run repeats requests to look for a wrong replica, and to confirm violations while the data
        changes. The limit of the default profile leaves requests for the other checks.

        Args:
            requests: The number of requests that the run has sent, on average for one operation.
            filters: The number of filters of the operation.
        """
        return requests < self.max_requests(filters) - _RESERVE

    @property
    def bursts(self) -> int:
        """The number of bursts of a check. A burst is a group of simultaneous requests."""
        return {Profile.QUICK: 0, Profile.DEFAULT: 3, Profile.DEEP: 12}[self]

    @property
    def attempts(self) -> int:
        """The largest number of times that a failed check is run to confirm its violation."""
        return {Profile.QUICK: 4, Profile.DEFAULT: 12, Profile.DEEP: 24}[self]

    @property
    def max_undecided_requests(self) -> int:
        """The largest number of requests that a run may use to repeat checks without a result.

        If the data changes all the time, repeated checks do not show whether a response was wrong.
        """
        return {Profile.QUICK: 60, Profile.DEFAULT: 700, Profile.DEEP: 6000}[self]

    @property
    def requests_per_connection(self) -> int:
        """The largest number of requests on one connection."""
        return {Profile.QUICK: 40, Profile.DEFAULT: 2, Profile.DEEP: 2}[self]

    @property
    def max_pages(self) -> int:
        """The largest number of pages to request when all pages of a query are read."""
        return {Profile.QUICK: 20, Profile.DEFAULT: 62, Profile.DEEP: 1000}[self]

    @property
    def max_default_pages(self) -> int:
        """The largest number of pages of the default size to request for one query.

        The limit keeps the number of requests independent of the number of records.
        """
        return {Profile.QUICK: 8, Profile.DEFAULT: 18, Profile.DEEP: 500}[self]

    @property
    def max_small_pages(self) -> int:
        """The maximum number of small pages to request in order to find a server's record order."""
        return {Profile.QUICK: 8, Profile.DEFAULT: 60, Profile.DEEP: 600}[self]

    @property
    def max_size_searches(self) -> int:
        """The largest number of requests of the search for the largest page size."""
        return {Profile.QUICK: 4, Profile.DEFAULT: 8, Profile.DEEP: 8}[self]

    def select(self, values: Sequence[T], at_least: int = 4) -> Sequence[T]:
        """Return all values, or in the quick profile the first third of the values.

        The quick profile keeps at least ``at_least`` values. Values that find many faults should
        come first.
        """
        if self is Profile.QUICK:
            return values[: max(at_least, len(values) // 3)]
        return values
