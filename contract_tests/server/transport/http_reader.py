"""Read complete and incomplete HTTP responses."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx
from attrs import field, frozen

#: The longest time that one response may take, in multiples of the timeout. A server that keeps
#: sending bytes never exceeds the timeout itself.
_MAX_TIMEOUTS = 6


@frozen
class RawResponse:
    """The status, headers and bytes of a response.

    The status is 0 if the server sent no HTTP response.
    """

    status: int = 0
    headers: Mapping[str, str] = field(factory=dict)
    content: bytes = field(default=b"", repr=False)
    body_error: str = ""
    """Why the body is incomplete; empty for a complete body."""
    stalled: bool = False
    """Whether the rest of the body did not arrive within the timeout."""


_LOST = "the connection was lost in the middle of the body"


def _lost(response: httpx.Response, received: int) -> str:
    """Return a phrase for an incomplete body, with the received and the announced number of bytes.

    The phrase is empty if the body is complete, or if its length was not announced.
    """
    announced = response.headers.get("content-length", "")
    if not announced.isdecimal() or received >= int(announced):
        return ""
    return (
        f"a body of {received} of the {announced} bytes that Content-Length announces, after which "
        "the connection was closed"
    )


def read_response(response: httpx.Response, timeout: float) -> RawResponse:
    """Read and close an open response, and decode its ``Content-Encoding``, such as gzip.

    Args:
        response: The open response.
        timeout: The maximum number of seconds to wait for each part of the body.
    """
    content, body_error, stalled = bytearray(), "", False
    limit = _MAX_TIMEOUTS * timeout
    end = time.monotonic() + limit
    try:
        for chunk in response.iter_raw():
            content += chunk
            if time.monotonic() > end:
                body_error, stalled = f"the body did not end within {limit:g} s", True
                break
    except httpx.ReadTimeout:
        body_error, stalled = f"the rest of the body did not arrive within {timeout:g} s", True
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        body_error = _lost(response, len(content)) or str(error) or _LOST
    finally:
        response.close()
    headers = dict(response.headers)
    decoded = bytes(content)
    if decoded and not body_error and "content-encoding" in headers:
        decoded, body_error = _decode_content(decoded, headers["content-encoding"])
    return RawResponse(response.status_code, headers, decoded, body_error, stalled)


def _decode_content(content: bytes, encoding: str) -> tuple[bytes, str]:
    # No content encoding was requested, but sending one violates no rule about the data.
    try:
        return httpx.Response(
            200, headers={"content-encoding": encoding}, content=content
        ).read(), ""
    except httpx.DecodingError as error:
        return content, f"the body cannot be decoded with its content encoding {encoding}: {error}"
