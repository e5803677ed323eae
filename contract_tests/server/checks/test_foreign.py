"""Check that filters never select records of another enterprise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from attrs import evolve, frozen

from ...contract import Filter, Query
from ..cases.filter_values import like_known_ids, matching_records, values_in_records
from ..cases.parameter_values import canonical_uuid
from ..conformance.record_difference import RecordDifference, count
from ..conformance.response_body import Records, record_pointer
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from .registry import checks

#: The status with which a server may respond to ids of another enterprise.
_NOT_FOUND = 404

#: The largest number of pages to read if some records of the tested enterprise are unknown.
_MAX_PAGES = 4


@checks("filters.foreign")
def test_records_of_another_enterprise_are_never_selected(tester: OperationTester) -> None:
    operation = tester.operation
    if not operation.filters:
        raise NotApplicable(f"{operation.id} has no filters")
    supplied = {f: _foreign_values(tester, f) for f in operation.filters}
    if not any(supplied.values()):
        names = (f"foreign.{operation.parameter(f.parameter).supply_name}" for f in supplied)
        raise NotChecked(f"the target file has none of {', '.join(names)}")
    if not tester.baseline.view.complete and not _foreign_keys(tester):
        keys = (f for f in operation.filters if f.by == "key")
        names = (f"foreign.{operation.parameter(f.parameter).supply_name}" for f in keys)
        raise NotChecked(
            "the records have more pages than the profile reads, and the target file has no "
            f"{' or '.join(names) or 'keys of foreign records'}"
        )

    def check(selection: _Selection) -> None:
        _check_selection(tester, selection)

    selections = list(_selections(tester))
    if tester.profile is Profile.QUICK:
        selections = selections[: 2 * len(supplied)]
    tester.check_each(selections, check)
    tester.check_replicas([_Selection(query) for query in _beside_own(tester).values()], check)


@frozen
class _Selection:
    """A query string that filters by data of other enterprises, and the page size to request."""

    query: Query
    size: int | None = None
    """The page size; None for the default size."""


def _foreign_values(tester: OperationTester, filter_: Filter) -> tuple[str, ...]:
    name = tester.operation.parameter(filter_.parameter).supply_name
    supplied = tester.target.foreign.get(name, ())
    return tuple(like_known_ids(tester, filter_, value) for value in supplied)


def _foreign_keys(tester: OperationTester) -> set[str]:
    """Return the keys of the foreign records that the target file lists, in canonical form."""
    return {
        canonical_uuid(value)
        for filter_ in tester.operation.filters
        if filter_.by == "key"
        for value in _foreign_values(tester, filter_)
    }


def _beside_own(tester: OperationTester) -> dict[Filter, Query]:
    """Return a query string for each filter, with values of the tested and of other enterprises.

    The value of the tested enterprise comes first. Filters that take only one value are left out.
    """
    return {
        f: _query(tester, f, (own, *values))
        for f in tester.operation.filters
        if (values := _foreign_values(tester, f))
        and (own := _own_value(tester, f)) is not None
        and tester.operation.parameter(f.parameter).is_array
    }


def _selections(tester: OperationTester) -> Iterator[_Selection]:
    """Yield query strings that filter by data of other enterprises, such as connection ids.

    Each query string comes with the page size to request. The query strings that are most likely to
    reveal a fault of the server come first.
    """
    foreign = {f: _foreign_values(tester, f) for f in tester.operation.filters}
    alone = {f: _query(tester, f, values) for f, values in foreign.items() if values}
    beside = _beside_own(tester)
    for query in beside.values():
        # The records of the tested enterprise fill the first page, so that a foreign record is on
        # the second page. If some of these records are unknown, the pages have the largest size,
        # so that few pages reach the foreign record.
        complete, largest = tester.baseline.view.complete, tester.baseline.largest_page_size
        yield _Selection(query, _number_of_records(tester, query) if complete else largest)
    for query in alone.values():
        yield _Selection(query)
    for query in alone.values():
        yield _Selection(query, 1)
    for query in beside.values():
        yield _Selection(query)
        yield _Selection(query[::-1])
    for first, second in permutations(tester.operation.filters, 2):
        if first in alone and second in alone:
            yield _Selection(alone[first] + alone[second])
        own = _own_value(tester, second)
        if first in alone and own is not None:
            yield _Selection(alone[first] + _query(tester, second, (own,)))
    for filter_, values in foreign.items():
        for value in values:
            yield _Selection(((filter_.parameter, value),))
            if filter_ in beside:
                yield _Selection((beside[filter_][0], (filter_.parameter, value)))


def _query(tester: OperationTester, filter_: Filter, values: tuple[str, ...]) -> Query:
    is_array = tester.operation.parameter(filter_.parameter).is_array
    return tuple((filter_.parameter, value) for value in (values if is_array else values[:1]))


def _own_value(tester: OperationTester, filter_: Filter) -> str | None:
    """Return the filter value that selects the fewest records of the tested enterprise."""
    foreign = _foreign_values(tester, filter_)
    own = [value for value in values_in_records(tester, filter_) if value not in foreign]
    return min(
        own,
        key=lambda value: (_number_of_records(tester, ((filter_.parameter, value),)), value),
        default=None,
    )


def _number_of_records(tester: OperationTester, query: Query) -> int:
    """Return how many records of the tested enterprise match a query.

    The result is limited to the range from 1 to the largest page size.
    """
    selected = matching_records(tester, query, tester.baseline.view.records)
    return max(1, min(len(selected), tester.baseline.largest_page_size))


def _check_selection(tester: OperationTester, selection: _Selection) -> None:
    """Check that pages have all matching records of the tested enterprise, and no other records.

    If some records of the tested enterprise are unknown, a record of a page is foreign if the
    target file lists the key of the record.

    Raises:
        Violation: If a page has a record of another enterprise, or if the pages lack a matching
            record of the tested enterprise.
    """
    view = tester.baseline.view
    own = view.records
    expected = matching_records(tester, selection.query, own)
    seen: Records = {}
    for number, exchange in enumerate(_pages(tester, selection)):
        if number == 0 and exchange.status == _NOT_FOUND:
            return
        records = tester.records(exchange)
        foreign = records.keys() - own.keys()
        origin = "which the server does not return without filters"
        if not view.complete:
            listed = _foreign_keys(tester)
            foreign = {key for key in foreign if canonical_uuid(key) in listed}
            origin = "which the target file lists as foreign"
        if foreign:
            key = min(foreign)
            raise Violation(
                "no record of another enterprise",
                f"{count(len(foreign))}, {origin}",
                exchange,
                part=(record_pointer(key, tester.pagination), records[key]),
                records=RecordDifference(extra=foreign, common=records.keys() & own.keys()),
            )
        new = records.keys() - seen.keys()
        seen |= records
        if view.complete and new - expected.keys():
            break
        # If a page size is set, the second page is read even if the first page has no records.
        if not new and (number or selection.size is None):
            break
        if selection.size is None and len(records) < tester.baseline.default_page_size:
            break
    else:
        return  # the selection has more pages than the check reads
    difference = RecordDifference.between(expected, seen)
    if not view.complete:
        difference = evolve(difference, extra=())
    if difference.wrong:
        raise Violation(
            f"status {_NOT_FOUND}, or {count(len(expected), 'matching record')} of the "
            "tested enterprise",
            difference.describe(len(seen)),
            *view.filled_pages,
            exchange,
            reference="the records without filters",
            records=difference,
        )


def _pages(tester: OperationTester, selection: _Selection) -> Iterator[Exchange]:
    """Request page after page with the given filters, and yield the responses, up to a maximum."""
    first, size = selection.query, selection.size
    yield tester.send(first) if size is None else tester.send_page(0, size, first)
    most = tester.profile.max_pages if tester.baseline.view.complete else _MAX_PAGES
    for number in range(1, most):
        yield tester.send_page(number, size, first)
