"""Check that filters select exactly the matching records before the server forms pages."""

from __future__ import annotations

from functools import partial
from itertools import combinations, pairwise

from hypothesis import strategies as st

from ...contract import Filter, Query
from ..cases.filter_values import (
    fixed_combinations,
    fixed_selections,
    generated_selections,
    is_open_refusal,
    matching_records,
    values_in_records,
)
from ..conformance.certainty import CertainViolation, RecurringViolation
from ..conformance.record_difference import RecordDifference, count
from ..conformance.response_body import Records, page_with, record_pointer
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..oracles.ambiguous_input import refusal_statuses
from ..oracles.record_order import check_default_pages, check_page, learn_order
from ..runner.baseline import View
from ..runner.hypothesis_runs import halves_and_removals
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from .registry import checks

#: The largest number of pages of one size to read of one selection.
_MAX_PAGES = 3


@checks("filters.exact")
def test_a_filter_selects_exactly_the_matching_records(tester: OperationTester) -> None:
    if not tester.operation.filters:
        raise NotApplicable(f"{tester.operation.id} has no filters")

    def check(query: Query) -> None:
        _check_selection(tester, query)

    filters = tester.operation.filters

    malformed = () if tester.operation.pagination is None else ((tester.pagination.page, "x"),)

    def check_unfiltered_after(queries: tuple[Query, Query]) -> None:
        _check_unfiltered_after(tester, queries)
        _check_unfiltered_after(tester, queries, malformed)

    def check_earlier(exchange: Exchange) -> None:
        query = exchange.request.query
        # Servers may read other values, such as lists with commas, in several ways.
        known = {(f.parameter, value) for f in filters for value in values_in_records(tester, f)}
        # Records that have been read again do not show which records existed before.
        current = any(exchange is one for one in tester.baseline.selections)
        if current and known.issuperset(query):
            _check_served_selection(tester, query, exchange)

    # The first response to a filter may be the only wrong one.
    tester.check_each(tuple(tester.baseline.selections), check_earlier)
    # Further filters share the requests of two filters.
    share = 1 / max(2, len(filters))
    together: list[Query] = []
    for filter_ in filters:
        fixed = tester.profile.select(fixed_selections(tester, filter_), at_least=7)
        tester.check_each(fixed, check, halves_and_removals)
        tester.check_replicas(fixed[:3:2], check, share=share)
        tester.check_generated(generated_selections(tester, (filter_,)), check, share=share)
        single: list[Query] = [
            ((filter_.parameter, v),) for v in values_in_records(tester, filter_)
        ]
        if len(single) > 1 and tester.profile is not Profile.QUICK:
            tester.check_each([(single[0], single[-1])], check_unfiltered_after)
        together += single[:4]
    tester.check_together(
        together,
        tester.request,
        lambda query, exchange: _check_served_selection(tester, query, exchange),
    )


@checks("filters.combined")
def test_a_record_must_match_all_filters(tester: OperationTester) -> None:
    filters = tester.operation.filters
    if len(filters) < 2:
        raise NotApplicable(f"{tester.operation.id} has fewer than two filters")

    def check(query: Query) -> None:
        _check_selection(tester, query)

    most_revealing: list[Query] = []
    for pair in combinations(filters, 2):
        fixed = tester.profile.select(fixed_combinations(tester, *pair))
        tester.check_each(fixed, check, halves_and_removals)
        most_revealing += fixed[:2]
    tester.check_replicas(most_revealing, check)
    tester.check_generated(generated_selections(tester, filters), check, share=0.5)


