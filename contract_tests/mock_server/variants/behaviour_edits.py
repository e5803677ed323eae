"""Functions that change how the mock server reads requests or what the mock server sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import attrs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..behaviour import Behaviour
from ..call import Call, JsonObject, Response
from ..query_string import Query, decode_query
from ..world import Enterprise, Records


def with_query(call: Call, values: Mapping[str, list[str]]) -> Call:
    """Return a copy of a call to the mock server with the query string encoded from `values`."""
    query = urlencode(values, doseq=True).encode()
    return attrs.evolve(call, request=attrs.evolve(call.request, query=query))


def change_parameters(
    behaviour: Behaviour, change: Callable[[str, list[str]], list[str]]
) -> Behaviour:
    """Return a behaviour of the mock server that changes query parameters before parsing them.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the values to parse instead, given the name and the decoded
            values of a parameter. An empty list removes the parameter.
    """

    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        changed = {name: change(name, texts) for name, texts in values.items()}
        return behaviour.read_query(with_query(call, changed))

    return attrs.evolve(behaviour, read_query=read_query)


def change_payload(
    behaviour: Behaviour, change: Callable[[Call, JsonObject], JsonObject]
) -> Behaviour:
    """Return a behaviour of the mock server that sends changed 200 responses.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the JSON body to send instead, given the call and the
            original body.
    """

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        return change(call, behaviour.write_payload(call, enterprise, records))

    return attrs.evolve(behaviour, write_payload=write_payload)


def change_response(
    behaviour: Behaviour, change: Callable[[Call, Response], Response]
) -> Behaviour:
    """Return a behaviour of the mock server that sends changed responses.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the response to send instead, given the call and the
            original response. The original response may be an error.
    """

    def finish(call: Call, response: Response) -> Response:
        return change(call, behaviour.finish(call, response))

    return attrs.evolve(behaviour, finish=finish)


def change_sent_messages(behaviour: Behaviour, change: Callable[[Message], Message]) -> Behaviour:
    """Return a behaviour of the mock server that sends changed ASGI messages.

    Args:
        behaviour: The behaviour to change.
        change: A function that gets an ASGI message, and returns the message to send instead.
    """

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_changed(message: Message) -> None:
                await send(change(message))

            await inner(scope, receive, send_changed)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)


def map_records(payload: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """Return a copy of a response payload with the function `change` applied to each record."""
    records = payload["networkBalances"].items()
    return {**payload, "networkBalances": {key: change(record) for key, record in records}}


def map_balances(payload: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """Return a copy of a response payload with the function `change` applied to each balance."""

    def map_balances_of(owner: JsonObject) -> JsonObject:
        balances = owner["balances"].items()
        return {**owner, "balances": {currency: change(balance) for currency, balance in balances}}

    return map_records(map_balances_of(payload), map_balances_of)


def map_amounts(payload: JsonObject, change: Callable[[str], object]) -> JsonObject:
    """Return a copy of a response payload with the function `change` applied to each amount."""
    return map_balances(
        payload, lambda balance: {key: change(amount) for key, amount in balance.items()}
    )
