"""Classes for the requests, responses and errors of the mock server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from .world import World

JsonObject = dict[str, Any]
"""A JSON object. Faults may put values of any type into it."""


@attrs.frozen
class Request:
    """An HTTP request to the mock server, with the path and the query string not yet decoded.

    Attributes:
        enterprise: The path segment at `{enterpriseId}`, or empty bytes for other paths.
        query: The query string.
        headers: Pairs of a header name in lower case and a value, in the order of arrival.
        method: The HTTP method.
        client: The IP address of the client, or an empty string if the address is unknown.
    """

    enterprise: bytes = b""
    query: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    client: str = ""

    def header(self, name: str) -> list[str]:
        """Return all values of a request header. The name must be in lower case."""
        return [value for key, value in self.headers if key == name]


@attrs.frozen
class Call:
    """One HTTP request to the mock server, with the data that the mock server serves.

    Every function that computes a part of the response receives a `Call`.

    Attributes:
        world: The data that the mock serves.
        request: The HTTP request.
        number: The number of the request since the start or the last reset of the data, from 1.
    """

    world: World
    request: Request
    number: int


@attrs.frozen
class Response:
    """An HTTP response of the mock server. The application adds the `Content-Length` header."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return the decoded JSON body of the response.

        Raises:
            ValueError: If the body is not JSON.
        """
        return json.loads(self.body)


@attrs.define
class ErrorResponse(Exception):
    """An exception that makes the mock server send an error response.

    Attributes:
        status: The HTTP status code.
        name: The stable name of the error, for programs.
        sentence: The message, for people.
        context: The property `context` of the body, such as the name of the invalid parameter.
        headers: Additional headers of the response.
    """

    status: int
    name: str
    sentence: str
    context: Mapping[str, str] = attrs.field(factory=dict)
    headers: Mapping[str, str] = attrs.field(factory=dict)
