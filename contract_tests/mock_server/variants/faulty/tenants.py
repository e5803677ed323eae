"""Faulty variants of the mock server whose filters select records of another enterprise."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call
from ...default_world import MAIN, NEIGHBOUR
from ...query_string import Query
from ...world import Enterprise, Records
from .. import foreign_ids

_PAGE_SIZE, _LARGE_PAGE = re.compile(rb"pageSize=([0-9]{1,40})"), 100


@fault("filters.foreign")
def finds_connections_of_any_enterprise(behaviour: Behaviour) -> Behaviour:
    """The filter connectionIds also selects connections of other enterprises."""
    return _leak(behaviour, lambda _call, query, _own: query.connection_ids is not None)


@fault("filters.foreign")
def finds_partners_of_any_enterprise(behaviour: Behaviour) -> Behaviour:
    """The filter partnerIds also selects connections of other enterprises."""
    return _leak(behaviour, lambda _call, query, _own: query.partner_ids is not None)


@fault("filters.foreign")
def finds_foreign_connections_alone(behaviour: Behaviour) -> Behaviour:
    """The server searches other enterprises if connectionIds select no record."""
    return _leak(behaviour, lambda _call, query, own: query.connection_ids is not None and not own)


@fault("filters.foreign")
def finds_foreign_partners_alone(behaviour: Behaviour) -> Behaviour:
    """The filter partnerIds selects connections of other enterprises if it has a single id."""
    return _leak(behaviour, lambda _call, query, _own: len(query.partner_ids or ()) == 1)


@fault("filters.foreign")
def finds_foreign_connections_beside_own(behaviour: Behaviour) -> Behaviour:
    """The server also searches other enterprises if connectionIds select a record."""
    return _leak(
        behaviour, lambda _call, query, own: query.connection_ids is not None and bool(own)
    )


@fault("filters.foreign")
def finds_foreign_partners_beside_own(behaviour: Behaviour) -> Behaviour:
    """The filter partnerIds selects connections of other enterprises if it has several ids."""
    return _leak(behaviour, lambda _call, query, _own: len(query.partner_ids or ()) > 1)


@fault("filters.foreign")
def finds_foreign_connections_on_sized_pages(behaviour: Behaviour) -> Behaviour:
    """The filters also select connections of other enterprises if the request has a page size."""
    return _leak(behaviour, lambda call, _query, _own: b"pageSize=" in call.request.query)


@fault("filters.foreign")
def finds_foreign_connections_on_later_pages(behaviour: Behaviour) -> Behaviour:
    """The filters select connections of other enterprises on every page except the first."""
    return _leak(behaviour, lambda _call, query, _own: query.page_number > 0)


@fault("filters.foreign")
def finds_foreign_connections_by_both_filters(behaviour: Behaviour) -> Behaviour:
    """The server also selects connections of other enterprises if a request has both filters."""
    return _leak(
        behaviour,
        lambda _call, query, _own: (
            query.connection_ids is not None and query.partner_ids is not None
        ),
    )


@fault("parameters.one_meaning")
def very_large_pages_show_foreign_records(behaviour: Behaviour) -> Behaviour:
    """The server adds the records of another enterprise if the pageSize is above 100."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        size = _PAGE_SIZE.search(call.request.query)
        if enterprise.id != MAIN or size is None or int(size[1]) <= _LARGE_PAGE:
            return records
        return [*records, *call.world.enterprises[NEIGHBOUR].connections]

    return attrs.evolve(behaviour, read_records=read_records)


@fault("filters.foreign")
def a_foreign_id_hides_own_records(behaviour: Behaviour) -> Behaviour:
    """The server returns no records if a filter has an id of another enterprise."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        selected = behaviour.filter_records(call, records, query)
        return [] if foreign_ids.occur_in(query, call.world, records) else selected

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.foreign")
def a_foreign_id_is_forbidden(behaviour: Behaviour) -> Behaviour:
    """The server responds with 403 if a filter has an id of another enterprise."""
    return foreign_ids.refuse(behaviour, lambda: error_responses.no_permission(NEIGHBOUR))


_Condition = Callable[[Call, Query, Records], bool]


def _leak(behaviour: Behaviour, applies: _Condition) -> Behaviour:
    """Return a behaviour of the mock server whose filters also search other enterprises.

    Args:
        behaviour: The behaviour to change.
        applies: A function that returns whether the other enterprises are searched, given the call,
            the query and the own records that match.
    """

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        own = behaviour.filter_records(call, records, query)
        has_filter = query.connection_ids is not None or query.partner_ids is not None
        if not records or not has_filter or not applies(call, query, own):
            return own
        known = {record.id for record in records}
        others = [
            connection
            for enterprise in call.world.enterprises.values()
            for connection in enterprise.connections
            if connection.id not in known
        ]
        return [*own, *behaviour.filter_records(call, others, query)]

    return attrs.evolve(behaviour, filter_records=filter_records)
