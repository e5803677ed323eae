"""Confirmation of violations: a failed check is repeated until a wrong response is certain."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from ..conformance.certainty import CertainViolation, RecurringViolation
from ..conformance.response_body import Records
from ..conformance.violation import Violation

#: A wrong status is reported if it was seen this often, over this many connections.
_SIGHTINGS, _CONNECTIONS = 3, 2

#: A check that failed while the data changed is repeated until it holds this often in a row.
_MAX_PASSES = 4

#: If the data has changed during the run, this many failures with unchanged data are needed.
_FAILURES_IN_MOVING_DATA = 3


@define
class Confirmation:
    """The confirmation of the violations of one operation.

    The object remembers the wrong responses of earlier checks of the run.
    """

    known_records: Callable[[], Records | None]
    """Returns the records that checks have compared with; None if no check has read them."""
    read_records: Callable[[], Records]
    """Reads the records again, and returns them."""
    renew_connection: Callable[[], None]
    most_attempts: int
    """The largest number of times that a failed check is run."""
    _sightings: dict[tuple[str, str], list[int]] = field(factory=dict, init=False)
    _data_changed: bool = field(default=False, init=False)

    def confirm(self, check: Callable[[], None], *, alone: bool = False) -> None:
        """Run a check, and repeat a failed check until its violation is certain.

        A violation is certain if nothing explains the response, if a wrong status recurs, or if
        the records were the same before and after the failed check.

        Args:
            check: The check.
            alone: Whether only the wrong statuses of this check count, and not those of earlier
                checks.

        Raises:
            Violation: If a violation is certain.
        """
        sightings = {} if alone else self._sightings
        failed, failures, passes = False, 0, 0
        for _ in range(self.most_attempts):
            before = self.known_records()
            try:
                check()
            except CertainViolation:
                raise
            except RecurringViolation as violation:
                if _recurs(violation, sightings):
                    raise
                failed, passes = True, 0
                self._read_again()
            except Violation:
                # A check that reads the records itself has them only now.
                before = self.known_records() if before is None else before
                after = self._read_again()
                if before is not None and before != after:
                    self._data_changed = True
                else:
                    failures += 1
                    if failures >= self._needed_failures(before):
                        raise
                failed, passes = True, 0
            else:
                passes += 1
                if not failed or passes >= _MAX_PASSES:
                    return
            self.renew_connection()

    def _needed_failures(self, before: Records | None) -> int:
        if self._data_changed:
            return _FAILURES_IN_MOVING_DATA
        return 1 if before is not None else 2

    def _read_again(self) -> Records | None:
        try:
            return self.read_records()
        except Violation:
            return None


def _recurs(violation: RecurringViolation, sightings: dict[tuple[str, str], list[int]]) -> bool:
    """Count a wrong response, and return whether it was seen often enough to be reported."""
    connections = sightings.setdefault((violation.expected, violation.actual), [])
    connections.append(violation.exchanges[-1].connection)
    return len(connections) >= _SIGHTINGS and len(set(connections)) >= _CONNECTIONS
