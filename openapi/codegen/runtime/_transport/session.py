"""Make the calls of a client. Each call sends one request or more, and records logs and a span."""

from __future__ import annotations

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import httpx

from .._about import __version__
from .._errors import ClientClosedError, InvalidArgumentError, TransportTimeoutError
from .._messages import Request
from .._redaction import Redactor
from .._token import HiddenToken, TokenSource
from ..types import Response
from .connections import Connections
from .deadline import CancellableDeadline, Deadline
from .exchange import Failure, aexchange, exchange
from .retry import Outcome, retry_delay
from .tracing import Span, start_span

if TYPE_CHECKING:
    from .._operation import Operation
    from .background_calls import BackgroundCall

S = TypeVar("S")

_LOG = logging.getLogger("bitgo_oes")
_HEADERS = {
    # These two expand a response by a bounded factor; br and zstd do not.
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"bitgo-oes/{__version__} "
    f"python/{sys.version_info.major}.{sys.version_info.minor} httpx/{httpx.__version__}",
}


class Options(NamedTuple):
    """The validated options of a client.

    Attributes:
        base_url: The base URL, without a trailing slash.
        token: The source of access tokens.
        timeout: The timeout of each step of a request, in seconds.
        deadline: The time limit of a call in seconds, with retries and delays; None for no limit.
        max_retries: The maximum number of retries of a call.
        max_body_bytes: The maximum size in bytes of the decompressed body of a response.
        tolerant: Whether required properties may be missing in a response.
    """

    base_url: str
    token: TokenSource
    timeout: float
    deadline: float | None
    max_retries: int
    max_body_bytes: int
    tolerant: bool


class Session:
    """The options and connections of one client.

    Args:
        options: The options of the client.
        connections: The HTTP clients. Copies of the client share the HTTP clients.
        owns_connections: Whether closing this session closes the connections.
    """

    __slots__ = ("_closed", "connections", "options", "owns_connections")

    def __init__(
        self, options: Options, connections: Connections, *, owns_connections: bool
    ) -> None:
        self.options = options
        self.connections = connections
        self.owns_connections = owns_connections
        self._closed = False

    def send(
        self, operation: Operation[S], request: Request, deadline: Deadline | None = None
    ) -> Response[S]:
        """Make a synchronous call and return the decoded response.

        Args:
            operation: The operation.
            request: The request.
            deadline: The deadline of the call; None for the deadline of the client, from now.
        """
        self.require_open()
        deadline = Deadline(self.options.deadline) if deadline is None else deadline
        call = _Call(self.options, operation, request, deadline)
        with start_span(operation.method, operation.path, self.options.base_url) as span:
            while True:
                token = self.options.token.get() if operation.authorized else None
                http = self.connections.sync_client()
                outgoing = call.build_request(http, token)
                call.record(exchange(http, outgoing, *call.limits))
                if call.renews_token():
                    continue
                delay = call.retry_delay()
                if delay is None:
                    return call.response(span)
                deadline.sleep(delay)

    def start(self, operation: Operation[S], request: Request) -> BackgroundCall[Response[S]]:
        """Start a synchronous call in another thread. Closing the client cancels the call."""
        from .background_calls import BackgroundCall  # only programs that prefetch need the module

        deadline = CancellableDeadline(self.options.deadline)
        call = BackgroundCall(partial(self.send, operation, request), deadline, owner=self)
        self.connections.start_background_call(call)
        return call

    async def asend(self, operation: Operation[S], request: Request) -> Response[S]:
        """Make an asynchronous call and return the decoded response."""
        import anyio  # see `aexchange`

        self.require_open()
        deadline = Deadline(self.options.deadline)
        call = _Call(self.options, operation, request, deadline)
        with start_span(operation.method, operation.path, self.options.base_url) as span:
            while True:
                token = await self._token(deadline) if operation.authorized else None
                http = self.connections.async_client()
                outgoing = call.build_request(http, token)
                call.record(await aexchange(http, outgoing, *call.limits))
                if call.renews_token():
                    continue
                delay = call.retry_delay()
                if delay is None:
                    return call.response(span)
                await anyio.sleep(delay)

    async def _token(self, deadline: Deadline) -> HiddenToken:
        """Return the access token of the next request. The deadline ends a slow token function."""
        import anyio  # see `aexchange`

        source = self.options.token
        if not source.renewable:
            return source.get()
        with anyio.move_on_after(deadline.left()):
            return await source.aget()
        raise TransportTimeoutError(
            "the deadline of the call passed before the token function returned"
        )

    def require_open(self) -> None:
        """Raise `ClientClosedError` if the client is closed."""
        if self._closed or self.connections.closed:
            raise ClientClosedError("the client is closed: create a new client")

    def close(self) -> None:
        """Reject further calls, and close the synchronous connections if the session owns them."""
        self._closed = True
        with self._cancelled_background_calls():
            if self.owns_connections:
                self.connections.close()

    async def aclose(self) -> None:
        """Reject further calls, and close all connections if the session owns them."""
        self._closed = True
        with self._cancelled_background_calls():
            if self.owns_connections:
                await self.connections.aclose()

    @contextmanager
    def _cancelled_background_calls(self) -> Generator[None]:
        """Cancel the background calls, and wait for their end at the end of the `with` block.

        A cancelled call ends with its current step, so the wait is at most `timeout` long.
        """
        running = self.connections.background_calls(None if self.owns_connections else self)
        for call in running:
            call.cancel()
        yield
        for call in running:
            call.join(self.options.timeout)


