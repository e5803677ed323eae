"""Recognize ids of other enterprises in the filters of a request to the mock server."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ..behaviour import Behaviour
from ..call import Call, ErrorResponse
from ..query_string import Query
from ..world import Records, World


def occur_in(query: Query, world: World, own: Records) -> bool:
    """Return whether a filter has an id that only connections of other enterprises have."""
    own_ids = {record.id for record in own} | {record.partner.id for record in own}
    everywhere = [
        connection
        for enterprise in world.enterprises.values()
        for connection in enterprise.connections
    ]
    all_ids = {one.id for one in everywhere} | {one.partner.id for one in everywhere}
    given = {*(query.connection_ids or ()), *(query.partner_ids or ())}
    return bool(given & (all_ids - own_ids))


def refuse(behaviour: Behaviour, error: Callable[[], ErrorResponse]) -> Behaviour:
    """Return a behaviour that sends an error if a filter has an id of another enterprise."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if occur_in(query, call.world, records):
            raise error()
        return behaviour.filter_records(call, records, query)

    return attrs.evolve(behaviour, filter_records=filter_records)
