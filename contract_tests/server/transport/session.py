"""An HTTP session with the server under test, within a rate limit and a request limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx
from attrs import evolve

from ...redaction.masks import Mask
from ...redaction.secrets import Secret
from ...target_file import Target
from . import rate_limit
from .connections import ConnectionPool
from .exchange import Exchange
from .http_reader import RawResponse, read_response
from .observer import Attempt, Observer
from .rate_limit import RateLimiter
from .raw_response import read_raw_response
from .request import DEFAULT_HEADERS, Request

#: The methods of the suite that change no data (RFC 9110, section 9.2.1).
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

#: Statuses with which a gateway reports that the server behind it is unavailable.
_GATEWAY_STATUSES = {502, 503, 504}

#: The seconds to wait before a request is repeated after such a status.
_GATEWAY_PAUSE = 0.2

#: How often a run waits for a server that fails, and for how many seconds.
_FAILURE_WAITS, _FAILURE_PAUSE = 3, 1.0

#: The default for the number of requests under way to a server on this machine.
_LOCAL_CONCURRENCY = 4

#: The message of httpx for a connection that was closed without a response.
_CLOSED = "Server disconnected without sending a response."

#: After this many consecutive requests without a response, the session sends no more requests.
_MAX_CONSECUTIVE_LOST = 3


#: A function that httpcore calls with the name and the details of each step of a request.
Trace = Callable[[str, Mapping[str, Any]], None]


class TargetUnusable(Exception):
    """Raised if a server cannot be tested, for example because the server does not respond."""


class RequestLimitReached(TargetUnusable):
    """Raised if a run needs more requests than ``max_requests`` in the target file allows."""


class ConnectionClosed(TargetUnusable):
    """Raised if a request and its retry get no response because the server closes the connection.

    The attribute ``exchange`` holds the request, and a response with status 0.
    """

    def __init__(self, message: str, exchange: Exchange) -> None:
        super().__init__(message)
        self.exchange = exchange


class Session:
    """An HTTP session with one server. The end of the ``with`` block closes the session.

    The session repeats a request once after a lost connection, an incomplete response, or a 502,
    503 or 504 response. After a 429 response, the session waits and repeats the request. The
    session follows no redirects, keeps no cookies, and ignores proxies of the environment. Threads
    may send requests at the same time.

    Attributes:
        target: The server under test.
        requests: The number of requests that the session has sent.
        concurrency: The largest number of requests under way; by default, 4 for a server on this
            machine, and 1 otherwise. Further requests wait.
    """

    def __init__(
        self,
        target: Target,
        sleep: Callable[[float], None] = time.sleep,
        observer: Observer | None = None,
        mask: Mask | None = None,
        *,
        trace: Trace | None = None,
        requests_per_connection: int = 40,
        seed: int = 0,
        concurrency: int | None = None,
    ) -> None:
        self.target = target
        default = _LOCAL_CONCURRENCY if target.is_loopback else 1
        self.concurrency = default if concurrency is None else concurrency
        self._under_way = threading.Semaphore(self.concurrency)
        self.requests = 0
        self._consecutive_lost = 0
        self._latest_loss = 0.0
        self._waits_left = _FAILURE_WAITS
        self._lock = threading.Lock()
        self._sleep = sleep
        self._observer = observer or Observer()
        self._mask = mask
        self._limiter = RateLimiter(
            target.rate, sleep=lambda seconds: self._wait(seconds, "to keep the rate")
        )
        self._connections = ConnectionPool(target, requests_per_connection, seed)
        self._headers = httpx.Headers(DEFAULT_HEADERS)
        self._headers.update({name: value.reveal() for name, value in target.headers.items()})
        self._timeout = httpx.Timeout(target.timeout).as_dict()
        self._trace = trace

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connections.close()

    def renew_connection(self) -> None:
        """Send the next request on a new connection."""
        self._connections.close()

    def one_connection(self) -> AbstractContextManager[None]:
        """Send all requests of this thread in the ``with`` block on one new connection."""
        return self._connections.one_connection()

    def wait_out(self, reason: str) -> bool:
        """Wait a second because the server fails, and return True.

        A run waits at most three times. Afterwards, the result is False without a wait.
        """
        if not self._waits_left:
            return False
        self._waits_left -= 1
        self._wait(_FAILURE_PAUSE, reason)
        return True

    def may_send(self, method: str) -> bool:
        """Return whether the target file allows requests with a method.

        Methods that may change data are allowed only with ``unsafe_methods = true``.
        """
        return method in _SAFE_METHODS or self.target.unsafe_methods

    def send(self, request: Request, *, fresh: bool = False) -> Exchange:
        """Send a request to the server under test, and return the request with the response.

        An error status other than 429 raises no exception. With ``fresh``, the request is sent on
        a new connection.

        Raises:
            ValueError: If the target file does not allow the method of the request.
            RequestLimitReached: If the run has already sent ``max_requests`` requests.
            TargetUnusable: If the server does not respond, or keeps responding with 429.
        """
        if not self.may_send(request.method):
            raise ValueError(
                f"{request.method} may change data; the target file does not set unsafe_methods"
            )
        for attempt in range(rate_limit.MAX_ATTEMPTS):
            exchange = self._send_again_if_lost(request, fresh)
            if exchange.status != httpx.codes.TOO_MANY_REQUESTS:
                return exchange
            pause = rate_limit.seconds_to_wait(exchange.headers, attempt)
            self._wait(pause, "the target responded with 429")
        self._consecutive_lost = _MAX_CONSECUTIVE_LOST  # other requests would also get a 429
        raise TargetUnusable(
            f"{self.target.base_url} still responds with 429 after {rate_limit.MAX_ATTEMPTS} "
            "attempts; lower rate in the target file"
        )

    def _send_again_if_lost(self, request: Request, fresh: bool) -> Exchange:
        started = time.monotonic()
        gateway_failure = None
        try:
            exchange = self._send_once(request, fresh)
        except httpx.TimeoutException as error:
            raise self._no_response(error, started) from None
        except httpx.TransportError:
            pass
        else:
            if exchange.status in _GATEWAY_STATUSES:
                gateway_failure = exchange
                self._wait(_GATEWAY_PAUSE, f"the target responded with {exchange.status}")
            elif not exchange.body_error:
                self._consecutive_lost = 0
                return exchange
        try:
            exchange = self._send_once(request, fresh=True)
        except httpx.TransportError as error:
            if str(error) == _CLOSED and (received := self._read_raw(request)):
                return received
            no_response = self._no_response(error, started)
            if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
                no_content = RawResponse(body_error="the connection was closed without a response")
                exchange = self._exchange(request, no_content)
                raise ConnectionClosed(str(no_response), exchange) from None
            raise no_response from None
        # A stalled response counts as lost. Otherwise each request would last until the timeout.
        if exchange.stalled:
            self._count_lost(started)
        else:
            self._consecutive_lost = 0
        return evolve(exchange, gateway_failure=gateway_failure)

    def _read_raw(self, request: Request) -> Exchange | None:
        """Return what the server sends in place of an HTTP response; None if it sends nothing."""
        if self.target.proxy is not None:
            return None
        with self._under_way, self._limiter.one_request():
            self._count_request()
            url = httpx.URL(self.target.base_url + request.target)
            context = self._connections.ssl_context
            started, clock = datetime.now(UTC), time.perf_counter()
            content = read_raw_response(
                request.method, url, self._headers_of(request), context, self.target.timeout
            )
            seconds = time.perf_counter() - clock
            if not content:
                self._notify(Attempt(request, started, seconds, None, _CLOSED))
                return None
            error = "not HTTP: the response has no end of headers"
            response = RawResponse(content=content, body_error=error)
            exchange = evolve(self._exchange(request, response), seconds=seconds)
            self._notify(Attempt(request, started, seconds, exchange))
            return exchange

    def _headers_of(self, request: Request) -> httpx.Headers:
        headers = self._headers.copy()
        if request.credential.header is not None:
            headers["Authorization"] = request.credential.header
        return headers

    def _no_response(self, error: httpx.TransportError, started: float) -> TargetUnusable:
        self._count_lost(started)
        return TargetUnusable(f"{self.target.base_url} does not respond: {_reason(error)}")

    def _count_lost(self, started: float) -> None:
        """Count a request that got no response. Requests that are lost at the same time count once.

        Args:
            started: The start of the request, in seconds of the clock `time.monotonic`.
        """
        with self._lock:
            if started >= self._latest_loss:
                self._consecutive_lost += 1
                self._latest_loss = time.monotonic()

    def _send_once(self, request: Request, fresh: bool) -> Exchange:
        if self._consecutive_lost >= _MAX_CONSECUTIVE_LOST:
            raise TargetUnusable(
                f"{self.target.base_url} did not respond to {self._consecutive_lost} consecutive "
                "requests"
            )
        with self._under_way, self._limiter.one_request():
            self._count_request()
            started, clock = datetime.now(UTC), time.perf_counter()
            try:
                received = self._receive(request, fresh)
            except (httpx.TransportError, KeyboardInterrupt) as error:
                seconds = time.perf_counter() - clock
                self._notify(Attempt(request, started, seconds, None, _reason(error)))
                raise
            ended = time.perf_counter()
            exchange = evolve(received, seconds=ended - clock, ended=ended)
            self._notify(Attempt(request, started, exchange.seconds, exchange))
            return exchange

    def _count_request(self) -> None:
        limit = self.target.max_requests
        with self._lock:
            if limit and self.requests >= limit:
                raise RequestLimitReached(
                    f"the run has sent all {limit} requests that max_requests of the target file "
                    "allows; set a larger number, or 0 for no limit"
                )
            self.requests += 1

    def _notify(self, attempt: Attempt) -> None:
        with self._lock:
            self._observer.sent(attempt)

    def _receive(self, request: Request, fresh: bool) -> Exchange:
        headers = self._headers_of(request)
        url = httpx.URL(self.target.base_url + request.target)
        extensions: dict[str, object] = {"timeout": self._timeout}
        if self._trace is not None:
            extensions["trace"] = self._trace
        if request.verbatim or request.over_encoded:
            # httpx would percent-encode a percent sign without two digits.
            prefix = httpx.URL(self.target.base_url).raw_path.rstrip(b"/")
            extensions["target"] = prefix + request.target.encode("ascii")
        http_request = httpx.Request(request.method, url, headers=headers, extensions=extensions)
        with self._connections.connection(fresh=fresh) as connection:
            try:
                response = connection.transport.handle_request(http_request)
            except httpx.RemoteProtocolError as error:
                if str(error) == _CLOSED:
                    raise
                received = RawResponse(body_error=f"not HTTP: {error}")
            else:
                received = read_response(response, self.target.timeout)
        return self._exchange(request, received, connection.number)

    def _exchange(self, request: Request, response: RawResponse, connection: int = 0) -> Exchange:
        # A credential similar to a token of the target reveals the token.
        secret = request.credential.secret
        secrets: tuple[Secret, ...] = self.target.secrets + ((secret,) if secret else ())
        return Exchange(
            request,
            self.target.base_url,
            self.target.headers,
            response.status,
            response.headers,
            response.content,
            secrets,
            response.body_error,
            self._mask,
            response.stalled,
            connection,
        )

    def _wait(self, seconds: float, reason: str) -> None:
        self._observer.waiting(seconds, reason)
        self._sleep(seconds)


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
