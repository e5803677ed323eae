"""Servers whose errors have the right status and the wrong body."""

from __future__ import annotations

import attrs

from ...mock_server.behaviour import Behaviour
from ...mock_server.exchange import Call, JsonObject, Refusal, Reply
from .. import fault


@fault("errors.shape")
def html_errors(behaviour: Behaviour) -> Behaviour:
    """Errors are HTML pages, as a proxy would write them."""

    def finish(call: Call, reply: Reply) -> Reply:
        reply = behaviour.finish(call, reply)
        if reply.status < 400:
            return reply
        body = f"<html><body><h1>{reply.status}</h1></body></html>".encode()
        return Reply(reply.status, body, {**reply.headers, "content-type": "text/html"})

    return attrs.evolve(behaviour, finish=finish)


@fault("errors.shape")
def errors_without_sentence(behaviour: Behaviour) -> Behaviour:
    """Errors have a name but no sentence under `error`."""

    def write_error(call: Call, refusal: Refusal) -> JsonObject:
        described = behaviour.write_error(call, refusal)
        return {key: value for key, value in described.items() if key != "error"}

    return attrs.evolve(behaviour, write_error=write_error)


@fault("data.documented")
def undocumented_statuses(behaviour: Behaviour) -> Behaviour:
    """What is malformed is answered with 422, which is not documented."""

    def finish(call: Call, reply: Reply) -> Reply:
        reply = behaviour.finish(call, reply)
        return attrs.evolve(reply, status=422) if reply.status == 400 else reply

    return attrs.evolve(behaviour, finish=finish)