@checks("filters.before_paging")
def test_records_are_filtered_before_pagination(tester: OperationTester) -> None:
    filters = tester.operation.filters
    if not filters:
        raise NotApplicable(f"{tester.operation.id} has no filters")
    largest = tester.baseline.largest_page_size
    if largest < 2 and len(tester.baseline.view.records) < 2:
        raise NotChecked("there are too few records for two pages")

    def check(query: Query) -> None:
        # The other filter rules judge whether these are the right records.
        view = View.read(tester, query, most=_MAX_PAGES)
        max_requests = 4 if tester.profile is Profile.QUICK else 10
        order = learn_order(tester, query, view, max_requests)
        check_default_pages(tester, order, view)
        total = len(view.records)
        largest = tester.baseline.largest_page_size
        pages = [(2, 0), (2, 1), (3, 1), (largest, 0), (total, 0), (total - 1, 1), (total, 1)]
        pages += [(total + 1, 0)]
        selected = tester.profile.select(list(dict.fromkeys(pages)))
        checked = [page for page in selected if 1 <= page[0] <= largest]
        tester.prefetcher.run_all(
            partial(check_page, tester, order, *page, query) for page in checked
        )

    fixed = [query for filter_ in filters if (query := _selecting_several(tester, filter_, 3, 9))]
    # A server must not serve the records of a repeated value twice.
    repeated = [query * 2 for query in fixed if tester.operation.parameter(query[0][0]).is_array]
    # Further filters are tested with repeated values only.
    fixed = [query for query in fixed if query in fixed[:2] or query * 2 not in repeated]
    both = [query for pair in pairwise(filters) if (query := _selecting_by_both(tester, *pair))]
    if tester.profile is Profile.QUICK:
        fixed, repeated, both = fixed[:1], repeated[-1:], []
    tester.check_each([*fixed, *repeated, *both], check)
    generated = st.one_of(
        [generated_selections(tester, (filter_,), only_known=True) for filter_ in filters]
    )
    tester.check_generated(generated, check, share=0.2)


def _selecting_several(tester: OperationTester, filter_: Filter, least: int, most: int) -> Query:
    """Return values of a filter that select between ``least`` and ``most`` records, if possible."""
    query: Query = ()
    records = tester.baseline.view.records

    def selected(query: Query) -> int:
        return len(matching_records(tester, query, records))

    values = {filter_.value(key, record) for key, record in records.items()} - {None}
    by_count = sorted(
        (value for value in values if value is not None),
        key=lambda value: (-selected(((filter_.parameter, value),)), value),
    )
    is_array = tester.operation.parameter(filter_.parameter).is_array
    for value in by_count:
        more = (*query, (filter_.parameter, value))
        count = selected(more)
        if count <= most:
            query = more
            if count >= least:
                return query
            if not is_array:
                break
    return query


def _selecting_by_both(tester: OperationTester, first: Filter, second: Filter) -> Query:
    """Return values of two filters that together select three or more records, if possible."""
    records = tester.baseline.view.records
    for value in dict.fromkeys(second.value(*item) for item in records.items()):
        if value is None:
            continue
        part = matching_records(tester, ((second.parameter, value),), records)
        matching = dict.fromkeys(v for item in part.items() if (v := first.value(*item)))
        values = list(matching)[:1]
        if tester.operation.parameter(first.parameter).is_array:
            # A page is wrong if the server ignores the first or the second filter: the values
            # lack a record of the second filter, and have records that it does not select.
            every = dict.fromkeys(v for item in records.items() if (v := first.value(*item)))
            others = [v for v in every if v not in matching]
            values = [*others[:2], *list(matching)[1 if len(matching) > 3 else 0 :][:5]]
        query = (*((first.parameter, v) for v in values), (second.parameter, value))
        if values and len(matching_records(tester, query, records)) >= 3:
            return query
    return ()


def _check_selection(tester: OperationTester, query: Query) -> None:
    exchange = tester.send(query)
    if exchange.status in refusal_statuses(tester.operation, query):
        return
    if not is_open_refusal(tester, exchange):
        _check_served_selection(tester, query, exchange)


