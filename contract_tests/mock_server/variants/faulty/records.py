"""Faulty variants of the mock server that send wrong records, balances or ids."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import attrs

from ....catalogue import fault
from ...behaviour import Behaviour
from ...call import Call, JsonObject
from ...world import Enterprise, Records
from ..behaviour_edits import change_payload, map_amounts, map_balances, map_records


@fault("data.amounts")
def amounts_as_numbers(behaviour: Behaviour) -> Behaviour:
    """The server sends amounts as JSON numbers instead of strings."""
    return change_payload(behaviour, lambda _call, payload: map_amounts(payload, int))


@fault("data.amounts")
def amounts_through_floats(behaviour: Behaviour) -> Behaviour:
    """The server converts amounts to floats and sends strings such as `1.5e+20`."""
    return change_payload(
        behaviour,
        lambda _call, payload: map_amounts(payload, lambda amount: str(float(amount))),
    )


@fault("data.schema")
def records_without_institution(behaviour: Behaviour) -> Behaviour:
    """The server omits the required property partnerInstitutionIdentifier of records."""

    def change(record: JsonObject) -> JsonObject:
        return {
            name: value for name, value in record.items() if name != "partnerInstitutionIdentifier"
        }

    return change_payload(behaviour, lambda _call, payload: map_records(payload, change))


@fault("consistency.same_record")
def filtered_reads_hide_held(behaviour: Behaviour) -> Behaviour:
    """The server sends every held amount as 0 if the request has a filter."""

    def change(call: Call, payload: JsonObject) -> JsonObject:
        query = behaviour.read_query(call)
        if query.connection_ids is None and query.partner_ids is None:
            return payload
        return map_balances(payload, lambda balance: {**balance, "held": "0"})

    return change_payload(behaviour, change)


@fault("data.ids")
def shortened_partner_ids(behaviour: Behaviour) -> Behaviour:
    """The server sends only the first eight digits of partner ids."""

    def change(record: JsonObject) -> JsonObject:
        return {**record, "partnerId": record["partnerId"][:8]}

    return change_payload(behaviour, lambda _call, payload: map_records(payload, change))


@fault("consistency.same_rest")
def another_client_at_every_call(behaviour: Behaviour) -> Behaviour:
    """The server sends a different clientId in every response."""
    return change_payload(
        behaviour, lambda call, payload: {**payload, "clientId": str(UUID(int=call.number))}
    )


@fault("data.schema")
def one_record_without_a_name(behaviour: Behaviour) -> Behaviour:
    """The server sends null as the `name` of one record near the end of the list."""

    def change(record: JsonObject) -> JsonObject:
        is_late = record["partnersConnectionId"].endswith("-0046")
        return {**record, "name": None} if is_late else record

    return change_payload(behaviour, lambda _call, payload: map_records(payload, change))


@fault("data.schema")
def no_records_are_null(behaviour: Behaviour) -> Behaviour:
    """The server sends null instead of an empty object if a page has no records."""
    return change_payload(
        behaviour,
        lambda _call, payload: {**payload, "networkBalances": payload["networkBalances"] or None},
    )


@fault("data.amounts")
def one_amount_below_zero(behaviour: Behaviour) -> Behaviour:
    """The server sends -42 instead of 42 as an amount."""
    return change_payload(
        behaviour,
        lambda _call, payload: map_amounts(
            payload, lambda amount: "-42" if amount == "42" else amount
        ),
    )


@fault("consistency.same_record")
def drifts_at_every_call(behaviour: Behaviour) -> Behaviour:
    """The server increases the balances of connections with every request."""
    return _increase_balances(behaviour, lambda number: number)


@fault("consistency.same_record")
def rounds_on_later_pages(behaviour: Behaviour) -> Behaviour:
    """The server rounds amounts to double precision on every page except the first."""

    def change(call: Call, payload: JsonObject) -> JsonObject:
        if behaviour.read_query(call).page_number == 0:
            return payload
        return map_amounts(payload, lambda amount: str(int(float(amount))))

    return change_payload(behaviour, change)


@fault("consistency.same_record")
def an_old_replica(behaviour: Behaviour) -> Behaviour:
    """The server sends every third response from an outdated replica with smaller balances."""
    return _increase_balances(behaviour, lambda number: int(number % 3 > 0))


@fault("consistency.same_rest")
def two_replicas_two_clients(behaviour: Behaviour) -> Behaviour:
    """The server alternates between two replicas that send different values of clientId."""
    return change_payload(
        behaviour,
        lambda call, payload: (
            payload if call.number % 2 else {**payload, "clientId": str(UUID(int=7))}
        ),
    )


def _increase_balances(behaviour: Behaviour, increase: Callable[[int], int]) -> Behaviour:
    """Return a behaviour of the mock server that increases the available amounts of connections.

    Args:
        behaviour: The behaviour to change.
        increase: A function that returns how many base units to add, given the number of the
            request.
    """

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        change = increase(call.number)
        return [
            attrs.evolve(
                record,
                balances={
                    currency: balance.plus(change) for currency, balance in record.balances.items()
                },
            )
            for record in behaviour.read_records(call, enterprise)
        ]

    return attrs.evolve(behaviour, read_records=read_records)
