"""Faulty variants of the mock server that paginate records wrongly."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call
from ...query_string import Query
from ...response_steps import DEFAULT_PAGE_SIZE
from ...world import Enterprise, Records

_MOST_RECORDS = 20
_LARGEST_PAGE = 30


@fault("pagination.partition")
def no_paging(behaviour: Behaviour) -> Behaviour:
    """The server returns all records on every page."""
    return attrs.evolve(behaviour, paginate=lambda _call, records, _query: records)


@fault("pagination.partition")
def ignores_page_number(behaviour: Behaviour) -> Behaviour:
    """The server returns the first page for every pageNumber."""
    return _paginate_by(behaviour, lambda query: attrs.evolve(query, page_number=0))


@fault("pagination.slices")
def ignores_page_size(behaviour: Behaviour) -> Behaviour:
    """The server returns pages of the default size for every pageSize."""
    return _paginate_by(behaviour, lambda query: attrs.evolve(query, page_size=DEFAULT_PAGE_SIZE))


@fault("pagination.partition")
def reduces_pages_but_not_offsets(behaviour: Behaviour) -> Behaviour:
    """The server returns at most 20 records per page, but computes offsets from the pageSize."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return behaviour.paginate(call, records, query)[:_MOST_RECORDS]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def first_page_is_one(behaviour: Behaviour) -> Behaviour:
    """The server counts pages from one, so pages 0 and 1 are the same."""
    return _paginate_by(
        behaviour, lambda query: attrs.evolve(query, page_number=max(query.page_number - 1, 0))
    )


@fault("pagination.partition")
def overlapping_pages(behaviour: Behaviour) -> Behaviour:
    """The server starts each page after the first with the last record of the previous page."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if query.page_number == 0 or query.page_size is None:
            return behaviour.paginate(call, records, query)
        start = query.page_size * query.page_number - 1
        return records[start : start + query.page_size]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def repeats_last_page(behaviour: Behaviour) -> Behaviour:
    """The server returns the last page again for every page past the end."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        size = query.page_size or len(records)
        last = max(len(records) - 1, 0) // size if size else 0
        number = min(query.page_number, last)
        return behaviour.paginate(call, records, attrs.evolve(query, page_number=number))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def order_changes(behaviour: Behaviour) -> Behaviour:
    """The server lists the records in a different order for every request."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = tuple(behaviour.read_records(call, enterprise))
        start = call.number % len(records) if records else 0
        return records[start:] + records[:start]

    return attrs.evolve(behaviour, read_records=read_records)


@fault("pagination.first_page")
def second_page_by_default(behaviour: Behaviour) -> Behaviour:
    """The server returns page 1 instead of page 0 if the request has no pageNumber."""
    return _change_query_without_page_number(
        behaviour, lambda query: attrs.evolve(query, page_number=1)
    )


@fault("pagination.past_the_end")
def no_page_past_the_end(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 to a page past the end instead of returning no records."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        page = behaviour.paginate(call, records, query)
        if query.page_number > 1 and not page and query.page_size != DEFAULT_PAGE_SIZE:
            raise error_responses.unknown_path()
        return page

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.past_the_end")
def offsets_wrap(behaviour: Behaviour) -> Behaviour:
    """The server computes record offsets modulo 2**32, so pages far past the end have records."""
    return _slice_from(behaviour, lambda size, number: size * number % 2**32)


@fault("pagination.past_the_end")
def begins_again_past_the_end(behaviour: Behaviour) -> Behaviour:
    """The server returns the first page again for every page past the end."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        page = behaviour.paginate(call, records, query)
        return page or behaviour.paginate(call, records, attrs.evolve(query, page_number=0))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def cuts_page_sizes_to_two_digits(behaviour: Behaviour) -> Behaviour:
    """The server returns pages of 10 records for a pageSize of 100, but skips pages of 100."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        page = behaviour.paginate(call, records, query)
        return page if query.page_size is None else page[: int(str(query.page_size)[:2])]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.slices")
def large_pages_overlap(behaviour: Behaviour) -> Behaviour:
    """The server computes page offsets with the smaller of pageSize and the default page size."""
    return _slice_from(behaviour, lambda size, number: min(size, DEFAULT_PAGE_SIZE) * number)


@fault("pagination.slices")
def large_pages_lose_the_last(behaviour: Behaviour) -> Behaviour:
    """The server omits the last record of a page with more than 30 records."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        page = behaviour.paginate(call, records, query)
        return page[:-1] if len(page) > 30 else page

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def largest_pages_lose_the_last(behaviour: Behaviour) -> Behaviour:
    """The server reads a larger pageSize as 30, and omits the last record of a page of 30."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        size = _LARGEST_PAGE if query.page_size is None else min(query.page_size, _LARGEST_PAGE)
        page = behaviour.paginate(call, records, attrs.evolve(query, page_size=size))
        return page[: _LARGEST_PAGE - 1]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def full_pages_lose_the_last(behaviour: Behaviour) -> Behaviour:
    """The server omits the last record of each full page."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        page = behaviour.paginate(call, records, query)
        return page[:-1] if len(page) == query.page_size else page

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.slices")
def order_depends_on_size(behaviour: Behaviour) -> Behaviour:
    """The server sorts records by id if pageSize is above 7, and by creation date otherwise."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if (query.page_size or 0) > 7:
            records = sorted(records, key=lambda record: record.id)
        return behaviour.paginate(call, records, query)

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def ends_after_ten_pages(behaviour: Behaviour) -> Behaviour:
    """The server returns no records after the tenth page, whatever the page size."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return [] if query.page_number >= 10 else behaviour.paginate(call, records, query)

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.first_page")
def size_needs_a_page_number(behaviour: Behaviour) -> Behaviour:
    """The server ignores pageSize if the request has no pageNumber."""
    return _change_query_without_page_number(
        behaviour, lambda query: attrs.evolve(query, page_size=None)
    )