def _check_unfiltered_after(
    tester: OperationTester, queries: tuple[Query, Query], malformed: Query = ()
) -> None:
    """Check that a server does not apply the filter of a request to the next request.

    The check sends each query string, followed by a request without a filter. The server is wrong
    if each request without a filter returns only the records that match the query string before it.

    Args:
        tester: The tester of the operation.
        queries: Two query strings with filters. No record matches the filters of both.
        malformed: A malformed parameter that is sent beside the filters.
    """
    exchanges: list[Exchange] = []
    selected: list[Records] = []
    for query in queries:
        with tester.session.one_connection():
            exchanges += [tester.send((*query, *malformed)), tester.send()]
        selected.append(tester.records(exchanges[-1]))
        matching = matching_records(tester, query, selected[-1])
        if not matching or matching.keys() != selected[-1].keys():
            return
    raise RecurringViolation(
        "the same records without a filter, after two filters",
        f"{count(len(selected[-1]))}, which match the filter of the request before",
        *exchanges,
        reference="the records after another filter, and the requests with the filters",
        records=RecordDifference.between(*selected),
    )


def _check_served_selection(tester: OperationTester, query: Query, exchange: Exchange) -> None:
    expected = matching_records(tester, query, tester.baseline.view.records)
    records = tester.records(exchange)
    view = View(records, (exchange,), complete=False, sizes=(len(records),))
    baseline = tester.baseline
    # If not all records are known, a full page may be the first of many.
    many = not baseline.view.complete and len(records) >= baseline.default_page_size
    if records.keys() == expected.keys() or many:
        _compare(tester, query, view)
        return
    # A selection of too many records for pages of the default size is read with larger pages, too.
    size, default = baseline.largest_page_size, baseline.default_page_size
    most = 1 if tester.profile is Profile.QUICK else _MAX_PAGES
    larger = len(expected) >= (_MAX_PAGES - 1) * default and default < size
    larger = larger and len(expected) < most * size
    view = View.read(tester, query, first=exchange, most=2 if larger else _MAX_PAGES)
    _compare(tester, query, view)
    if larger and not view.complete:
        _compare(tester, query, View.read(tester, query, size=size, most=_MAX_PAGES))


def _compare(tester: OperationTester, query: Query, view: View) -> None:
    baseline, records = tester.baseline.view, view.records
    expected = matching_records(tester, query, baseline.records)
    stray = records.keys() - matching_records(tester, query, records).keys()
    if stray:
        verb = "does" if len(stray) == 1 else "do"
        seen = f"{count(len(stray))} that {verb} not match{_among(records, stray)}"
        matching = "only records that match every filter of the request"
        raise _unexpected(CertainViolation, tester, matching, seen, stray, view)
    missing = expected.keys() - records.keys()
    if view.complete and missing:
        difference = RecordDifference.between(expected, records)
        pages, seen = view.filled_pages, difference.describe(len(records))
        if view.repeats:
            seen += f"; the pages have {count(view.length)}, since some are on two pages"
        raise Violation(
            count(len(expected), "matching record"),
            seen,
            page_with(min(missing), baseline.pages, tester.pagination),
            *pages,
            wrong=len(pages),
            reference="the records without the filter",
            records=difference,
        )
    foreign = records.keys() - expected.keys()
    if baseline.complete and foreign:
        known = "only records that the pages without filters also have"
        seen = f"{baseline.lacking(len(foreign), 'filters')}{_among(records, foreign)}"
        raise _unexpected(Violation, tester, known, seen, foreign, view, baseline)


def _among(records: Records, keys: set[str]) -> str:
    """Return a phrase for the number of expected records in a response; "" if there are none.

    Args:
        records: The records in the response.
        keys: The keys of the unexpected records.
    """
    number = len(records) - len(keys)
    return f", beside {count(number, 'expected record')}" if number else ""


def _unexpected(
    kind: type[Violation],
    tester: OperationTester,
    expected: str,
    seen: str,
    keys: set[str],
    view: View,
    reference: View | None = None,
) -> Violation:
    key, common = min(keys), view.records.keys() - keys
    return kind(
        expected,
        seen,
        *(reference.filled_pages if reference is not None else ()),
        page_with(key, view.pages, tester.pagination),
        reference="the records without the filter",
        part=(record_pointer(key, tester.pagination), view.records[key]),
        records=RecordDifference(extra=keys, common=common),
    )
