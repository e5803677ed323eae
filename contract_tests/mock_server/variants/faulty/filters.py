"""Faulty variants of the mock server whose filters select wrong records."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import groupby
from urllib.parse import parse_qsl
from uuid import UUID

import attrs

from ....catalogue import fault
from ...behaviour import Behaviour
from ...call import Call
from ...default_world import SINGLE
from ...query_string import Query
from ...world import Connection, Records

_LARGE_PAGE = 20
_CHUNK, _MOST_RECORDS = 8, 40


@fault("filters.exact")
def ignores_connection_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores the filter connectionIds and returns all records."""
    return _filter_by(behaviour, lambda query: attrs.evolve(query, connection_ids=None))


@fault("filters.exact")
def ignores_partner_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores the filter partnerIds and returns all records."""
    return _filter_by(behaviour, lambda query: attrs.evolve(query, partner_ids=None))


@fault("filters.exact")
def last_filter_value_wins(behaviour: Behaviour) -> Behaviour:
    """The server uses only the last id of each filter."""

    def last(ids: tuple[UUID, ...] | None) -> tuple[UUID, ...] | None:
        return None if ids is None else ids[-1:]

    return _filter_by(
        behaviour,
        lambda query: attrs.evolve(
            query,
            connection_ids=last(query.connection_ids),
            partner_ids=last(query.partner_ids),
        ),
    )


@fault("filters.before_paging")
def filters_after_paging(behaviour: Behaviour) -> Behaviour:
    """The server filters the records of a page instead of paginating the filtered records."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return behaviour.filter_records(call, behaviour.paginate(call, records, query), query)

    return attrs.evolve(
        behaviour, filter_records=lambda _call, records, _query: records, paginate=paginate
    )


@fault("filters.exact")
def filters_match_prefixes(behaviour: Behaviour) -> Behaviour:
    """The server compares only the first 28 hexadecimal digits of ids in filters."""
    return _compare_ids_by(behaviour, lambda id_: id_.hex[:28])


@fault("filters.combined")
def filters_are_alternatives(behaviour: Behaviour) -> Behaviour:
    """The server combines the filters connectionIds and partnerIds with OR instead of AND."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if query.connection_ids is None or query.partner_ids is None:
            return behaviour.filter_records(call, records, query)
        queries = (attrs.evolve(query, connection_ids=None), attrs.evolve(query, partner_ids=None))
        matching = {
            record.id for one in queries for record in behaviour.filter_records(call, records, one)
        }
        return [record for record in records if record.id in matching]

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def connection_filter_matches_partners_too(behaviour: Behaviour) -> Behaviour:
    """The server also returns the records whose partner id is in the filter connectionIds."""
    return _match_by(
        behaviour, connection=lambda record, ids: record.id in ids or record.partner.id in ids
    )


@fault("filters.exact")
def partner_filter_matches_connections_too(behaviour: Behaviour) -> Behaviour:
    """The server also returns the records whose connection id is in the filter partnerIds."""
    return _match_by(
        behaviour, partner=lambda record, ids: record.partner.id in ids or record.id in ids
    )


@fault("filters.exact")
def compares_the_ends_of_ids(behaviour: Behaviour) -> Behaviour:
    """The server compares only the last twelve digits of ids in filters."""
    return _compare_ids_by(behaviour, lambda id_: id_.hex[-12:])


@fault("filters.exact")
def nothing_found_is_everything(behaviour: Behaviour) -> Behaviour:
    """The server returns all records if the filters match no record."""
    return _change_selection(behaviour, lambda _query, selected, records: selected or records)


@fault("filters.exact")
def one_unknown_id_empties_the_answer(behaviour: Behaviour) -> Behaviour:
    """The server returns no records if one of several connectionIds is unknown."""

    def change(query: Query, selected: Records, records: Records) -> Records:
        known = {record.id for record in records}
        return selected if set(query.connection_ids or ()) <= known else []

    return _change_selection(behaviour, change)


@fault("filters.exact")
def hides_accounts_without_funds(behaviour: Behaviour) -> Behaviour:
    """The server omits connections without balances if the request filters by partnerIds."""
    return _change_selection(
        behaviour,
        lambda query, selected, _records: (
            selected
            if query.partner_ids is None
            else [record for record in selected if record.balances]
        ),
    )


@fault("filters.exact")
def shows_a_stranger(behaviour: Behaviour) -> Behaviour:
    """The server adds connections of another enterprise if the request filters by partnerIds."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        selected = list(behaviour.filter_records(call, records, query))
        if query.partner_ids is None or len(records) < 2:
            return selected
        foreign = call.world.enterprises[SINGLE].connections
        return selected + [record for record in foreign if record.partner.id in query.partner_ids]

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def looks_at_ten_ids(behaviour: Behaviour) -> Behaviour:
    """The server uses only the first ten ids of the filter connectionIds."""
    return _filter_by(
        behaviour,
        lambda query: attrs.evolve(
            query, connection_ids=query.connection_ids and query.connection_ids[:10]
        ),
    )


