"""Changes of payloads and of bytes on the wire, for faults to be made of."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...mock_server.behaviour import Behaviour
from ...mock_server.call import Call, JsonObject
from ...mock_server.world import Enterprise, Records


def rewrite_payload(behaviour: Behaviour, change: Callable[[JsonObject], JsonObject]) -> Behaviour:
    """Return a behaviour whose 200 bodies have been through `change`."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        return change(behaviour.write_payload(call, enterprise, records))

    return attrs.evolve(behaviour, write_payload=write_payload)


def rewrite_sent(behaviour: Behaviour, change: Callable[[Message], Message]) -> Behaviour:
    """Return a behaviour whose ASGI messages have been through `change` on their way out."""

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_changed(message: Message) -> None:
                await send(change(message))

            await inner(scope, receive, send_changed)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)


def each_record(payload: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """Return a payload whose records have been through `change`."""
    records = payload["networkBalances"].items()
    return {**payload, "networkBalances": {key: change(record) for key, record in records}}


def each_balance(payload: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """Return a payload whose balances, trading and allocated, have been through `change`."""

    def balances_changed(owner: JsonObject) -> JsonObject:
        balances = owner["balances"].items()
        return {**owner, "balances": {currency: change(balance) for currency, balance in balances}}

    return each_record(balances_changed(payload), balances_changed)


def each_amount(payload: JsonObject, change: Callable[[str], object]) -> JsonObject:
    """Return a payload whose amounts, available and held, have been through `change`."""
    return each_balance(
        payload, lambda balance: {key: change(amount) for key, amount in balance.items()}
    )
