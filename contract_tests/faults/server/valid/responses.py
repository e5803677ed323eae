"""Valid servers whose responses use what the contract leaves undefined."""

from __future__ import annotations

import gzip
import json

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, JsonObject, Response
from ....mock_server.world import Enterprise, Records
from ... import variant
from ..behaviour_edits import each_balance, each_record, rewrite_payload

_MID_RUN = 60  # calls


@variant
def reverse_order(behaviour: Behaviour) -> Behaviour:
    """The newest connection comes first."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return behaviour.read_records(call, enterprise)[::-1]

    return attrs.evolve(behaviour, read_records=read_records)


@variant
def shuffles_the_members_of_pages(behaviour: Behaviour) -> Behaviour:
    """The records of one page come in another order at every call."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        turn = call.number % max(1, len(records))
        return behaviour.write_payload(call, enterprise, [*records[turn:], *records[:turn]])

    return attrs.evolve(behaviour, write_payload=write_payload)


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
def changing_extra_fields(behaviour: Behaviour) -> Behaviour:
    """What the contract does not list says something else at every call."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        seen = {"seenAt": call.number}
        payload = behaviour.write_payload(call, enterprise, records)
        return {**each_record(payload, lambda record: {**record, **seen}), **seen}

    return attrs.evolve(behaviour, write_payload=write_payload)


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
def trades_in_other_currencies(behaviour: Behaviour) -> Behaviour:
    """Trading balances come and go, currencies and all."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        traded = {f"ofcnew{call.number % 5}": {"available": str(call.number), "held": "0"}}
        return {**payload, "balances": traded if call.number % 4 else {}}

    return attrs.evolve(behaviour, write_payload=write_payload)


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
def says_little(behaviour: Behaviour) -> Behaviour:
    """Errors have nothing that they need not have; a malformed request gets an empty object."""

    def write_error(_call: Call, error: ErrorResponse) -> JsonObject:
        return {} if error.status == 400 else {"error": ""}

    return attrs.evolve(behaviour, write_error=write_error)


@variant
def compresses_unasked(behaviour: Behaviour) -> Behaviour:
    """Bodies are compressed for everybody."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        headers = {**response.headers, "content-encoding": "gzip"}
        return Response(response.status, gzip.compress(response.body, mtime=0), headers)

    return attrs.evolve(behaviour, finish=finish)


@variant
def refuses_head(behaviour: Behaviour) -> Behaviour:
    """HEAD is refused as every other method but GET."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return Response(405, b"", {"allow": "GET"}) if call.request.method == "HEAD" else response

    return attrs.evolve(behaviour, finish=finish)
