"""A request as the server sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import frozen

from ..contract import Operation, Query


@frozen
class SentRequest:
    """A request, taken apart by the path of its operation."""

    method: str
    host: str
    path: Mapping[str, str]
    """The path parameters, decoded."""
    query: Query
    headers: httpx.Headers

    @classmethod
    def of(cls, request: httpx.Request, operation: Operation, prefix: str) -> SentRequest:
        """Take a request apart. Raises ValueError if it is for another path."""
        raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(prefix + operation.path))
        match = re.fullmatch(pattern, raw_path)
        if match is None:
            raise ValueError(f"{raw_path} is no path of {operation.id}")
        return cls(
            method=request.method,
            host=request.url.host,
            path={
                name: unquote(value, errors="strict") for name, value in match.groupdict().items()
            },
            query=tuple(parse_qsl(raw_query, keep_blank_values=True, errors="strict")),
            headers=request.headers,
        )
