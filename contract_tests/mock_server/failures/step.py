"""A step of a script: a failure, and the requests to which the failure applies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import attrs


@attrs.frozen(kw_only=True)
class Step:
    """A failure, and the requests to which the failure applies.

    Attributes:
        status: The status code of the response, or None to keep the status code. A code below 300
            replaces only the 200 of a successful response.
        failure: The name of a failure in `FAILURES`, or None.
        delay: The seconds before the response begins.
        seconds: The seconds that the failure `slow-body` takes.
        retry_after: The value of the header `Retry-After`, or None to send no header.
        location: The URL to which the failure `redirect` redirects.
        headers: Headers of the response, in addition to the usual ones.
        body: The body of the response: a text, an object to send as JSON, or None for the usual
            body.
        times: The number of requests to which the step applies, or `always`.
        page: The page number of the requests. A request without pageNumber has the page number 0.
        path: The path of the requests, in which `*` stands for any text.
        query: Query parameters with values that the requests have; other parameters are allowed.
        method: The HTTP method of the requests.
    """

    status: int | None = None
    failure: str | None = None
    delay: float = 0
    seconds: float = 5
    retry_after: int | str | None = None
    location: str = "http://elsewhere.invalid/"
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: str | Mapping[str, Any] | None = None
    times: int | str = 1
    page: int | None = None
    path: str | None = None
    query: Mapping[str, str] = attrs.field(factory=dict)
    method: str | None = None

    def matches(self, method: str, path: str, query: str) -> bool:
        """Return whether the step applies to a request.

        Args:
            method: The HTTP method.
            path: The decoded path.
            query: The query string.
        """
        values = parse_qs(query, keep_blank_values=True)
        return (
            self.method in (None, method)
            and (self.path is None or _pattern(self.path).fullmatch(path) is not None)
            and (self.page is None or _page(values) == self.page)
            and all(value in values.get(name, []) for name, value in self.query.items())
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the keys of the step in a script file; keys with default values are omitted."""
        defaults = attrs.asdict(Step())
        given = attrs.asdict(self)
        return {key: value for key, value in given.items() if value != defaults[key]}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, path.split("*"))), re.DOTALL)


def _page(values: Mapping[str, Sequence[str]]) -> int | None:
    text = values.get("pageNumber", ["0"])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
