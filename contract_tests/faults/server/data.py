"""Servers whose records or amounts are not as described."""

from __future__ import annotations

from uuid import UUID

import attrs
from starlette.types import Message

from ...mock_server.behaviour import Behaviour, Records
from ...mock_server.exchange import Call, JsonObject
from ...mock_server.world import Enterprise
from .. import fault
from .rewriting import each_amount, each_balance, each_record, rewrite_payload, rewrite_sent


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


@fault("data.schema")
def truncated_bodies(behaviour: Behaviour) -> Behaviour:
    """The connection is closed in the middle of every body."""

    def cut(message: Message) -> Message:
        body: bytes = message.get("body", b"")
        return {**message, "body": body[: len(body) // 2]} if body else message

    return rewrite_sent(behaviour, cut)


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
