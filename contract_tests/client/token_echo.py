"""A token that occurs in no other text, and a transport that echoes the token."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

import httpx
from attrs import define, field

TOKEN = "v2x-S3cret~\"<&'%/token+0123456789"  # noqa: S105 - not a real token


def encodings(token: str) -> set[str]:
    """Return the token as plain text and as encoded text for JSON, URLs, HTML and `repr`."""
    written = {token, json.dumps(token)[1:-1], quote(token, safe=""), escape(token)}
    return written | {repr(each)[1:-1] for each in written}


def assert_not_shown(shown: object, token: str = TOKEN) -> None:
    """Raise AssertionError if the `str` or `repr` of a value shows a token."""
    for written in (str(shown), repr(shown)):
        if any(encoding in written for encoding in encodings(token)):
            raise AssertionError(f"{written} shows the token")


@define
class Echo:
    """A transport that echoes the `Authorization` header in its response."""

    status: int = 401
    headers: list[httpx.Headers] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Return a response whose body and headers hold the `Authorization` header of a request."""
        self.headers.append(request.headers)
        authorization = request.headers["authorization"]
        body = {
            "error": f"not good: {authorization}",
            "name": authorization,
            "requestId": authorization,
            "context": {
                authorization: [authorization, {"token": authorization.removeprefix("Bearer ")}]
            },
            "clientId": [authorization],
        }
        return httpx.Response(
            self.status,
            json=body,
            headers={
                "x-echo": authorization,
                "retry-after": authorization,
                "location": f"https://a.test/{authorization}",
            },
        )
