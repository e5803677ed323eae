"""Servers whose pages are not what was asked for, or do not make up the whole."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call
from ....mock_server.query_string import Query
from ....mock_server.response_steps import DEFAULT_PAGE_SIZE
from ....mock_server.world import Enterprise, Records
from ... import fault


@fault("pagination.partition")
def no_paging(behaviour: Behaviour) -> Behaviour:
    """Every page holds all records, whatever pageNumber and pageSize say."""
    return attrs.evolve(behaviour, paginate=lambda _call, records, _query: records)


@fault("pagination.partition")
def ignores_page_number(behaviour: Behaviour) -> Behaviour:
    """Every page is the first page."""
    return _with_page_number(behaviour, lambda _number: 0)


@fault("pagination.slices")
def ignores_page_size(behaviour: Behaviour) -> Behaviour:
    """Every page is of the default size, whatever pageSize says."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return behaviour.paginate(call, records, attrs.evolve(query, page_size=DEFAULT_PAGE_SIZE))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def first_page_is_one(behaviour: Behaviour) -> Behaviour:
    """Pages are counted from one, so that pages 0 and 1 are the same."""
    return _with_page_number(behaviour, lambda number: max(number - 1, 0))


@fault("pagination.partition")
def overlapping_pages(behaviour: Behaviour) -> Behaviour:
    """Every page but the first begins one record early, with the last of the page before."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if query.page_number == 0 or query.page_size is None:
            return behaviour.paginate(call, records, query)
        start = query.page_size * query.page_number - 1
        return records[start : start + query.page_size]

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def repeats_last_page(behaviour: Behaviour) -> Behaviour:
    """Past the end, the last page comes again and again."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        size = query.page_size or len(records)
        last = max(len(records) - 1, 0) // size if size else 0
        number = min(query.page_number, last)
        return behaviour.paginate(call, records, attrs.evolve(query, page_number=number))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def order_changes(behaviour: Behaviour) -> Behaviour:
    """The order of the records is another one at every call."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = tuple(behaviour.read_records(call, enterprise))
        start = call.number % len(records) if records else 0
        return records[start:] + records[:start]

    return attrs.evolve(behaviour, read_records=read_records)


@fault("pagination.first_page")
def second_page_by_default(behaviour: Behaviour) -> Behaviour:
    """Without a pageNumber comes page 1, where page 0 is due."""

    def read_query(call: Call) -> Query:
        query = behaviour.read_query(call)
        named = b"pageNumber=" in call.request.query
        return query if named else attrs.evolve(query, page_number=1)

    return attrs.evolve(behaviour, read_query=read_query)


@fault("pagination.past_the_end")
def no_page_past_the_end(behaviour: Behaviour) -> Behaviour:
    """A page past the last record is answered with 404."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        found = behaviour.paginate(call, records, query)
        if query.page_number > 1 and not found and query.page_size != DEFAULT_PAGE_SIZE:
            raise error_responses.unknown_path()
        return found

    return attrs.evolve(behaviour, paginate=paginate)


def _with_page_number(behaviour: Behaviour, change: Callable[[int], int]) -> Behaviour:
    def paginate(call: Call, records: Records, query: Query) -> Records:
        number = change(query.page_number)
        return behaviour.paginate(call, records, attrs.evolve(query, page_number=number))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.past_the_end")
def offsets_wrap(behaviour: Behaviour) -> Behaviour:
    """How many records to skip is counted in 32 bits, so that far pages begin again."""
    return _slicing(behaviour, lambda size, number: size * number % 2**32)


@fault("pagination.past_the_end")
def begins_again_past_the_end(behaviour: Behaviour) -> Behaviour:
    """Past the end, the first page comes again."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        found = behaviour.paginate(call, records, query)
        return found or behaviour.paginate(call, records, attrs.evolve(query, page_number=0))

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.slices")
def large_pages_overlap(behaviour: Behaviour) -> Behaviour:
    """Pages larger than the default skip as if they were of the default size."""
    return _slicing(behaviour, lambda size, number: min(size, DEFAULT_PAGE_SIZE) * number)


@fault("pagination.slices")
def large_pages_lose_the_last(behaviour: Behaviour) -> Behaviour:
    """A page of more than 30 records lacks its last one."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        found = behaviour.paginate(call, records, query)
        return found[:-1] if len(found) > 30 else found

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.slices")
def order_depends_on_size(behaviour: Behaviour) -> Behaviour:
    """Large pages are sorted by id, small ones by age."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        if (query.page_size or 0) > 7:
            records = sorted(records, key=lambda record: record.id)
        return behaviour.paginate(call, records, query)

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.partition")
def ends_after_ten_pages(behaviour: Behaviour) -> Behaviour:
    """There are ten pages, whatever their size."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return [] if query.page_number >= 10 else behaviour.paginate(call, records, query)

    return attrs.evolve(behaviour, paginate=paginate)


@fault("pagination.first_page")
def size_needs_a_page_number(behaviour: Behaviour) -> Behaviour:
    """Without a pageNumber, the pageSize is not looked at."""

    def read_query(call: Call) -> Query:
        query = behaviour.read_query(call)
        named = b"pageNumber=" in call.request.query
        return query if named else attrs.evolve(query, page_size=None)

    return attrs.evolve(behaviour, read_query=read_query)


@fault("filters.before_paging")
def filters_begin_at_the_first_page(behaviour: Behaviour) -> Behaviour:
    """With a filter, every page is the first page."""
    return _when_filtered(behaviour, lambda query: attrs.evolve(query, page_number=0))


@fault("filters.before_paging")
def filters_switch_paging_off(behaviour: Behaviour) -> Behaviour:
    """With a filter, all that it selects comes at once, on every page."""
    return _when_filtered(
        behaviour, lambda query: attrs.evolve(query, page_number=0, page_size=None)
    )


def _slicing(behaviour: Behaviour, skipped: Callable[[int, int], int]) -> Behaviour:
    def paginate(_call: Call, records: Records, query: Query) -> Records:
        size = len(records) if query.page_size is None else query.page_size
        start = skipped(size, query.page_number)
        return records[start : start + size]

    return attrs.evolve(behaviour, paginate=paginate)


def _when_filtered(behaviour: Behaviour, change: Callable[[Query], Query]) -> Behaviour:
    def paginate(call: Call, records: Records, query: Query) -> Records:
        filtered = query.connection_ids is not None or query.partner_ids is not None
        return behaviour.paginate(call, records, change(query) if filtered else query)

    return attrs.evolve(behaviour, paginate=paginate)
