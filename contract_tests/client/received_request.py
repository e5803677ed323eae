"""A request as the server receives it, split into parameters and headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import frozen

from ..contract import Operation, Query


@frozen
class SentRequest:
    """A request, split into path parameters, query parameters and headers."""

    method: str
    host: str
    path: Mapping[str, str]
    """The path parameters by name, percent-decoded."""
    query: Query
    headers: httpx.Headers

    @classmethod
    def of(cls, request: httpx.Request, operation: Operation, prefix: str) -> SentRequest:
        """Return the parts of a request.

        Raises:
            ValueError: If the path of the request is not the path of the operation.
        """
        raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(prefix + operation.path))
        match = re.fullmatch(pattern, raw_path)
        if match is None:
            raise ValueError(f"{raw_path} is not a path of {operation.id}")
        return cls(
            method=request.method,
            host=request.url.host,
            path={
                name: unquote(value, errors="strict") for name, value in match.groupdict().items()
            },
            query=tuple(parse_qsl(raw_query, keep_blank_values=True, errors="strict")),
            headers=request.headers,
        )
