"""Servers whose error responses have a wrong status or body."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, JsonObject, Response
from ....mock_server.world import Enterprise, Records
from ... import fault


@fault("scenarios.server_error")
def hides_internal_errors(behaviour: Behaviour) -> Behaviour:
    """When the records cannot be read, the answer is 200 without records."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        try:
            return behaviour.read_records(call, enterprise)
        except ErrorResponse:
            return ()

    return attrs.evolve(behaviour, read_records=read_records)


@fault("errors.shape")
def html_errors(behaviour: Behaviour) -> Behaviour:
    """Errors are HTML pages, as a proxy would write them."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        if response.status < 400:
            return response
        body = f"<html><body><h1>{response.status}</h1></body></html>".encode()
        return Response(response.status, body, {**response.headers, "content-type": "text/html"})

    return attrs.evolve(behaviour, finish=finish)


@fault("errors.shape")
def errors_without_sentence(behaviour: Behaviour) -> Behaviour:
    """Errors have a name but no sentence under `error`."""

    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        described = behaviour.write_error(call, error)
        return {key: value for key, value in described.items() if key != "error"}

    return attrs.evolve(behaviour, write_error=write_error)


@fault("data.documented")
def undocumented_statuses(behaviour: Behaviour) -> Behaviour:
    """What is malformed is answered with 422, which is not documented."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return attrs.evolve(response, status=422) if response.status == 400 else response

    return attrs.evolve(behaviour, finish=finish)


@fault("errors.shape")
def empty_errors(behaviour: Behaviour) -> Behaviour:
    """Errors of callers without permission have no body."""
    return _rewriting(behaviour, lambda response: attrs.evolve(response, body=b""), 403)


@fault("errors.shape")
def errors_in_an_array(behaviour: Behaviour) -> Behaviour:
    """An unknown enterprise gets an array of errors."""
    return _rewriting(
        behaviour, lambda response: attrs.evolve(response, body=b"[" + response.body + b"]"), 404
    )


@fault("errors.shape")
def plain_text_for_malformed_sizes(behaviour: Behaviour) -> Behaviour:
    """A malformed pageSize is answered with plain text, anything else with JSON."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        if response.status != 400 or b"pageSize" not in response.body:
            return response
        return Response(400, b"bad size", {"content-type": "text/plain"})

    return attrs.evolve(behaviour, finish=finish)


@fault("errors.no_internals")
def stack_traces(behaviour: Behaviour) -> Behaviour:
    """An internal error tells the lines of code that led to it."""
    trace = 'Traceback (most recent call last):\n  File "/srv/app.py", line 7, in get\nKeyError: 7'
    return _saying(behaviour, trace, 500)


@fault("errors.no_internals")
def frames_in_the_sentence(behaviour: Behaviour) -> Behaviour:
    """A malformed parameter is explained by the frames of the parser that refused it."""
    frames = "NumberFormatException\n\tat com.example.Pages.parse(Pages.java:91)"
    return _saying(behaviour, frames, 400)


def _saying(behaviour: Behaviour, sentence: str, status: int) -> Behaviour:
    def write_error(call: Call, error: ErrorResponse) -> JsonObject:
        described = behaviour.write_error(call, error)
        return {**described, "error": sentence} if error.status == status else described

    return attrs.evolve(behaviour, write_error=write_error)


def _rewriting(
    behaviour: Behaviour, change: Callable[[Response], Response], status: int
) -> Behaviour:
    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return change(response) if response.status == status else response

    return attrs.evolve(behaviour, finish=finish)
