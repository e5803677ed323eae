"""Servers that answer in ways the contract leaves open, and that are therefore correct."""

from __future__ import annotations

import attrs

from ...mock_server import refusals
from ...mock_server.behaviour import Behaviour, Records
from ...mock_server.exchange import Call, JsonObject, Refusal
from ...mock_server.query import Query
from ...mock_server.world import Enterprise
from .. import variant
from .rewriting import each_balance, each_record, rewrite_payload

_CAP = 10
_LIMIT = 30


@variant
def caps_page_size(behaviour: Behaviour) -> Behaviour:
    """Pages have at most 10 records: a larger pageSize counts as 10, for skipping too."""

    def adjust_query(call: Call, query: Query) -> Query:
        query = behaviour.adjust_query(call, query)
        size = _CAP if query.page_size is None else min(query.page_size, _CAP)
        return attrs.evolve(query, page_size=size)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_large_pages(behaviour: Behaviour) -> Behaviour:
    """A pageSize above 30 is answered with 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is not None and query.page_size > _LIMIT:
            raise refusals.malformed("pageSize", f"pageSize is above {_LIMIT}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def default_page_of_three(behaviour: Behaviour) -> Behaviour:
    """A page has three records when the caller leaves the size to the server."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            query = attrs.evolve(query, page_size=3)
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def page_size_zero_is_empty(behaviour: Behaviour) -> Behaviour:
    """Pages of no records are served, and have none."""

    def adjust_query(call: Call, query: Query) -> Query:
        return query if query.page_size == 0 else behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def reverse_order(behaviour: Behaviour) -> Behaviour:
    """The newest connection comes first."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return behaviour.read_records(call, enterprise)[::-1]

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def all_records_by_default(behaviour: Behaviour) -> Behaviour:
    """One page holds all records when the caller leaves the size to the server."""

    def adjust_query(call: Call, query: Query) -> Query:
        return query if query.page_size is None else behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def extra_fields(behaviour: Behaviour) -> Behaviour:
    """Every object, errors included, has a field that the contract does not list."""

    def more(described: JsonObject) -> JsonObject:
        return {**described, "addedLater": {"by": "the server"}}

    def write_error(call: Call, refusal: Refusal) -> JsonObject:
        return more(behaviour.write_error(call, refusal))

    return attrs.evolve(
        rewrite_payload(
            behaviour, lambda payload: more(each_record(each_balance(payload, more), more))
        ),
        write_error=write_error,
    )


@variant
def uppercase_ids(behaviour: Behaviour) -> Behaviour:
    """Ids in answers are written in capitals."""

    def in_capitals(payload: JsonObject) -> JsonObject:
        return {
            **payload,
            "clientId": payload["clientId"].upper(),
            "networkBalances": {
                connection.upper(): {**record, "partnerId": record["partnerId"].upper()}
                for connection, record in payload["networkBalances"].items()
            },
        }

    return rewrite_payload(behaviour, in_capitals)
