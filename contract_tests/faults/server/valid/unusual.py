"""Servers that answer in ways the contract leaves open, and that are therefore correct."""

from __future__ import annotations

import json

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, JsonObject, Response
from ....mock_server.query_string import Query
from ....mock_server.world import Caller, Enterprise, Records
from ... import variant
from ..payload_edits import each_balance, each_record, rewrite_payload

_CAP = 10
_LIMIT = 30
_MID_RUN = 60  # calls
_SESSION = "of-someone-who-was-let-in"


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
            raise error_responses.malformed("pageSize", f"pageSize is above {_LIMIT}.")
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
def page_size_zero_is_refused(behaviour: Behaviour) -> Behaviour:
    """Pages of no records are refused with 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size == 0:
            raise error_responses.malformed("pageSize", "pageSize is zero.")
        return behaviour.adjust_query(call, query)

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

    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        return more(behaviour.write_error(call, error))

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


@variant
def sorts_members(behaviour: Behaviour) -> Behaviour:
    """Members of objects are sorted by name as they are written, records by their ids too."""

    def encode(_call: Call, body: JsonObject) -> bytes:
        return json.dumps(body, sort_keys=True).encode()

    return attrs.evolve(behaviour, encode=encode)


@variant
def changing_extra_fields(behaviour: Behaviour) -> Behaviour:
    """What the contract does not list says something else at every call."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        seen = {"seenAt": call.number}
        payload = behaviour.write_payload(call, enterprise, records)
        return {**each_record(payload, lambda record: {**record, **seen}), **seen}

    return attrs.evolve(behaviour, write_payload=write_payload)


@variant
def refuses_what_it_serves_by_default(behaviour: Behaviour) -> Behaviour:
    """All records come when no size is asked for, but asking for more than 10 gets a 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            return query
        if query.page_size > _CAP:
            raise error_responses.malformed("pageSize", f"pageSize is above {_CAP}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def allocates_in_mid_run(behaviour: Behaviour) -> Behaviour:
    """Funds are allocated once, while the suite is at work."""
    allocated: list[int] = []

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        if call.number >= _MID_RUN and records and not allocated:
            allocated.append(call.number)
            call.world.allocate(enterprise.id, records[0].id, "ofcbtc", 1)
        return records

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def gateway_in_trouble(behaviour: Behaviour) -> Behaviour:
    """Every fiftieth answer is a gateway's own, which could not reach the server."""

    def finish(call: Call, response: Response) -> Response:
        if call.number % 50 == 0:
            return Response(503, b"<h1>Service Unavailable</h1>", {"content-type": "text/html"})
        return behaviour.finish(call, response)

    return attrs.evolve(behaviour, finish=finish)


@variant
def remembers_callers(behaviour: Behaviour) -> Behaviour:
    """A caller who was let in gets a cookie, and is let in with it."""

    def authenticate(call: Call) -> Caller:
        for cookie in call.request.header("cookie"):
            if cookie == f"session={_SESSION}":
                return next(iter(call.world.callers.values()))
        return behaviour.authenticate(call)

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        if response.status != 200:
            return response
        return Response(
            200, response.body, {**response.headers, "set-cookie": f"session={_SESSION}"}
        )

    return attrs.evolve(behaviour, authenticate=authenticate, finish=finish)
