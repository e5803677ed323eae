"""Check that records and other constant data are the same in every response."""

from __future__ import annotations

from ...contract import Query
from ..cases.filter_values import values_in_records
from ..cases.queries import fixed_views, generated_views
from ..conformance.response_body import page_with
from ..conformance.violation import NotChecked
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from .registry import checks

#: If the monitor has compared this many responses, no more are requested to find a wrong replica.
_MANY_SUCCESSES = 60

#: The largest number of values of a filter that selects many records.
_MANY_VALUES = 10


@checks("consistency.same_record", last=True)
def test_a_record_is_the_same_in_every_response(tester: OperationTester) -> None:
    def compare(exchange: Exchange) -> None:
        view = tester.baseline.view
        for key, record in tester.records(exchange).items():
            known = view.records.get(key, record)
            if record != known:
                before = page_with(key, view.pages, tester.pagination)
                raise tester.monitor.difference_of_records(
                    key, before, exchange, tester.pagination, trusted=True
                )

    def check(query: Query) -> None:
        compare(tester.send(query))

    _expect_few_changes(tester)
    # A record may change after the baseline is read. Such a change is no violation.
    tester.baseline.forget_records()
    try:
        tester.confirm_suspected("consistency.same_record", compare, frequent=False)
        many = _selections_of_many(tester)
        tester.check_each([*tester.profile.select(fixed_views(tester)), *many], check)
        if tester.monitor.successes < _MANY_SUCCESSES:
            tester.check_replicas(many, check)
        tester.check_generated(generated_views(tester), check)
    except NotChecked:
        # The records may change so often that nothing else can be decided.
        _expect_few_changes(tester)
        raise
    _expect_few_changes(tester)


def _expect_few_changes(tester: OperationTester) -> None:
    violation = tester.monitor.changed_too_often()
    if violation is not None:
        raise violation


def _selections_of_many(tester: OperationTester) -> list[Query]:
    """Return for each filter a query string whose values select many records.

    Many records are needed, because a record without funds cannot show a wrong amount.
    """
    selections: list[Query] = []
    for filter_ in tester.operation.filters:
        most = _MANY_VALUES if tester.operation.parameter(filter_.parameter).is_array else 1
        values = values_in_records(tester, filter_)[:most]
        selections += [tuple((filter_.parameter, value) for value in values)] if values else []
    return selections


@checks("consistency.same_rest", last=True)
def test_constant_data_is_the_same_in_every_response(tester: OperationTester) -> None:
    def compare(exchange: Exchange) -> None:
        first = tester.baseline.view.pages[0]
        expected, actual = tester.constant_part(first), tester.constant_part(exchange)
        if actual != expected:
            raise tester.monitor.difference_of_constants((expected, actual), first, exchange)

    def check(query: Query) -> None:
        compare(tester.send(query))

    tester.confirm_suspected("consistency.same_rest", compare)
    tester.check_each(tester.profile.select(fixed_views(tester)), check)
    tester.check_generated(generated_views(tester), check, share=0.3)
