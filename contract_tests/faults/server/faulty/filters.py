"""Servers whose filters return other records than the ones requested."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call
from ....mock_server.default_world import SINGLE
from ....mock_server.query_string import Query
from ....mock_server.world import Connection, Records
from ... import fault

Ids = frozenset[str]


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


@fault("filters.exact")
def connection_filter_matches_partners_too(behaviour: Behaviour) -> Behaviour:
    """The filter connectionIds also selects by the id of the partner."""
    return _matching(
        behaviour, connection=lambda one, ids: str(one.id) in ids or str(one.partner.id) in ids
    )


@fault("filters.exact")
def partner_filter_matches_connections_too(behaviour: Behaviour) -> Behaviour:
    """The filter partnerIds also selects by the id of the connection."""
    return _matching(
        behaviour, partner=lambda one, ids: str(one.partner.id) in ids or str(one.id) in ids
    )


@fault("filters.exact")
def compares_the_ends_of_ids(behaviour: Behaviour) -> Behaviour:
    """Ids are compared by their last twelve digits."""

    def ends(ids: Ids) -> Ids:
        return frozenset(text[-12:] for text in ids)

    return _matching(
        behaviour,
        connection=lambda one, ids: str(one.id)[-12:] in ends(ids),
        partner=lambda one, ids: str(one.partner.id)[-12:] in ends(ids),
    )


@fault("filters.exact")
def nothing_found_is_everything(behaviour: Behaviour) -> Behaviour:
    """A filter that selects nothing counts as left out."""
    return _selecting(behaviour, lambda _query, found, records: found or records)


@fault("filters.exact")
def one_unknown_id_empties_the_answer(behaviour: Behaviour) -> Behaviour:
    """If one of the connections does not exist, nothing is selected."""

    def change(query: Query, found: Records, records: Records) -> Records:
        known = {record.id for record in records}
        return found if set(query.connection_ids or ()) <= known else []

    return _selecting(behaviour, change)


@fault("filters.exact")
def hides_accounts_without_funds(behaviour: Behaviour) -> Behaviour:
    """With a filter, connections to which nothing is allocated are left out."""
    return _selecting(
        behaviour,
        lambda query, found, _records: (
            found if query.partner_ids is None else [one for one in found if one.balances]
        ),
    )


@fault("filters.exact")
def shows_a_stranger(behaviour: Behaviour) -> Behaviour:
    """With a partner of another enterprise's connection, that connection is shown."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        found = list(behaviour.filter_records(call, records, query))
        if query.partner_ids is None or len(records) < 2:
            return found
        foreign = call.world.enterprises[SINGLE].connections
        return found + [one for one in foreign if one.partner.id in query.partner_ids]

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def looks_at_ten_ids(behaviour: Behaviour) -> Behaviour:
    """Of the ids in a filter, the first ten count."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        ids = query.connection_ids
        few = attrs.evolve(query, connection_ids=None if ids is None else ids[:10])
        return behaviour.filter_records(call, records, few)

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.exact")
def the_same_id_twice_is_none(behaviour: Behaviour) -> Behaviour:
    """An id that is given twice selects nothing."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        ids = query.connection_ids or ()
        once = tuple(one for one in ids if ids.count(one) == 1)
        changed = attrs.evolve(query, connection_ids=once) if ids else query
        return behaviour.filter_records(call, records, changed)

    return attrs.evolve(behaviour, filter_records=filter_records)


@fault("filters.combined")
def the_partner_filter_wins(behaviour: Behaviour) -> Behaviour:
    """With both filters, only partnerIds counts."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        if query.partner_ids is not None:
            query = attrs.evolve(query, connection_ids=None)
        return behaviour.filter_records(call, records, query)

    return attrs.evolve(behaviour, filter_records=filter_records)


def _with_query(behaviour: Behaviour, change: Callable[[Query], Query]) -> Behaviour:
    def filter_records(call: Call, records: Records, query: Query) -> Records:
        return behaviour.filter_records(call, records, change(query))

    return attrs.evolve(behaviour, filter_records=filter_records)


def _selecting(
    behaviour: Behaviour, change: Callable[[Query, Records, Records], Records]
) -> Behaviour:
    def filter_records(call: Call, records: Records, query: Query) -> Records:
        return change(query, behaviour.filter_records(call, records, query), records)

    return attrs.evolve(behaviour, filter_records=filter_records)


def _matching(
    behaviour: Behaviour,
    connection: Callable[[Connection, Ids], bool] = lambda one, ids: str(one.id) in ids,
    partner: Callable[[Connection, Ids], bool] = lambda one, ids: str(one.partner.id) in ids,
) -> Behaviour:
    def filter_records(_call: Call, records: Records, query: Query) -> Records:
        connections, partners = query.connection_ids, query.partner_ids
        return [
            one
            for one in records
            if (connections is None or connection(one, frozenset(map(str, connections))))
            and (partners is None or partner(one, frozenset(map(str, partners))))
        ]

    return attrs.evolve(behaviour, filter_records=filter_records)
