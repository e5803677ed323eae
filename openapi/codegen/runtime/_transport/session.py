"""A call from its beginning to its end: the requests it takes, and who is told of them."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import httpx

from .._about import __version__
from .._errors import ClientClosedError, InvalidArgumentError
from .._messages import Request
from .._secrets.redaction import Redactor
from .._secrets.token import Secret, TokenSource
from ..types import Response
from .connections import Pool
from .deadline import Deadline
from .event_loop import sleep
from .exchange import Answer, Failure, aexchange, exchange
from .retry import Attempts
from .tracing import Span, span

if TYPE_CHECKING:
    from .._operation import Operation

S = TypeVar("S")
E = TypeVar("E")

_LOG = logging.getLogger("bitgo_oes")
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",  # what is bounded in how far it can unfold
    "User-Agent": f"bitgo-oes/{__version__} "
    f"python/{sys.version_info.major}.{sys.version_info.minor} httpx/{httpx.__version__}",
}


class Options(NamedTuple):
    """What a client was told, checked.

    Attributes:
        base_url: Where the paths of operations begin, without a slash at its end.
        token: Where the token of each request comes from.
        timeout: How many seconds a step of an exchange may take.
        deadline: How many seconds a call may take, waits and retries included; None for any.
        max_retries: How many requests may follow the first of a call.
        max_body_bytes: How long a body may be, without its content encoding.
        tolerant: Whether members that the document requires may be missing.
    """

    base_url: str
    token: TokenSource
    timeout: float
    deadline: float | None
    max_retries: int
    max_body_bytes: int
    tolerant: bool


class Session:
    """Makes calls, with some options, over some connections."""

    __slots__ = ("_closed", "options", "owns_pool", "pool")

    def __init__(self, options: Options, pool: Pool, *, owns_pool: bool) -> None:
        self.options = options
        self.pool = pool
        self.owns_pool = owns_pool
        self._closed = False

    def send(self, operation: Operation[S, E], request: Request) -> Response[S | E]:
        """Make a call, blocking until it ends."""
        self.require_open()
        call = _Call(self.options, operation, request)
        with span(operation.method, operation.path, self.options.base_url) as seen:
            for pause in call.attempts:
                if pause is not None:
                    call.note_pause(pause)
                    time.sleep(pause)
                else:
                    http = self.pool.sync()
                    outgoing = call.outgoing(http, self.options.token.get())
                    call.note(exchange(http, outgoing, *call.limits))
            return call.response(seen)

    async def asend(self, operation: Operation[S, E], request: Request) -> Response[S | E]:
        """Make a call, awaiting its end."""
        self.require_open()
        call = _Call(self.options, operation, request)
        with span(operation.method, operation.path, self.options.base_url) as seen:
            for pause in call.attempts:
                if pause is not None:
                    call.note_pause(pause)
                    await sleep(pause)
                else:
                    http = self.pool.awaited()
                    outgoing = call.outgoing(http, await self.options.token.aget())
                    call.note(await aexchange(http, outgoing, *call.limits))
            return call.response(seen)

    def require_open(self) -> None:
        """Raise `ClientClosedError` if it was closed."""
        if self._closed:
            raise ClientClosedError("the client is closed: make another one")

    def close(self) -> None:
        """Make no more calls, and close the connections if they are its own."""
        self._closed = True
        if self.owns_pool:
            self.pool.close()

    async def aclose(self) -> None:
        """Make no more calls, and close all connections if they are its own."""
        self._closed = True
        if self.owns_pool:
            await self.pool.aclose()


class _Call(Generic[S, E]):
    """A call in progress."""

    def __init__(self, options: Options, operation: Operation[S, E], request: Request) -> None:
        self._options = options
        self._operation = operation
        self._request = request
        self._hidden = Redactor()
        self._url = options.base_url + request.path
        self._deadline = Deadline(options.deadline)
        self.limits = (self._deadline, options.max_body_bytes, self._hidden)
        self.attempts = Attempts(
            operation.method,
            max_retries=options.max_retries,
            deadline=self._deadline,
            renewable_token=options.token.renewable,
        )
        self._sent = 0

    def outgoing(self, http: httpx.Client | httpx.AsyncClient, token: Secret) -> httpx.Request:
        """Return the next request, with the token.

        Raises:
            InvalidArgumentError: If it would be too long for a URL.
        """
        token.tell(self._hidden)
        request = self._request
        try:
            built = http.build_request(
                self._operation.method,
                self._url,
                params=tuple(request.query) or None,
                headers={**_HEADERS, **request.headers, "Authorization": token.authorization()},
                content=request.content,
                extensions={"timeout": self._deadline.timeouts(self._options.timeout)},
            )
        except httpx.InvalidURL:
            built = None
        if built is None:
            raise InvalidArgumentError(
                "the arguments are too long for a URL: ask for fewer at once"
            )
        return built

    def note(self, outcome: Answer | Failure) -> None:
        """Take note of what came of a request."""
        self._sent += 1
        self.attempts.outcome = outcome
        if _LOG.isEnabledFor(logging.DEBUG):
            ended = outcome.status_code if isinstance(outcome, Answer) else str(outcome.error)
            url = self._hidden.line(self._url, 500)
            _LOG.debug("%s %s: %s", self._operation.method, url, ended)

    def note_pause(self, seconds: float) -> None:
        """Take note of a pause before another attempt."""
        outcome = self.attempts.outcome
        ended = outcome.status_code if isinstance(outcome, Answer) else "no answer"
        _LOG.info("%s: %s; again in %.1f s", self._operation.name, ended, seconds)

    def response(self, seen: Span) -> Response[S | E]:
        """Return what the caller gets.

        Raises:
            TransportError: If there was no answer.
        """
        seen.set("http.request.resend_count", self._sent - 1)
        answer = self.attempts.answer()
        seen.set("http.response.status_code", answer.status_code)
        response = self._operation.response(answer, self._hidden, tolerant=self._options.tolerant)
        if response.error is not None:
            seen.fail(response.error)
        return response
