"""Faulty variants of the mock server that handle HTTP methods other than GET wrongly."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, Response
from ...world import Enterprise, Records
from ..behaviour_edits import change_response


@fault("protocol.undeclared_methods")
def post_is_served(behaviour: Behaviour) -> Behaviour:
    """The server responds to POST as it responds to GET."""

    def respond_to_get(call: Call) -> Response:
        request = attrs.evolve(call.request, method="GET")
        return behaviour.respond(attrs.evolve(call, request=request))

    return _respond_to_method(behaviour, "POST", respond_to_get)


@fault("protocol.undeclared_methods")
def put_crashes(behaviour: Behaviour) -> Behaviour:
    """The server responds to PUT with 500."""
    error = error_responses.internal_error("Cannot read the body.")
    return _respond_to_method(
        behaviour, "PUT", lambda call: behaviour.respond_with_error(call, error)
    )


@fault("protocol.undeclared_methods")
def delete_deletes(behaviour: Behaviour) -> Behaviour:
    """The server responds to DELETE with 405 but deletes the first connection."""
    return _refuse_late(behaviour, "DELETE", lambda records, number: records[number:])


@fault("protocol.undeclared_methods")
def delete_deletes_the_newest(behaviour: Behaviour) -> Behaviour:
    """The server responds to DELETE with 405 but deletes the last connection."""
    return _refuse_late(
        behaviour, "DELETE", lambda records, number: records[: len(records) - number]
    )


@fault("protocol.undeclared_methods")
def post_allocates(behaviour: Behaviour) -> Behaviour:
    """The server responds to POST with 405 but increases the balances of one connection."""

    def allocate(records: Records, number: int) -> Records:
        first, *others = records
        balances = {currency: balance.plus(number) for currency, balance in first.balances.items()}
        return [attrs.evolve(first, balances=balances), *others]

    return _refuse_late(behaviour, "POST", allocate)


@fault("protocol.harmless_methods")
def head_crashes(behaviour: Behaviour) -> Behaviour:
    """The server responds to HEAD with 500."""
    error = error_responses.internal_error("There is no body.")
    return _respond_to_method(
        behaviour, "HEAD", lambda call: behaviour.respond_with_error(call, error)
    )


@fault("protocol.harmless_methods")
def head_lets_anybody_in(behaviour: Behaviour) -> Behaviour:
    """The server reveals to unauthenticated HEAD requests whether an enterprise exists."""

    def respond(call: Call) -> Response:
        try:
            enterprise = behaviour.find_enterprise(call, behaviour.read_enterprise_id(call))
        except ErrorResponse as error:
            return behaviour.respond_with_error(call, error)
        return Response(200, str(enterprise.id).encode(), {})

    return _respond_to_method(behaviour, "HEAD", respond)


@fault("protocol.harmless_methods")
def caches_responses_to_head(behaviour: Behaviour) -> Behaviour:
    """The server sends the response to HEAD, without a body, to the next GET of the same URL."""
    cached: dict[tuple[bytes, bytes], Response] = {}

    def change(call: Call, response: Response) -> Response:
        url = call.request.enterprise, call.request.query
        if call.request.method == "HEAD" and response.status == 200:
            cached[url] = attrs.evolve(response, body=b"")
        return cached.pop(url, response) if call.request.method == "GET" else response

    return change_response(behaviour, change)


def _respond_to_method(
    behaviour: Behaviour, method: str, respond: Callable[[Call], Response]
) -> Behaviour:
    """Return a behaviour of the mock server that sends another response to one HTTP method.

    Args:
        behaviour: The behaviour to change.
        method: The HTTP method, such as `HEAD`.
        respond: A function that returns the response to send.
    """
    return change_response(
        behaviour,
        lambda call, response: respond(call) if call.request.method == method else response,
    )


def _refuse_late(
    behaviour: Behaviour, method: str, change: Callable[[Records, int], Records]
) -> Behaviour:
    """Return a behaviour of the mock server that responds to a method with 405 but has an effect.

    Args:
        behaviour: The behaviour to change.
        method: The HTTP method, such as `DELETE`.
        change: A function that returns the records of later responses, given the unchanged records
            and the number of requests with the method.
    """
    refused = [0]

    def refuse(call: Call) -> Response:
        refused[0] += 1
        return behaviour.respond_with_error(call, error_responses.undeclared_method())

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = behaviour.read_records(call, enterprise)
        return change(records, refused[0]) if records else records

    return attrs.evolve(_respond_to_method(behaviour, method, refuse), read_records=read_records)
