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
    deleted = [0]

    def delete(call: Call) -> Response:
        deleted[0] += 1
        return behaviour.respond_with_error(call, error_responses.undeclared_method())

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return behaviour.read_records(call, enterprise)[deleted[0] :]

    return attrs.evolve(_respond_to_method(behaviour, "DELETE", delete), read_records=read_records)


@fault("protocol.undeclared_methods")
def post_allocates(behaviour: Behaviour) -> Behaviour:
    """The server responds to POST with 405 but allocates a base unit to each connection."""
    allocated = [0]

    def post(call: Call) -> Response:
        allocated[0] += 1
        return behaviour.respond_with_error(call, error_responses.undeclared_method())

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return [
            attrs.evolve(
                record,
                balances={
                    currency: balance.plus(allocated[0])
                    for currency, balance in record.balances.items()
                },
            )
            for record in behaviour.read_records(call, enterprise)
        ]

    return attrs.evolve(_respond_to_method(behaviour, "POST", post), read_records=read_records)


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
