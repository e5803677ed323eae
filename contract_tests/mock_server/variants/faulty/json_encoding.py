"""Faulty variants of the mock server that send invalid or ambiguous JSON."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from starlette.types import Message

from ....catalogue import fault
from ...behaviour import Behaviour
from ...call import Call, Response
from ..behaviour_edits import change_response, change_sent_messages


@fault("data.json")
def truncated_bodies(behaviour: Behaviour) -> Behaviour:
    """The server closes the connection in the middle of every response body."""

    def truncate(message: Message) -> Message:
        body: bytes = message.get("body", b"")
        return {**message, "body": body[: len(body) // 2]} if body else message

    return change_sent_messages(behaviour, truncate)


@fault("data.json")
def duplicate_keys(behaviour: Behaviour) -> Behaviour:
    """The server sends clientId twice in every response body, with different values."""
    first = b'{"clientId":"00000000-0000-4000-8000-000000000000",'
    return _change_body(behaviour, lambda body: first + body[1:])


@fault("data.json")
def not_a_number(behaviour: Behaviour) -> Behaviour:
    """The server sends NaN, which is invalid JSON, in an additional property."""
    return _change_body(behaviour, lambda body: body[:-1] + b',"change":NaN}')


@fault("data.json")
def byte_order_mark(behaviour: Behaviour) -> Behaviour:
    """The server starts response bodies with a byte order mark."""
    return _change_body(behaviour, lambda body: b"\xef\xbb\xbf" + body)


@fault("data.json")
def names_in_another_encoding(behaviour: Behaviour) -> Behaviour:
    """The server encodes response bodies as Windows-1252 instead of UTF-8."""
    return _change_body(behaviour, lambda body: body.decode().encode("cp1252", "replace"))


@fault("data.json")
def trailing_bytes(behaviour: Behaviour) -> Behaviour:
    """The server appends extra bytes to the body of a response without records."""
    empty = b'"networkBalances":{}'
    return _change_body(behaviour, lambda body: body + b"}}" if empty in body else body)


def _change_body(behaviour: Behaviour, change: Callable[[bytes], bytes]) -> Behaviour:
    """Return a behaviour of the mock server that changes the bytes of bodies of 200 responses."""

    def change_success(_call: Call, response: Response) -> Response:
        if response.status != 200:
            return response
        return attrs.evolve(response, body=change(response.body))

    return change_response(behaviour, change_success)
