"""Send a request once, and return the response or a failure.

The errors of httpx hold the request with the access token. They therefore never become the cause or
the context of an error of this package. Functions return a `Failure` with the error to raise, which
the caller raises outside of the `except` block.
"""

from __future__ import annotations

from typing import NamedTuple

import httpx

from .._errors import TransportError, TransportTimeoutError
from .._messages import RawResponse
from .._redaction import Redactor
from .deadline import Deadline, DeadlinePassedError

_HANDLED = (httpx.RequestError, httpx.StreamError, DeadlinePassedError, OSError)
_TIMEOUTS = (httpx.TimeoutException, DeadlinePassedError, TimeoutError)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


class Failure(NamedTuple):
    """The reason why a request got no response.

    Attributes:
        error: The error to raise.
        unsent: Whether the request never reached the server.
        permanent: Whether another attempt would fail in the same way.
    """

    error: TransportError
    unsent: bool = False
    permanent: bool = False


def exchange(
    http: httpx.Client,
    request: httpx.Request,
    deadline: Deadline,
    max_body_bytes: int,
    redactor: Redactor,
) -> RawResponse | Failure:
    """Send a request once; return the response, or the reason why there is no response.

    Args:
        http: The HTTP client. Its credentials and its redirect option are ignored.
        request: The request with the token.
        deadline: The deadline of the call.
        max_body_bytes: The number of bytes after which the body is truncated.
        redactor: The redactor that replaces the token in the messages of errors.
    """
    try:
        if deadline.passed:
            raise DeadlinePassedError
        response = http.send(request, auth=None, follow_redirects=False, stream=True)
        try:
            body = _Body(max_body_bytes, deadline)
            try:
                for chunk in response.iter_bytes():
                    if not body.append(chunk):
                        break
            except httpx.DecodingError:
                body.problem = "its content encoding is malformed"
            return RawResponse(response.status_code, response.headers, body.content, body.problem)
        finally:
            response.close()
    except _HANDLED as error:
        return _failure(error, deadline, redactor)


async def aexchange(
    http: httpx.AsyncClient,
    request: httpx.Request,
    deadline: Deadline,
    max_body_bytes: int,
    redactor: Redactor,
) -> RawResponse | Failure:
    """Send a request once, asynchronously, and return the response or a failure."""
    import anyio  # httpx imports it at its first asynchronous request, not earlier

    try:
        if deadline.passed:
            raise DeadlinePassedError
        with anyio.fail_after(deadline.left()):
            response = await http.send(request, auth=None, follow_redirects=False, stream=True)
            try:
                body = _Body(max_body_bytes, deadline)
                try:
                    async for chunk in response.aiter_bytes():
                        if not body.append(chunk):
                            break
                except httpx.DecodingError:
                    body.problem = "its content encoding is malformed"
                return RawResponse(
                    response.status_code, response.headers, body.content, body.problem
                )
            finally:
                await response.aclose()
    except _HANDLED as error:
        return _failure(error, deadline, redactor)


class _Body:
    """The part of a response body received so far, with a maximum size and a deadline."""

    def __init__(self, max_bytes: int, deadline: Deadline) -> None:
        self.problem: str | None = None
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._chunks: list[bytes] = []
        self._size = 0

    def append(self, chunk: bytes) -> bool:
        """Append a chunk, and return whether the body is still within the maximum size.

        Raises:
            DeadlinePassedError: If the deadline has passed.
        """
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > self._max_bytes:
            self.problem = f"longer than {self._max_bytes} bytes"
            return False
        if self._deadline.passed:
            raise DeadlinePassedError
        return True

    @property
    def content(self) -> bytes:
        return b"".join(self._chunks)[: self._max_bytes]


def _failure(error: BaseException, deadline: Deadline, redactor: Redactor) -> Failure:
    unsent = isinstance(error, _UNSENT)
    if isinstance(error, _TIMEOUTS):
        if deadline.passed:
            message = "the deadline of the call passed before the response was complete"
        elif unsent:
            message = "the connection to the server timed out"
        else:
            message = "the request timed out before the response was complete"
        return Failure(TransportTimeoutError(message), unsent=unsent)
    problem = (
        "the server could not be reached"
        if unsent
        else "the connection broke before the response was complete"
    )
    detail = redactor.line(f"{type(error).__name__}: {error}", 200).removesuffix(": ")
    message = f"{problem} ({detail})"
    return Failure(TransportError(message), unsent, isinstance(error, _PERMANENT))
