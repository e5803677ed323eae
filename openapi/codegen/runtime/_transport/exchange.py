"""Send a request once, and return the response or a failure.

The errors of httpx hold the request with the access token. They therefore never become the cause or
the context of an error of this package. Functions return a `Failure` with the error to raise, which
the caller raises outside of the `except` block.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx

from .._errors import BitgoOesError, ClientClosedError, TransportError, TransportTimeoutError
from .._messages import RawResponse
from .._redaction import Redactor
from .deadline import Deadline, DeadlinePassedError
from .error_origin import is_certainly_unsent, is_of_user, uses_network
from .http_clients import environment_hint

_TIMEOUTS = (httpx.TimeoutException, DeadlinePassedError, TimeoutError)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_REPEATABLE = (httpx.TransportError, httpx.StreamError, DeadlinePassedError, OSError)
_PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)

_SLICE = 1024  # bytes, which gzip and deflate expand to about one mebibyte at most

# The libraries that take part in each request. Their errors are failures of the transport.
_LIBRARIES = frozenset(
    {"anyio", "h11", "h2", "hpack", "httpcore", "httpx", "idna", "sniffio", "socksio", "trio"}
)


class Failure(NamedTuple):
    """The reason why a request got no response.

    Attributes:
        error: The error to raise.
        unsent: Whether the request never reached the server.
        permanent: Whether another attempt would fail in the same way.
    """

    error: BitgoOesError
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
        deadline.require_time()
        response = http.send(request, auth=None, follow_redirects=False, stream=True)
        _slice_compressed(response)
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
    except Exception as error:
        if not _is_failure(error, http):
            raise
        return _failure(error, http, request.url, deadline, redactor)


async def aexchange(
    http: httpx.AsyncClient,
    request: httpx.Request,
    deadline: Deadline,
    max_body_bytes: int,
    redactor: Redactor,
) -> RawResponse | Failure:
    """Send a request once, asynchronously, and return the response or a failure."""
    import anyio  # httpx also imports anyio at the first asynchronous request

    try:
        deadline.require_time()
        with anyio.fail_after(deadline.left()):
            response = await http.send(request, auth=None, follow_redirects=False, stream=True)
            _slice_compressed(response)
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
    except Exception as error:
        if not _is_failure(error, http):
            raise
        return _failure(error, http, request.url, deadline, redactor)


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
        self._deadline.require_time()
        return True

    @property
    def content(self) -> bytes:
        return b"".join(self._chunks)[: self._max_bytes]


class _Slices(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The stream of a compressed body, in slices of a maximum size.

    httpx decompresses each part of a stream as a whole. A part can become a thousand times longer
    if the body is compressed once, and a million times longer if the body is compressed twice, so
    that a single part could use up the memory.
    """

    def __init__(self, stream: Any, size: int) -> None:
        self._stream = stream
        self._size = size

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            yield from self._slices(part)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            for each in self._slices(part):
                yield each

    def _slices(self, part: bytes) -> Iterator[bytes]:
        return (part[start : start + self._size] for start in range(0, len(part), self._size))

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def _slice_compressed(response: httpx.Response) -> None:
    """Divide the stream of a response into slices, provided that the body is compressed."""
    encodings = response.headers.get("content-encoding", "")
    if encodings:
        size = _SLICE if "," not in encodings else 1
        response.stream = _Slices(response.stream, size)


def _is_failure(error: Exception, http: httpx.Client | httpx.AsyncClient) -> bool:
    """Return whether an error is a failure of the transport.

    Otherwise, the error is one of an event hook or a transport of the user, or of a library that
    replaces the network in tests, such as respx.
    """
    if isinstance(error, DeadlinePassedError):
        return True
    if isinstance(error, httpx.HTTPStatusError) or is_of_user(error, http):
        return False
    library = type(error).__module__.partition(".")[0]
    if library in sys.stdlib_module_names:
        return uses_network(http)
    return library in _LIBRARIES or isinstance(error, httpx.TransportError)


def _failure(
    error: Exception,
    http: httpx.Client | httpx.AsyncClient,
    url: httpx.URL,
    deadline: Deadline,
    redactor: Redactor,
) -> Failure:
    if http.is_closed:
        return Failure(ClientClosedError("the client was closed during the call"), permanent=True)
    if deadline.cancelled:
        return Failure(TransportError("the call was cancelled"), permanent=True)
    unreachable = isinstance(error, _UNSENT)
    unsent = unreachable and is_certainly_unsent(error, http)
    permanent = isinstance(error, _PERMANENT) or not isinstance(error, _REPEATABLE)
    detail = redactor.line(f"{type(error).__name__}: {error}", 200).removesuffix(": ")
    hint = environment_hint(http, url, detail) if unreachable or permanent else ""
    if isinstance(error, _TIMEOUTS):
        if deadline.passed:
            message = "the deadline of the call passed before the response was complete"
        elif unreachable:
            message = f"the connection to the server timed out{hint}"
        else:
            message = "the request timed out before the response was complete"
        return Failure(TransportTimeoutError(message), unsent=unsent)
    if unreachable:
        problem = "the server could not be reached"
    elif permanent:
        problem = "the request could not be sent, or its response could not be read"
    else:
        problem = "the connection broke before the response was complete"
    message = f"{problem} ({detail}){hint}"
    return Failure(TransportError(message), unsent, permanent)
