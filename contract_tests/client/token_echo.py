"""A token that no other text holds, and a server that sends it back."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

import httpx
from attrs import define, field

TOKEN = "v2x-S3cret~\"<&'%/token+0123456789"  # noqa: S105 - of no account anywhere


def spellings(token: str) -> set[str]:
    """Return a token as it is, and as it stands within JSON, a URL, HTML, and reprs of these."""
    written = {token, json.dumps(token)[1:-1], quote(token, safe=""), escape(token)}
    return written | {repr(each)[1:-1] for each in written}


def assert_hidden(shown: object, token: str = TOKEN) -> None:
    """Raise AssertionError if a token is in what is printed of a value."""
    for written in (str(shown), repr(shown)):
        if any(spelling in written for spelling in spellings(token)):
            raise AssertionError(f"the token is in {written}")


@define
class Echo:
    """A server that sends back what it got, in whatever it sends."""

    status: int = 401
    headers: list[httpx.Headers] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.headers.append(request.headers)
        said = request.headers["authorization"]
        body = {
            "error": f"not good: {said}",
            "name": said,
            "requestId": said,
            "context": {said: [said, {"token": said.removeprefix("Bearer ")}]},
            "clientId": [said],
        }
        return httpx.Response(self.status, json=body, headers={"x-echo": said, "retry-after": said})
