"""Reads an answer off the wire to its end, or to where it breaks off."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx
from attrs import field, frozen

#: An answer that is not at its end after so many times the timeout, though bytes come all the
#: while, is left at that.
LONGEST = 6


@frozen
class Received:
    """What came of an answer; a status of 0 means that it was no HTTP at all."""

    status: int = 0
    headers: Mapping[str, str] = field(factory=dict)
    content: bytes = field(default=b"", repr=False)
    broken: str = ""
    """How the answer ended before its time; empty for a whole one."""
    stalled: bool = False
    """Whether it stood still, so that all of a timeout was spent on it."""


def receive(response: httpx.Response, timeout: float) -> Received:
    """Read a response that was opened as a stream, and close it; ``timeout`` is in seconds.

    The content is that which the sender packed, should it have a content encoding.
    """
    content, broken, stalled = bytearray(), "", False
    end = time.monotonic() + LONGEST * timeout
    try:
        for chunk in response.iter_raw():
            content += chunk
            if time.monotonic() > end:
                broken, stalled = "the body does not come to its end", True
                break
    except httpx.ReadTimeout:
        broken, stalled = f"the rest of the body does not come within {timeout:g} s", True
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        broken = str(error) or "the connection was lost in the middle of the body"
    finally:
        response.close()
    headers = dict(response.headers)
    unpacked = bytes(content)
    if unpacked and not broken and "content-encoding" in headers:
        unpacked, broken = _unpacked(unpacked, headers["content-encoding"])
    return Received(response.status_code, headers, unpacked, broken, stalled)


def _unpacked(content: bytes, encoding: str) -> tuple[bytes, str]:
    # It was not asked for; but that it comes all the same breaks no rule about the data.
    try:
        return httpx.Response(
            200, headers={"content-encoding": encoding}, content=content
        ).read(), ""
    except httpx.DecodingError as error:
        return content, f"the body is not what its content encoding, {encoding}, says: {error}"
