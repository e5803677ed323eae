"""Servers whose records or amounts are not as described."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, JsonObject
from ....mock_server.world import Enterprise, Records
from ... import fault
from ..behaviour_edits import each_amount, each_balance, each_record, rewrite_payload


@fault("data.amounts")
def amounts_as_numbers(behaviour: Behaviour) -> Behaviour:
    """Amounts are JSON numbers, which most readers round."""
    return rewrite_payload(behaviour, lambda payload: each_amount(payload, int))


@fault("data.amounts")
def amounts_through_floats(behaviour: Behaviour) -> Behaviour:
    """Amounts are strings that have been floats, such as 1.5e+20."""
    return rewrite_payload(
        behaviour, lambda payload: each_amount(payload, lambda amount: str(float(amount)))
    )


@fault("data.schema")
def records_without_institution(behaviour: Behaviour) -> Behaviour:
    """Records have no partnerInstitutionIdentifier, which they once did not need to have."""

    def without(record: JsonObject) -> JsonObject:
        return {
            key: value for key, value in record.items() if key != "partnerInstitutionIdentifier"
        }

    return rewrite_payload(behaviour, lambda payload: each_record(payload, without))


@fault("consistency.same_record")
def filtered_reads_hide_held(behaviour: Behaviour) -> Behaviour:
    """A record that was filtered for shows nothing held."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        query = behaviour.read_query(call)
        if query.connection_ids is None and query.partner_ids is None:
            return payload
        return each_balance(payload, lambda balance: {**balance, "held": "0"})

    return attrs.evolve(behaviour, write_payload=write_payload)


@fault("data.ids")
def shortened_partner_ids(behaviour: Behaviour) -> Behaviour:
    """Of a partner's id only the first eight digits are sent."""

    def shortened(record: JsonObject) -> JsonObject:
        return {**record, "partnerId": record["partnerId"][:8]}

    return rewrite_payload(behaviour, lambda payload: each_record(payload, shortened))


@fault("consistency.same_rest")
def another_client_at_every_call(behaviour: Behaviour) -> Behaviour:
    """The client's id is another one in every answer."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        return {**payload, "clientId": str(UUID(int=call.number))}

    return attrs.evolve(behaviour, write_payload=write_payload)


@fault("data.schema")
def one_record_without_a_name(behaviour: Behaviour) -> Behaviour:
    """One record of many, on none of the first pages, has null for a name."""

    def without(record: JsonObject) -> JsonObject:
        late = record["partnersConnectionId"].endswith("-0046")
        return {**record, "name": None} if late else record

    return rewrite_payload(behaviour, lambda payload: each_record(payload, without))


@fault("data.schema")
def no_records_are_null(behaviour: Behaviour) -> Behaviour:
    """Where there are no records, there is null instead of an object."""
    return rewrite_payload(
        behaviour,
        lambda payload: {**payload, "networkBalances": payload["networkBalances"] or None},
    )


@fault("data.amounts")
def one_amount_below_zero(behaviour: Behaviour) -> Behaviour:
    """What is held of one sum is the amount below zero that a booking mistake left."""
    return rewrite_payload(
        behaviour,
        lambda payload: each_amount(payload, lambda text: "-42" if text == "42" else text),
    )


@fault("consistency.same_record")
def drifts_at_every_call(behaviour: Behaviour) -> Behaviour:
    """What is allocated grows with every call, though nobody allocates anything."""
    return _growing(behaviour, lambda number: number)


@fault("consistency.same_record")
def rounds_on_later_pages(behaviour: Behaviour) -> Behaviour:
    """On all pages but the first, amounts have been through doubles."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        if behaviour.read_query(call).page_number == 0:
            return payload
        return each_amount(payload, lambda amount: str(int(float(amount))))

    return attrs.evolve(behaviour, write_payload=write_payload)


@fault("consistency.same_record")
def an_old_replica(behaviour: Behaviour) -> Behaviour:
    """Every third call is answered by a replica that has not heard of the latest allocation."""
    return _growing(behaviour, lambda number: int(number % 3 > 0))


@fault("consistency.same_rest")
def two_replicas_two_clients(behaviour: Behaviour) -> Behaviour:
    """Calls are answered by two replicas in turn, which call the client by different ids."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        return payload if call.number % 2 else {**payload, "clientId": str(UUID(int=7))}

    return attrs.evolve(behaviour, write_payload=write_payload)


def _growing(behaviour: Behaviour, change: Callable[[int], int]) -> Behaviour:
    def read_records(call: Call, enterprise: Enterprise) -> Records:
        grown = change(call.number)
        return [
            attrs.evolve(
                record,
                balances={name: sum_.plus(grown) for name, sum_ in record.balances.items()},
            )
            for record in behaviour.read_records(call, enterprise)
        ]

    return attrs.evolve(behaviour, read_records=read_records)
