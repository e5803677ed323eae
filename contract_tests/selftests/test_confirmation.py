"""Tests of the confirmation of violations: which wrong responses a run reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, cycle, repeat

import pytest
from attrs import define, evolve
from hypothesis import given
from hypothesis import strategies as st

from ..contract import load
from ..mock_server import CORRECT
from ..mock_server.variants import FAULTS
from ..redaction.secrets import Secret
from ..server.cases.pairs import pairwise
from ..server.conformance.certainty import CertainViolation, RecurringViolation
from ..server.conformance.violation import NotChecked, Violation
from ..server.runner.baseline import View
from ..server.runner.confirmation import Confirmation
from ..server.transport.exchange import Exchange
from ..server.transport.request import Credential, Request
from .mock_tester import mock_tester

(OPERATION,) = load().operations
EXCHANGE = Exchange(
    Request(OPERATION, {}, (), Credential.bearer(Secret("a-token", "TOKEN"))),
    "http://test.invalid",
    {},
    403,
    {},
    b"",
)
OLD = View({"a": {"available": "1"}}, (), complete=True)
MORE = View({**OLD.records, "b": {"available": "1"}}, (), complete=True)
NEW = View({"a": {"available": "2"}}, (), complete=True)


@define
class Server:
    """A fake server. Each call of `read` returns the next of the given views (sets of records)."""

    views: Iterator[View]
    current: View
    connection: int = 1
    readings: int = 0

    def read(self) -> View:
        self.current = next(self.views)
        self.readings += 1
        return self.current

    def renew(self) -> None:
        self.connection += 1

    def confirmation(self, most_undecided: int = 1000) -> Confirmation:
        return Confirmation(
            lambda: self.current,
            self.read,
            self.renew,
            most_attempts=12,
            requests=lambda: self.readings,
            may_repeat=lambda undecided: undecided < most_undecided,
        )

    def exchange(self) -> Exchange:
        return evolve(EXCHANGE, connection=self.connection)


def unchanged() -> Server:
    return Server(repeat(OLD), OLD)


def is_reported(confirmation: Confirmation, check: Callable[[], None]) -> bool:
    try:
        confirmation.confirm(check)
    except Violation:
        return True
    return False


def failing(server: Server, kind: type[Violation], fails: Iterator[bool]) -> Callable[[], None]:
    """Return a check that fails each time that the next item of an iterator is True.

    After the last item of the iterator, the check passes.
    """

    def check() -> None:
        if next(fails, False):
            raise kind("expected", "actual", server.exchange())

    return check


def test_a_response_that_nothing_explains_is_reported_at_first_sight() -> None:
    server = Server(chain([NEW], repeat(OLD)), OLD)
    check = failing(server, CertainViolation, iter([True]))

    assert is_reported(server.confirmation(), check)


@pytest.mark.parametrize(("times", "reported"), [(1, False), (2, False), (3, True)])
def test_a_wrong_status_is_reported_if_it_was_seen_three_times(times: int, reported: bool) -> None:
    server = unchanged()
    check = failing(server, RecurringViolation, iter([True] * times))

    assert is_reported(server.confirmation(), check) is reported


def test_a_wrong_status_is_reported_if_every_third_response_has_it() -> None:
    server = unchanged()
    check = failing(server, RecurringViolation, iter([True, False, False] * 3))

    assert is_reported(server.confirmation(), check)


def test_a_wrong_status_over_one_connection_is_not_reported() -> None:
    server = unchanged()
    confirmation = evolve(server.confirmation(), renew_connection=lambda: None)

    assert not is_reported(confirmation, failing(server, RecurringViolation, repeat(True)))


def test_wrong_statuses_of_several_checks_count_together() -> None:
    server = unchanged()
    confirmation = server.confirmation()
    once = [failing(server, RecurringViolation, iter([True])) for _ in range(3)]

    assert [is_reported(confirmation, check) for check in once] == [False, False, True]


def test_records_that_differ_are_reported_at_once_if_the_data_did_not_change() -> None:
    server = unchanged()

    assert is_reported(server.confirmation(), failing(server, Violation, iter([True])))


def test_records_that_differ_are_not_reported_if_the_data_changed_meanwhile() -> None:
    server = Server(chain([NEW], repeat(NEW)), OLD)

    assert not is_reported(server.confirmation(), failing(server, Violation, iter([True])))


def test_checks_share_the_requests_with_which_they_are_repeated_while_the_data_changes() -> None:
    server = Server(cycle([NEW, OLD]), OLD)
    confirmation = server.confirmation(most_undecided=20)

    with pytest.raises(NotChecked, match="the records changed so often"):
        for _ in range(20):
            assert not is_reported(confirmation, failing(server, Violation, repeat(True)))
    assert server.readings == 20


def test_a_violation_that_is_certain_is_reported_although_the_run_may_repeat_no_check() -> None:
    server = Server(cycle([NEW, OLD]), OLD)
    confirmation = server.confirmation(most_undecided=2)
    with pytest.raises(NotChecked):
        confirmation.confirm(failing(server, Violation, repeat(True)))

    assert is_reported(confirmation, failing(server, CertainViolation, repeat(True)))
    assert is_reported(confirmation, failing(server, RecurringViolation, repeat(True)))


def test_a_failure_that_recurs_after_the_data_changed_is_reported() -> None:
    server = Server(chain([NEW], repeat(NEW)), OLD)

    assert is_reported(server.confirmation(), failing(server, Violation, repeat(True)))


def test_data_that_always_changes_explains_a_failure() -> None:
    server = Server(iter([NEW, OLD] * 20), OLD)

    assert not is_reported(server.confirmation(), failing(server, Violation, repeat(True)))


@pytest.mark.parametrize(
    ("returns", "requests", "reported"),
    [(1, 99, False), (3, 99, False), (9, 1, False), (9, 20, True), (20, 20, True)],
)
def test_a_connection_that_returns_often_does_not_explain_a_failure(
    returns: int, requests: int, reported: bool
) -> None:
    server = Server(chain([OLD, MORE] * returns, repeat(MORE)), MORE)
    confirmation = evolve(server.confirmation(), requests=lambda: requests * server.readings)
    check = failing(server, Violation, iter([True] * 2 * returns))

    assert any(is_reported(confirmation, check) for _ in range(5)) is reported


def test_a_connection_that_returns_often_does_not_hide_changes_of_other_records() -> None:
    server = Server(cycle([NEW, MORE]), MORE)
    confirmation = server.confirmation()

    for _ in range(10):
        assert not is_reported(confirmation, failing(server, Violation, repeat(True)))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5))
def test_pairwise_combinations_have_every_two_states(counts: list[int]) -> None:
    states = [[(place, state) for state in range(n)] for place, n in enumerate(counts)]
    rows = [set(row) for row in pairwise(*states)]

    for first, one in enumerate(states):
        for two in states[first + 1 :]:
            for pair in ({x, y} for x in one for y in two):
                assert any(pair <= row for row in rows)
    assert rows[0] == {one[0] for one in states}


def test_funds_that_move_at_long_intervals_are_no_violation() -> None:
    with mock_tester(FAULTS["drifts-at-every-call"].apply(CORRECT)) as tester:
        monitor = tester.monitor
        start = monitor.clock()
        for _ in range(20):
            tester.send()

        monitor.clock = lambda: start + 60
        assert monitor.changed_too_often() is not None
        monitor.clock = lambda: start + 600
        assert monitor.changed_too_often() is None
