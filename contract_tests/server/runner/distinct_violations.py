"""Collect the distinct failures of one rule, so that a check does not end at the first one."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from ..conformance.violation import Violation

#: How many distinct failures of one rule are collected.
_MAX_VIOLATIONS = 4


class KnownFailure(Exception):
    """Raised instead of a violation that shows the same failure as a violation found before."""


@define
class DistinctViolations:
    """The distinct failures of one rule that a check has found so far."""

    found: list[Violation] = field(factory=list)

    @property
    def is_full(self) -> bool:
        """Whether the check should end, since it has found enough failures."""
        return len(self.found) >= _MAX_VIOLATIONS

    def add(self, violation: Violation) -> None:
        """Collect a violation, unless a violation with the same failure has been collected."""
        if not self.is_full and not self._knows(violation):
            self.found.append(violation)

    def only_new(self, check: Callable[[], None]) -> None:
        """Run a check, and tell new failures from failures that have been collected before.

        Raises:
            Violation: If the check finds a failure that has not been collected.
            KnownFailure: If the check finds a failure that has been collected.
        """
        try:
            check()
        except Violation as violation:
            if self._knows(violation):
                raise KnownFailure from None
            raise

    def raise_all(self) -> None:
        """Raise the first collected violation, if any. The other violations are attached to it."""
        if self.found:
            first, *further = self.found
            first.further = tuple(further)
            raise first.with_traceback(None) from None

    def _knows(self, violation: Violation) -> bool:
        return any(violation.repeats(known) for known in self.found)
