"""Servers whose filters select other records than those asked for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call
from ....mock_server.query_string import Query
from ....mock_server.world import Records
from ... import fault


@fault("filters.exact")
def ignores_connection_ids(behaviour: Behaviour) -> Behaviour:
    """The filter connectionIds selects everything."""
    return _with_query(behaviour, lambda query: attrs.evolve(query, connection_ids=None))


@fault("filters.exact")
def ignores_partner_ids(behaviour: Behaviour) -> Behaviour:
    """The filter partnerIds selects everything."""
    return _with_query(behaviour, lambda query: attrs.evolve(query, partner_ids=None))


@fault("filters.exact")
def last_filter_value_wins(behaviour: Behaviour) -> Behaviour:
    """Of several ids in one filter, only the last is looked at."""

    def last(ids: tuple[UUID, ...] | None) -> tuple[UUID, ...] | None:
        return None if ids is None else ids[-1:]

    return _with_query(
        behaviour,
        lambda query: attrs.evolve(
            query,
            connection_ids=last(query.connection_ids),
            partner_ids=last(query.partner_ids),
        ),
    )


@fault("filters.before_paging")
def filters_after_paging(behaviour: Behaviour) -> Behaviour:
    """Filters look at the records of the page only, so that pages have gaps."""

    def paginate(call: Call, records: Records, query: Query) -> Records:
        return behaviour.filter_records(call, behaviour.paginate(call, records, query), query)

    return attrs.evolve(
        behaviour, filter_records=lambda _call, records, _query: records, paginate=paginate
    )


@fault("filters.exact")
def filters_match_prefixes(behaviour: Behaviour) -> Behaviour:
    """Ids are compared by their first 28 hexadecimal digits."""

    def matches(wanted: tuple[UUID, ...] | None, found: UUID) -> bool:
        return wanted is None or found.hex[:28] in {one.hex[:28] for one in wanted}

    def filter_records(_call: Call, records: Records, query: Query) -> Records:
        return [
            record
            for record in records
            if matches(query.connection_ids, record.id)
            and matches(query.partner_ids, record.partner.id)
        ]

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.combined")
def filters_are_alternatives(behaviour: Behaviour) -> Behaviour:
    """Both filters together select what either selects."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if query.connection_ids is None or query.partner_ids is None:
            return behaviour.filter_records(call, records, query)
        either = (attrs.evolve(query, connection_ids=None), attrs.evolve(query, partner_ids=None))
        chosen = {
            one.id for part in either for one in behaviour.filter_records(call, records, part)
        }
        return [record for record in records if record.id in chosen]

    return attrs.evolve(behaviour, filter_records=filter_records)


def _with_query(behaviour: Behaviour, change: Callable[[Query], Query]) -> Behaviour:
    def filter_records(call: Call, records: Records, query: Query) -> Records:
        return behaviour.filter_records(call, records, change(query))

    return attrs.evolve(behaviour, filter_records=filter_records)