class _Call(Generic[S]):
    """The state of a call: the number of requests so far, and the outcome of the last request."""

    def __init__(
        self, options: Options, operation: Operation[S], request: Request, deadline: Deadline
    ) -> None:
        self._options = options
        self._operation = operation
        self._request = request
        self._redactor = Redactor()
        self._url = options.base_url + request.path
        self._deadline = deadline
        self._may_renew_token = options.token.renewable and operation.authorized
        self._outcome: Outcome
        self._requests = 0
        self._retries = 0
        self.limits = (self._deadline, options.max_body_bytes, self._redactor)

    def build_request(
        self, http: httpx.Client | httpx.AsyncClient, token: HiddenToken | None
    ) -> httpx.Request:
        """Return the next HTTP request of the call, with the access token, if any.

        Raises:
            InvalidArgumentError: If the URL would be too long.
        """
        request = self._request
        headers = {**_HEADERS, "Accept": self._operation.accept, **request.headers}
        if token is not None:
            token.register(self._redactor)
            headers["Authorization"] = token.authorization()
        query = tuple(request.query) or None
        url: str | httpx.URL = self._url
        try:
            if not http.params:  # httpx would parse the URL once more to add the query
                url, query = httpx.URL(self._url, params=query), None
            built = http.build_request(
                self._operation.method,
                url,
                params=query,
                headers=headers,
                content=request.content,
                extensions={"timeout": self._deadline.timeouts(self._options.timeout)},
            )
        except httpx.InvalidURL:
            built = None
        if built is None:  # raised here, since the error of httpx holds the URL
            raise InvalidArgumentError(
                "the arguments make the URL too long: pass fewer values in one call"
            )
        return built

    def record(self, outcome: Outcome) -> None:
        """Store and log the outcome of a request."""
        self._requests += 1
        self._outcome = outcome
        if _LOG.isEnabledFor(logging.DEBUG):
            url = self._redactor.line(self._url, 500)
            result = outcome.error if isinstance(outcome, Failure) else outcome.status_code
            _LOG.debug("%s %s: %s", self._operation.method, url, result)

    def renews_token(self) -> bool:
        """Return whether to send the request again with a new token after a 401 response.

        A call renews the token at most once. The additional request does not count as a retry.
        """
        if not self._may_renew_token or isinstance(self._outcome, Failure):
            return False
        renews = self._outcome.status_code == 401
        self._may_renew_token = not renews
        return renews

    def retry_delay(self) -> float | None:
        """Return and log the delay in seconds before the next retry; None for no further retry."""
        delay = retry_delay(
            self._operation.method,
            self._outcome,
            self._retries,
            max_retries=self._options.max_retries,
            deadline=self._deadline,
        )
        if delay is not None:
            self._retries += 1
            outcome = self._outcome
            result = "no response" if isinstance(outcome, Failure) else outcome.status_code
            _LOG.info("%s: %s; retry in %.1f s", self._operation.name, result, delay)
        return delay

    def response(self, span: Span) -> Response[S]:
        """Return the last response of the call with its decoded body.

        Raises:
            TransportError: If the last request got no response.
        """
        span.set("http.request.resend_count", self._requests - 1)
        if isinstance(self._outcome, Failure):
            raise self._outcome.error
        span.set("http.response.status_code", self._outcome.status_code)
        response = self._operation.decode(
            self._outcome, self._redactor, tolerant=self._options.tolerant
        )
        if response.error is not None:
            span.fail(response.error)
        return response