@fault("filters.exact")
def caches_ids_without_the_parameter(behaviour: Behaviour) -> Behaviour:
    """The server caches the records of a filter by its ids, but without the parameter name."""
    cache: dict[tuple[UUID, frozenset[UUID]], Records] = {}

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        selected = behaviour.filter_records(call, records, query)
        ids = frozenset((query.connection_ids or ()) + (query.partner_ids or ()))
        if not ids or not records:
            return selected
        return cache.setdefault((records[0].id, ids), selected)

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def loses_an_incomplete_chunk_of_ids(behaviour: Behaviour) -> Behaviour:
    """The server reads eight connectionIds at a time, and ignores an incomplete last group."""

    def change(query: Query) -> Query:
        ids = query.connection_ids or ()
        complete = len(ids) - len(ids) % _CHUNK
        return attrs.evolve(query, connection_ids=ids[:complete]) if complete else query

    return _filter_by(behaviour, change)


@fault("filters.exact")
def loses_the_second_of_several_partners(behaviour: Behaviour) -> Behaviour:
    """The server ignores the second of more than two partnerIds."""

    def change(query: Query) -> Query:
        ids = query.partner_ids or ()
        return attrs.evolve(query, partner_ids=(ids[0], *ids[2:])) if ids[2:] else query

    return _filter_by(behaviour, change)


@fault("filters.exact")
def selects_forty_records_at_most(behaviour: Behaviour) -> Behaviour:
    """The server returns only the first 40 of the records that match partnerIds, on all pages."""
    return _change_selection(
        behaviour,
        lambda query, selected, _records: (
            selected if query.partner_ids is None else selected[:_MOST_RECORDS]
        ),
    )


@fault("filters.combined")
def collects_adjacent_ids_only(behaviour: Behaviour) -> Behaviour:
    """The server ignores ids of a filter that another parameter separates from the first ids."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        names = [name for name, _ in parse_qsl(call.request.query.decode())]
        adjacent: dict[str, int] = {}
        for name, group in groupby(names):
            adjacent.setdefault(name, len(list(group)))
        return behaviour.filter_records(
            call,
            records,
            attrs.evolve(
                query,
                connection_ids=query.connection_ids
                and query.connection_ids[: adjacent["connectionIds"]],
                partner_ids=query.partner_ids and query.partner_ids[: adjacent["partnerIds"]],
            ),
        )

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.combined")
def ignores_connection_ids_after_partner_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores connectionIds if the query string has partnerIds first."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        before, partners, _ = call.request.query.partition(b"partnerIds=")
        if partners and b"connectionIds=" not in before:
            query = attrs.evolve(query, connection_ids=None)
        return behaviour.filter_records(call, records, query)

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def the_same_id_twice_is_none(behaviour: Behaviour) -> Behaviour:
    """The server returns no record for an id that occurs twice in connectionIds."""

    def change(query: Query) -> Query:
        ids = query.connection_ids or ()
        once = tuple(one for one in ids if ids.count(one) == 1)
        return attrs.evolve(query, connection_ids=once) if ids else query

    return _filter_by(behaviour, change)


@fault("filters.before_paging")
def repeated_partner_ids_repeat_records(behaviour: Behaviour) -> Behaviour:
    """The server sends a record once for each time that partnerIds has the id of the partner."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        selected = behaviour.filter_records(call, records, query)
        ids = query.partner_ids
        if ids is None:
            return selected
        return [record for record in selected for _ in range(ids.count(record.partner.id))]

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def first_filter_answer_is_empty(behaviour: Behaviour) -> Behaviour:
    """The server returns no records to the first request with connectionIds."""
    seen: list[int] = []

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if query.connection_ids is None or len(records) < 2:
            return behaviour.filter_records(call, records, query)
        seen.append(call.number)
        return behaviour.filter_records(call, records, query) if len(seen) > 1 else []

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def keeps_the_filter_for_one_more_request(behaviour: Behaviour) -> Behaviour:
    """The server applies a filter to the next request too, if that request has no filter."""
    earlier: list[Query] = []

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if query.connection_ids is not None or query.partner_ids is not None:
            earlier[:] = [query]
        elif earlier:
            query = earlier.pop()
        return behaviour.filter_records(call, records, query)

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.combined")
def the_partner_filter_wins(behaviour: Behaviour) -> Behaviour:
    """The server ignores connectionIds if the request also has partnerIds."""
    return _filter_by(
        behaviour,
        lambda query: (
            query if query.partner_ids is None else attrs.evolve(query, connection_ids=None)
        ),
    )


