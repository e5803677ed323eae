"""One call of the operation: the request, what is known when it arrives, and the response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from .world import World

JsonObject = dict[str, Any]
"""A JSON object; faults put into it what they like."""


@attrs.frozen
class Request:
    """A request as it came over the wire, nothing decoded yet.

    `enterprise` is the path segment in the place of `{enterpriseId}`, empty
    where there is none; `headers` have names in lower case, in order of
    arrival, repeated ones included.
    """

    enterprise: bytes = b""
    query: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"

    def header(self, name: str) -> list[str]:
        """Return every value of a header; `name` is in lower case."""
        return [value for key, value in self.headers if key == name]


@attrs.frozen
class Call:
    """What every step is told: the world, the request, and the number of the call in this world."""

    world: World
    request: Request
    number: int


@attrs.frozen
class Response:
    """What is sent back; the length of the body is declared by whoever sends it."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return what the body says; raises ValueError when it is not JSON."""
        return json.loads(self.body)


@attrs.define
class ErrorResponse(Exception):
    """Raised by a step that answers the call with an error.

    `name` is stable and `sentence` is for people; `context` says which part of
    the request is meant, where one part is. `headers` go with the answer.
    """

    status: int
    name: str
    sentence: str
    context: Mapping[str, str] = attrs.field(factory=dict)
    headers: Mapping[str, str] = attrs.field(factory=dict)
