"""Valid variants of the mock server whose responses are unusual but allowed by the contract."""

from __future__ import annotations

import gzip
import json
from uuid import UUID

import attrs

from ....catalogue import variant
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, JsonObject, Response
from ...world import Enterprise, Records
from ..behaviour_edits import change_payload, change_response, map_balances, map_records

_CALLS_BEFORE_ALLOCATION = 60
_CALLS_BEFORE_ADDITION = 100


@variant
def reverse_order(behaviour: Behaviour) -> Behaviour:
    """The server lists the newest connection first."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return behaviour.read_records(call, enterprise)[::-1]

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def shuffles_the_members_of_pages(behaviour: Behaviour) -> Behaviour:
    """The server lists the records of a page in a different order for every request."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        start = call.number % max(1, len(records))
        return behaviour.write_payload(call, enterprise, [*records[start:], *records[:start]])

    return attrs.evolve(behaviour, write_payload=write_payload)


@variant
def extra_fields(behaviour: Behaviour) -> Behaviour:
    """The server adds an undocumented property to every object, also to errors."""

    def add(body: JsonObject) -> JsonObject:
        return {**body, "addedLater": {"by": "the server"}}

    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        return add(behaviour.write_error(call, error))

    return attrs.evolve(
        change_payload(
            behaviour, lambda _call, payload: add(map_records(map_balances(payload, add), add))
        ),
        write_error=write_error,
    )


@variant
def changing_extra_fields(behaviour: Behaviour) -> Behaviour:
    """The server adds undocumented properties whose values change with every request."""

    def change(call: Call, payload: JsonObject) -> JsonObject:
        extra = {"seenAt": call.number}
        return {**map_records(payload, lambda record: {**record, **extra}), **extra}

    return change_payload(behaviour, change)


@variant
def uppercase_ids(behaviour: Behaviour) -> Behaviour:
    """The server sends ids in upper case."""

    def change(_call: Call, payload: JsonObject) -> JsonObject:
        return {
            **payload,
            "clientId": payload["clientId"].upper(),
            "networkBalances": {
                connection.upper(): {**record, "partnerId": record["partnerId"].upper()}
                for connection, record in payload["networkBalances"].items()
            },
        }

    return change_payload(behaviour, change)


@variant
def sorts_members(behaviour: Behaviour) -> Behaviour:
    """The server sorts the properties of every object by name and the records by id."""

    def encode(_call: Call, body: JsonObject) -> bytes:
        return json.dumps(body, sort_keys=True).encode()

    return attrs.evolve(behaviour, encode=encode)


@variant
def trades_in_other_currencies(behaviour: Behaviour) -> Behaviour:
    """The server sends no trading balances, or changes their currency, in each response."""

    def change(call: Call, payload: JsonObject) -> JsonObject:
        traded = {f"ofcnew{call.number % 5}": {"available": str(call.number), "held": "0"}}
        return {**payload, "balances": traded if call.number % 4 else {}}

    return change_payload(behaviour, change)


@variant
def allocates_in_mid_run(behaviour: Behaviour) -> Behaviour:
    """The server allocates funds to a connection once while the suite runs."""
    allocations: list[int] = []

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        if call.number >= _CALLS_BEFORE_ALLOCATION and records and not allocations:
            allocations.append(call.number)
            call.world.allocate(enterprise.id, records[0].id, "ofcbtc", 1)
        return records

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def allocates_often_to_one_connection(behaviour: Behaviour) -> Behaviour:
    """The server allocates funds to the first connection after every 60 requests."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        if call.number % _CALLS_BEFORE_ALLOCATION == 0 and len(records) > 1:
            call.world.allocate(enterprise.id, records[0].id, "ofcbtc", 1)
        return records

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def allocates_often(behaviour: Behaviour) -> Behaviour:
    """The server allocates funds to a connection after every ten requests."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        if call.number % 10 == 0 and len(records) > 1:
            chosen = records[call.number // 10 % len(records)].id
            call.world.allocate(enterprise.id, chosen, "ofcbtc", 1)
            records = behaviour.read_records(call, call.world.enterprises[enterprise.id])
        return records

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def adds_a_connection_in_mid_run(behaviour: Behaviour) -> Behaviour:
    """The server adds a connection in the middle of the order while the suite runs."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        if len(records) < 2 or call.number < _CALLS_BEFORE_ADDITION:
            return records
        middle = len(records) // 2
        added = attrs.evolve(
            records[0],
            id=UUID("0ddc0ffe-e000-4000-8000-000000000001"),
            partners_connection_id="added-later",
        )
        return [*records[:middle], added, *records[middle:]]

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def says_little(behaviour: Behaviour) -> Behaviour:
    """The server sends `{}` in 400 responses, and only the property `error` in other errors."""

    def write_error(_call: Call, error: ErrorResponse) -> JsonObject:
        return {} if error.status == 400 else {"error": ""}

    return attrs.evolve(behaviour, write_error=write_error)


@variant
def compresses_unasked(behaviour: Behaviour) -> Behaviour:
    """The server compresses every body with gzip, even if the request does not accept gzip."""

    def change(_call: Call, response: Response) -> Response:
        headers = {**response.headers, "content-encoding": "gzip"}
        return Response(response.status, gzip.compress(response.body, mtime=0), headers)

    return change_response(behaviour, change)


@variant
def refuses_head(behaviour: Behaviour) -> Behaviour:
    """The server responds to HEAD with 405."""
    not_allowed = Response(405, b"", {"allow": "GET"})
    return change_response(
        behaviour,
        lambda call, response: not_allowed if call.request.method == "HEAD" else response,
    )