@fault("filters.before_paging")
def later_pages_of_both_filters_ignore_partners(behaviour: Behaviour) -> Behaviour:
    """With both filters, the server ignores partnerIds on every page except the first."""
    return _filter_by(
        behaviour,
        lambda query: (
            attrs.evolve(query, partner_ids=None) if _is_later_page_of_both(query) else query
        ),
    )


@fault("filters.before_paging")
def later_pages_of_both_filters_ignore_connections(behaviour: Behaviour) -> Behaviour:
    """The server ignores connectionIds on later pages if the request also has partnerIds."""
    return _filter_by(
        behaviour,
        lambda query: (
            attrs.evolve(query, connection_ids=None) if _is_later_page_of_both(query) else query
        ),
    )


@fault("filters.before_paging")
def large_pages_ignore_connection_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores connectionIds if the pageSize is above 20."""
    return _filter_by(
        behaviour,
        lambda query: (
            attrs.evolve(query, connection_ids=None)
            if (query.page_size or 0) > _LARGE_PAGE
            else query
        ),
    )


def _is_later_page_of_both(query: Query) -> bool:
    return query.page_number > 0 and None not in (query.connection_ids, query.partner_ids)


def _filter_by(behaviour: Behaviour, change: Callable[[Query], Query]) -> Behaviour:
    """Return a behaviour of the mock server that filters the records by a changed query.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the changed query, given the query of the request.
    """

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        return behaviour.filter_records(call, records, change(query))

    return attrs.evolve(behaviour, filter_records=filter_records)


def _change_selection(
    behaviour: Behaviour, change: Callable[[Query, Records, Records], Records]
) -> Behaviour:
    """Return a behaviour of the mock server that changes which records the filters select.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the records to select instead, given the query, the
            records that the filters select, and all records.
    """

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        return change(query, behaviour.filter_records(call, records, query), records)

    return attrs.evolve(behaviour, filter_records=filter_records)


def _compare_ids_by(behaviour: Behaviour, key: Callable[[UUID], str]) -> Behaviour:
    """Return a behaviour of the mock server whose filters compare only a part of the ids.

    Args:
        behaviour: The behaviour to change.
        key: A function that returns the compared part of an id.
    """
    return _match_by(
        behaviour,
        connection=lambda record, ids: key(record.id) in map(key, ids),
        partner=lambda record, ids: key(record.partner.id) in map(key, ids),
    )


def _match_by(
    behaviour: Behaviour,
    connection: Callable[[Connection, Collection[UUID]], bool] = lambda record, ids: (
        record.id in ids
    ),
    partner: Callable[[Connection, Collection[UUID]], bool] = lambda record, ids: (
        record.partner.id in ids
    ),
) -> Behaviour:
    """Return a behaviour of the mock server whose filters match records by the given functions.

    Args:
        behaviour: The behaviour to change.
        connection: A function that returns whether a record matches the ids in `connectionIds`.
        partner: A function that returns whether a record matches the ids in `partnerIds`.
    """

    def filter_records(_call: Call, records: Records, query: Query) -> Records:
        return [
            record
            for record in records
            if (query.connection_ids is None or connection(record, query.connection_ids))
            and (query.partner_ids is None or partner(record, query.partner_ids))
        ]

    return attrs.evolve(behaviour, filter_records=filter_records)
