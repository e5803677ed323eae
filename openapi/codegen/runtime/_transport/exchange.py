"""One request and what comes of it: an answer, or why there is none.

Errors of httpx hold the request, and with it the token. So none of them becomes the cause or the
context of ours: ours are made where theirs are caught, and raised later, elsewhere.
"""

from __future__ import annotations

from typing import NamedTuple

import httpx

from .._errors import TransportError, TransportTimeoutError
from .._secrets.redaction import Redactor
from .deadline import Deadline, DeadlinePassed
from .event_loop import within

_CAUGHT = (httpx.RequestError, httpx.StreamError, DeadlinePassed, OSError)
_TIMEOUTS = (httpx.TimeoutException, DeadlinePassed, TimeoutError)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# What would fail in the same way again.
_FINAL = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


class Answer(NamedTuple):
    """What a server sent.

    Attributes:
        problem: Why `content` is not all of the body, if it is not.
    """

    status_code: int
    headers: httpx.Headers
    content: bytes
    problem: str | None = None


class Failure(NamedTuple):
    """Why there is no answer.

    Attributes:
        error: What to raise.
        unsent: Whether the server cannot have acted on the request.
        final: Whether another attempt would fail in the same way.
    """

    error: TransportError
    unsent: bool = False
    final: bool = False


def exchange(
    http: httpx.Client, request: httpx.Request, deadline: Deadline, longest: int, hidden: Redactor
) -> Answer | Failure:
    """Send a request and read what comes back.

    Args:
        http: What sends it. Neither its credentials nor its will to follow redirects count.
        request: The request, with the token.
        deadline: When to give up.
        longest: How many bytes of a body are read at most.
        hidden: What must not be shown in an error.
    """
    try:
        if deadline.passed:
            raise DeadlinePassed
        response = http.send(request, auth=None, follow_redirects=False, stream=True)
        try:
            body = _Body(response, longest, deadline)
            try:
                for chunk in response.iter_bytes():
                    if not body.take(chunk):
                        break
            except httpx.DecodingError:
                body.spoil()
            return body.answer()
        finally:
            response.close()
    except _CAUGHT as error:
        return _failure(error, deadline, hidden)


async def aexchange(
    http: httpx.AsyncClient,
    request: httpx.Request,
    deadline: Deadline,
    longest: int,
    hidden: Redactor,
) -> Answer | Failure:
    """Send a request and read what comes back, as `exchange` does."""
    try:
        if deadline.passed:
            raise DeadlinePassed
        async with within(deadline.left()):
            response = await http.send(request, auth=None, follow_redirects=False, stream=True)
            try:
                body = _Body(response, longest, deadline)
                try:
                    async for chunk in response.aiter_bytes():
                        if not body.take(chunk):
                            break
                except httpx.DecodingError:
                    body.spoil()
                return body.answer()
            finally:
                await response.aclose()
    except _CAUGHT as error:
        return _failure(error, deadline, hidden)


class _Body:
    """Collects a body, up to a size and a time."""

    def __init__(self, response: httpx.Response, longest: int, deadline: Deadline) -> None:
        self._response = response
        self._longest = longest
        self._deadline = deadline
        self._chunks: list[bytes] = []
        self._size = 0
        self._problem: str | None = None

    def take(self, chunk: bytes) -> bool:
        """Take a part, and say whether there may be more. Raises `DeadlinePassed`."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > self._longest:
            self._problem = f"longer than {self._longest} bytes"
            return False
        if self._deadline.passed:
            raise DeadlinePassed
        return True

    def spoil(self) -> None:
        """Note that the rest cannot be had."""
        self._problem = "its content encoding is broken"

    def answer(self) -> Answer:
        content = b"".join(self._chunks)[: self._longest]
        return Answer(self._response.status_code, self._response.headers, content, self._problem)


def _failure(error: BaseException, deadline: Deadline, hidden: Redactor) -> Failure:
    unsent = isinstance(error, _UNSENT)
    if isinstance(error, _TIMEOUTS):
        step = "to reach the server" if unsent else "for the answer"
        late = "the deadline of the call passed" if deadline.passed else f"waited too long {step}"
        return Failure(TransportTimeoutError(late), unsent=unsent)
    what = "the server was not reached" if unsent else "the exchange broke off"
    said = hidden.line(f"{type(error).__name__}: {error}", 200).removesuffix(": ")
    return Failure(TransportError(f"{what} ({said})"), unsent, isinstance(error, _FINAL))
