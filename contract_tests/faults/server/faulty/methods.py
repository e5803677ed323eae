"""Servers that serve methods which the contract does not have."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, Response
from ....mock_server.world import Enterprise, Records
from ... import fault


@fault("protocol.undeclared_methods")
def post_is_served(behaviour: Behaviour) -> Behaviour:
    """POST is answered as GET is."""
    return _answering(behaviour, "POST", lambda call: behaviour.respond(_with_method(call, "GET")))


@fault("protocol.undeclared_methods")
def put_crashes(behaviour: Behaviour) -> Behaviour:
    """PUT makes the server fail."""
    broken = error_responses.internal_error("Cannot read the body.")
    return _answering(behaviour, "PUT", lambda call: behaviour.respond_with_error(call, broken))


@fault("protocol.undeclared_methods")
def delete_deletes(behaviour: Behaviour) -> Behaviour:
    """DELETE is refused, but has deleted the first connection by then."""
    deleted = [0]

    def delete(call: Call) -> Response:
        deleted[0] += 1
        return behaviour.respond_with_error(call, error_responses.undeclared_method())

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        return behaviour.read_records(call, enterprise)[deleted[0] :]

    return attrs.evolve(_answering(behaviour, "DELETE", delete), read_records=read_records)


@fault("protocol.harmless_methods")
def head_crashes(behaviour: Behaviour) -> Behaviour:
    """HEAD makes the server fail."""
    broken = error_responses.internal_error("There is no body.")
    return _answering(behaviour, "HEAD", lambda call: behaviour.respond_with_error(call, broken))


@fault("protocol.harmless_methods")
def head_lets_anybody_in(behaviour: Behaviour) -> Behaviour:
    """HEAD needs no credentials, and so tells anybody which enterprises there are."""

    def answer(call: Call) -> Response:
        try:
            enterprise = behaviour.find_enterprise(call, behaviour.read_enterprise_id(call))
        except ErrorResponse as error:
            return behaviour.respond_with_error(call, error)
        return Response(200, str(enterprise.id).encode(), {})

    return _answering(behaviour, "HEAD", answer)


def _with_method(call: Call, method: str) -> Call:
    return attrs.evolve(call, request=attrs.evolve(call.request, method=method))


def _answering(behaviour: Behaviour, method: str, answer: Callable[[Call], Response]) -> Behaviour:
    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return answer(call) if call.request.method == method else response

    return attrs.evolve(behaviour, finish=finish)
