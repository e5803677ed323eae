"""Servers whose bodies are not JSON that every reader reads alike."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from starlette.types import Message

from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, Response
from ... import fault
from ..behaviour_edits import rewrite_sent


@fault("data.json")
def truncated_bodies(behaviour: Behaviour) -> Behaviour:
    """The connection is closed in the middle of every body."""

    def cut(message: Message) -> Message:
        body: bytes = message.get("body", b"")
        return {**message, "body": body[: len(body) // 2]} if body else message

    return rewrite_sent(behaviour, cut)


@fault("data.json")
def duplicate_keys(behaviour: Behaviour) -> Behaviour:
    """The client's id stands twice in every body, once of another client."""
    first = b'{"clientId":"00000000-0000-4000-8000-000000000000",'
    return _rewriting(behaviour, lambda body: first + body[1:])


@fault("data.json")
def not_a_number(behaviour: Behaviour) -> Behaviour:
    """A field that nobody asked for says NaN."""
    return _rewriting(behaviour, lambda body: body[:-1] + b',"change":NaN}')


@fault("data.json")
def byte_order_mark(behaviour: Behaviour) -> Behaviour:
    """Bodies begin with a byte order mark."""
    return _rewriting(behaviour, lambda body: b"\xef\xbb\xbf" + body)


@fault("data.json")
def names_in_another_encoding(behaviour: Behaviour) -> Behaviour:
    """Bodies are written in the encoding of the server's machine."""
    return _rewriting(behaviour, lambda body: body.decode().encode("cp1252", "replace"))


@fault("data.json")
def trailing_bytes(behaviour: Behaviour) -> Behaviour:
    """A body without records ends with the rest of a larger one."""
    empty = b'"networkBalances":{}'
    return _rewriting(behaviour, lambda body: body + b"}}" if empty in body else body)


def _rewriting(behaviour: Behaviour, change: Callable[[bytes], bytes]) -> Behaviour:
    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return (
            attrs.evolve(response, body=change(response.body))
            if response.status == 200
            else response
        )

    return attrs.evolve(behaviour, finish=finish)
