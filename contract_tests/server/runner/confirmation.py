"""Confirmation of violations: a failed check is repeated until a wrong response is certain."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attrs import define, field

from ..conformance.certainty import CertainViolation, RecurringViolation
from ..conformance.violation import NotChecked, Violation
from .baseline import View

#: A wrong status is reported if it was seen this often, over this many connections.
_SIGHTINGS, _CONNECTIONS = 3, 2

#: A check that failed is repeated until it holds this often in a row, or until it fails this often
#: in a row while the data changes.
_MAX_PASSES, _MAX_CHANGES = 4, 6

#: If the data has changed during the run, this many failures with unchanged data are needed.
_FAILURES_IN_MOVING_DATA = 3

#: A connection that has disappeared and come back more often than this, within at least so many
#: requests, has not been removed and added: some replica leaves it out. A replica that gets new
#: connections late leaves them out for a shorter time.
_MAX_RETURNS, _MIN_REQUESTS_OF_RETURNS = 3, 150


@define
class Confirmation:
    """The confirmation of the violations of one operation.

    The object remembers the wrong responses of earlier checks of the run.
    """

    known_view: Callable[[], View | None]
    """Returns the records that checks have compared with; None if no check has read them."""
    read_view: Callable[[], View]
    """Reads the records again, and returns them."""
    renew_connection: Callable[[], None]
    most_attempts: int
    """The largest number of times that a failed check is run."""
    requests: Callable[[], int]
    """Returns the number of requests that the run has sent."""
    may_repeat: Callable[[int], bool]
    """Returns whether the run may repeat checks while the data changes, given the number of
    requests that the run has sent in vain to repeat checks."""
    _undecided: int = field(default=0, init=False)
    _sightings: dict[tuple[str, int], list[int]] = field(factory=dict, init=False)
    _data_changed: bool = field(default=False, init=False)
    _known: set[str] = field(factory=set, init=False)
    _absent: set[str] = field(factory=set, init=False)
    _returns: dict[str, list[int]] = field(factory=dict, init=False)
    """The number of requests before each return of a connection, by its key."""

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
            NotChecked: If the data changed so often that the run may not repeat the check again.
        """
        sightings = {} if alone else self._sightings
        begun = self.requests()
        failed, failures, passes, changes = False, 0, 0, 0
        for _ in range(self.most_attempts):
            before = self.known_view()
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
                failed, passes = True, 0
                self._expect_repeatable(begun)
                # If the check itself has read the records, they are known only now.
                before = before or self.known_view()
                after = self._read_again()
                if _changed(before, after, self._returning()):
                    self._data_changed, changes = True, changes + 1
                    if changes >= _MAX_CHANGES:
                        break
                else:
                    failures, changes = failures + 1, 0
                    if failures >= self._needed_failures(before):
                        raise
            else:
                passes += 1
                if not failed:
                    return
                if passes >= _MAX_PASSES:
                    break
            self.renew_connection()
        self._undecided += self.requests() - begun

    def _expect_repeatable(self, begun: int) -> None:
        """Raise `NotChecked` if the run may not repeat a check while the data changes.

        Args:
            begun: The number of requests that the run had sent before the check.
        """
        undecided = self._undecided + self.requests() - begun
        if self._data_changed and not self.may_repeat(undecided):
            self._undecided = undecided
            raise NotChecked(
                "the records changed so often that the run has no requests left to decide whether "
                "a response is wrong"
            )

    def _needed_failures(self, before: View | None) -> int:
        if self._data_changed:
            return _FAILURES_IN_MOVING_DATA
        return 1 if before is not None else 2

    def _read_again(self) -> View | None:
        try:
            view = self.read_view()
        except Violation:
            return None
        if view.complete and not view.repeats:
            keys = view.records.keys()
            for key in self._absent & keys:
                self._returns.setdefault(key, []).append(self.requests())
            self._known |= keys
            self._absent = self._known - keys
        return view

    def _returning(self) -> set[str]:
        """Return the keys of the connections that some replica leaves out."""
        return {
            key
            for key, times in self._returns.items()
            if len(times) > _MAX_RETURNS and times[-1] - times[0] >= _MIN_REQUESTS_OF_RETURNS
        }


def _changed(before: View | None, after: View | None, returning: Collection[str]) -> bool:
    """Return whether the records changed between two times at which they were read.

    The keys ``returning`` do not count if they are only in one of the two views.
    """
    if before is None:
        return False
    if after is None:
        return True
    if any(after.records.get(key, record) != record for key, record in before.items):
        return True
    # Pages that repeat records also leave out records, which may exist nevertheless.
    reliable = not before.repeats and not after.repeats
    changed = before.records.keys() ^ after.records.keys()
    return reliable and not changed <= set(returning)


def _recurs(violation: RecurringViolation, sightings: dict[tuple[str, int], list[int]]) -> bool:
    """Count a wrong response, and return whether the violation has recurred often enough.

    A violation recurs if another response has the same wrong status. A violation is reported if it
    recurs often enough over at least two connections.
    """
    exchange = violation.exchanges[-1]
    connections = sightings.setdefault((violation.expected, exchange.status), [])
    connections.append(exchange.connection)
    return len(connections) >= _SIGHTINGS and len(set(connections)) >= _CONNECTIONS
