"""Tests that a check collects distinct failures, and that later errors hide no violation."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve

from ..contract import Query
from ..mock_server import CORRECT
from ..server.conformance.violation import NotChecked, Violation
from ..server.runner.operation_tester import OperationTester
from ..server.transport.session import TargetUnusable
from .mock_tester import mock_tester

ONE, OTHER = "6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c10", "6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c11"
FIRST: Query = (("connectionIds", ONE),)
SECOND: Query = (("partnerIds", ONE),)


def collected(tester: OperationTester, *queries: Query) -> list[Query]:
    """Let a check fail for each query, and return the queries of the collected violations."""

    def check(query: Query) -> None:
        raise Violation("an empty page", "a page", tester.send(query))

    with pytest.raises(Violation) as raised, tester.collecting():
        tester.check_each(queries, check)
    first = raised.value
    return [one.exchanges[-1].request.query for one in (first, *first.further)]


@pytest.mark.parametrize(
    ("queries", "expected"),
    [
        ((FIRST, SECOND), [FIRST, SECOND]),
        ((FIRST, (("connectionIds", OTHER),)), [FIRST]),
        ((FIRST, FIRST + SECOND, SECOND), [FIRST, SECOND]),
        (((), FIRST, SECOND), [()]),
    ],
)
def test_a_failure_with_further_parameters_is_not_distinct(
    queries: Iterable[Query], expected: list[Query]
) -> None:
    with mock_tester(CORRECT) as tester:
        assert collected(tester, *queries) == expected


def test_at_most_four_failures_are_collected() -> None:
    with mock_tester(CORRECT) as tester:
        found = collected(tester, *[((f"unlisted{number}", "1"),) for number in range(9)])

        assert len(found) == 4


@pytest.mark.parametrize("later", [NotChecked("no values"), TargetUnusable("no response")])
def test_a_violation_is_raised_even_if_the_check_cannot_continue(later: BaseException) -> None:
    def check(query: Query) -> None:
        raise Violation("an empty page", "a page", tester.send(query))

    with mock_tester(CORRECT) as tester:
        with pytest.raises(Violation), tester.collecting():
            tester.check_each([FIRST], check)
            raise later
        with pytest.raises(type(later)), tester.collecting():
            raise later


def test_without_collecting_the_first_violation_ends_a_check() -> None:
    sent: list[Query] = []

    def check(query: Query) -> None:
        sent.append(query)
        raise Violation("an empty page", "a page", tester.send(query))

    with mock_tester(CORRECT) as tester:
        tester = evolve(tester, unchanging=True)
        with pytest.raises(Violation):
            tester.check_each([FIRST, SECOND], check)

    assert sent == [FIRST]
