"""Faulty variants of the mock server whose error responses have a wrong status or body."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....catalogue import fault
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, JsonObject, Response
from ...world import Enterprise, Records
from ..behaviour_edits import change_response


@fault("scenarios.server_error")
def hides_internal_errors(behaviour: Behaviour) -> Behaviour:
    """The server responds with 200 and no records instead of 500 if reading the records fails."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        try:
            return behaviour.read_records(call, enterprise)
        except ErrorResponse:
            return ()

    return attrs.evolve(behaviour, read_records=read_records)


@fault("scenarios.server_error")
def failures_are_unavailable(behaviour: Behaviour) -> Behaviour:
    """The server responds with 503 instead of 500 if reading the records fails."""

    def change(_call: Call, response: Response) -> Response:
        return attrs.evolve(response, status=503) if response.status == 500 else response

    return change_response(behaviour, change)


@fault("scenarios.server_error")
def failures_of_one_replica_time_out(behaviour: Behaviour) -> Behaviour:
    """The server sends every other response from a replica that has 504 in place of 500."""
    gateway_timeout = Response(504, b"<h1>Gateway Timeout</h1>", {"content-type": "text/html"})

    def change(call: Call, response: Response) -> Response:
        failing = response.status == 500 and call.number % 2 == 0
        return gateway_timeout if failing else response

    return change_response(behaviour, change)


@fault("errors.shape")
def html_errors(behaviour: Behaviour) -> Behaviour:
    """The server sends error responses as HTML instead of JSON."""

    def change(_call: Call, response: Response) -> Response:
        if response.status < 400:
            return response
        body = f"<html><body><h1>{response.status}</h1></body></html>".encode()
        return Response(response.status, body, {**response.headers, "content-type": "text/html"})

    return change_response(behaviour, change)


@fault("errors.shape")
def errors_without_sentence(behaviour: Behaviour) -> Behaviour:
    """The server omits the required property `error` of error responses."""

    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        body = behaviour.write_error(call, error)
        return {name: value for name, value in body.items() if name != "error"}

    return attrs.evolve(behaviour, write_error=write_error)


@fault("data.documented")
def undocumented_statuses(behaviour: Behaviour) -> Behaviour:
    """The server responds to malformed requests with 422 instead of the documented 400."""
    return _change_responses_with(
        behaviour, 400, lambda response: attrs.evolve(response, status=422)
    )


@fault("errors.shape")
def empty_errors(behaviour: Behaviour) -> Behaviour:
    """The server sends 403 responses without a body."""
    return _change_responses_with(behaviour, 403, lambda response: attrs.evolve(response, body=b""))


@fault("errors.shape")
def errors_in_an_array(behaviour: Behaviour) -> Behaviour:
    """The server sends an array of objects instead of an object as the body of 404 responses."""
    return _change_responses_with(
        behaviour, 404, lambda response: attrs.evolve(response, body=b"[" + response.body + b"]")
    )


@fault("errors.shape")
def plain_text_for_malformed_sizes(behaviour: Behaviour) -> Behaviour:
    """The server responds to a malformed pageSize with plain text instead of JSON."""

    def change(response: Response) -> Response:
        if b"pageSize" not in response.body:
            return response
        return Response(400, b"bad size", {"content-type": "text/plain"})

    return _change_responses_with(behaviour, 400, change)


@fault("errors.no_internals")
def stack_traces(behaviour: Behaviour) -> Behaviour:
    """The server includes a stack trace in 500 responses."""
    trace = 'Traceback (most recent call last):\n  File "/srv/app.py", line 7, in get\nKeyError: 7'
    return _replace_message(behaviour, 500, trace)


@fault("errors.no_internals")
def frames_in_the_sentence(behaviour: Behaviour) -> Behaviour:
    """The server sends stack frames of a number parser as the message of 400 responses."""
    frames = "NumberFormatException\n\tat com.example.Pages.parse(Pages.java:91)"
    return _replace_message(behaviour, 400, frames)


def _replace_message(behaviour: Behaviour, status: int, message: str) -> Behaviour:
    """Make the mock server send the given error message in all responses with one status code."""

    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        body = behaviour.write_error(call, error)
        return {**body, "error": message} if error.status == status else body

    return attrs.evolve(behaviour, write_error=write_error)


def _change_responses_with(
    behaviour: Behaviour, status: int, change: Callable[[Response], Response]
) -> Behaviour:
    """Return a behaviour of the mock server that changes the responses of one status."""
    return change_response(
        behaviour,
        lambda _call, response: change(response) if response.status == status else response,
    )