@fault("pagination.partition")
def default_pages_overlap(behaviour: Behaviour) -> Behaviour:
    """The server begins later pages five records too early if the request has no pageSize."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if b"pageSize=" in call.request.query or not query.page_number:
            return behaviour.paginate(call, records, query)
        start = max(DEFAULT_PAGE_SIZE * query.page_number - 5, 0)
        return records[start : start + DEFAULT_PAGE_SIZE]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def default_pages_count_from_one(behaviour: Behaviour) -> Behaviour:
    """The server returns the first page for pageNumber 1 if the request has no pageSize."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if b"pageSize=" not in call.request.query:
            query = attrs.evolve(query, page_number=max(query.page_number - 1, 0))
        return behaviour.paginate(call, records, query)

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.slices")
def order_turns_now_and_then(behaviour: Behaviour) -> Behaviour:
    """The server reverses the order of the records after every 80 requests."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        return records[::-1] if call.number // 80 % 2 else records

    return attrs.evolve(behaviour, read_records=read_records)


@fault("filters.before_paging")
def filters_begin_at_the_first_page(behaviour: Behaviour) -> Behaviour:
    """The server returns the first page for every pageNumber if the request has a filter."""
    return _paginate_by(
        behaviour,
        lambda query: attrs.evolve(query, page_number=0) if _has_filter(query) else query,
    )


@fault("filters.before_paging")
def filters_switch_paging_off(behaviour: Behaviour) -> Behaviour:
    """The server returns all matching records on every page if the request has a filter."""
    return _paginate_by(
        behaviour,
        lambda query: (
            attrs.evolve(query, page_number=0, page_size=None) if _has_filter(query) else query
        ),
    )


def _has_filter(query: Query) -> bool:
    return query.connection_ids is not None or query.partner_ids is not None


def _paginate_by(behaviour: Behaviour, change: Callable[[Query], Query]) -> Behaviour:
    """Return a behaviour of the mock server that changes the requested page number and size."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return behaviour.paginate(call, records, change(query))

    return attrs.evolve(behaviour, paginate=paginate)


def _slice_from(behaviour: Behaviour, offset: Callable[[int, int], int]) -> Behaviour:
    """Return a behaviour of the mock server that starts its pages at other records.

    Args:
        behaviour: The behaviour to change.
        offset: A function that returns the index of the first record of a page, given the page
            size and the page number.
    """

    def paginate(_call: Call, records: Records, query: Query) -> Records:
        size = len(records) if query.page_size is None else query.page_size
        start = offset(size, query.page_number)
        return records[start : start + size]

    return attrs.evolve(behaviour, paginate=paginate)


def _change_query_without_page_number(
    behaviour: Behaviour, change: Callable[[Query], Query]
) -> Behaviour:
    def read_query(call: Call) -> Query:
        query = behaviour.read_query(call)
        return query if b"pageNumber=" in call.request.query else change(query)

    return attrs.evolve(behaviour, read_query=read_query)
