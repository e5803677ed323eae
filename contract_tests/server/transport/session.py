"""Sends cases to a target: at its pace, within its budget, and patient with its limits."""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx

from ...redaction.masks import Mask
from ...redaction.secrets import Secret
from ...targets.target_file import Rate, Target
from .exchange import Case, Exchange
from .http_reader import Received, receive
from .observer import Attempt, Watcher

#: What a gateway answers when it, and not the server behind it, is in trouble for a moment.
GATEWAY_TROUBLE = {502, 503, 504}

#: How httpx says that a connection was closed in the place of an answer.
_CLOSED = "Server disconnected without sending a response."

#: What every request carries, unless the target file says otherwise. The bytes of an answer are
#: judged as they are sent, and so had better not be packed.
_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
    "User-Agent": "bitgo-oes-contract",
}

#: How many seconds later it is asked again.
GATEWAY_PAUSE = 0.2

#: After so many cases in a row that got no answer at all, the rest of a run is not tried.
MOST_LOST = 3

#: How often, and for how many seconds at most, one request waits for a rate limit to pass.
RATE_LIMIT_TRIES = 6
LONGEST_WAIT = 120.0


class Unjudgeable(Exception):
    """The target could not be asked, so nothing is known about the contract."""


class OverBudget(Unjudgeable):
    """The run has sent as many requests as the target allows."""


class Closed(Unjudgeable):
    """The target closed the connection instead of answering, twice. ``exchange`` has no answer."""

    def __init__(self, message: str, exchange: Exchange) -> None:
        super().__init__(message)
        self.exchange = exchange


class Pace:
    """Holds a rate over any window of its length, not only on average.

    A request counts from when its answer is there: it reached the server before that, and so the
    server, whose clock is the one that matters, sees the rate kept however long requests travel.
    """

    def __init__(
        self,
        rate: Rate | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._answered: deque[float] = deque(maxlen=rate.requests if rate else 0)

    @contextmanager
    def one_request(self) -> Iterator[None]:
        """Enter the block as soon as one more request may be sent; the block sends it."""
        if self._rate is not None and len(self._answered) == self._rate.requests:
            pause = self._answered[0] + self._rate.seconds - self._clock()
            if pause > 0:
                self._sleep(pause)
        try:
            yield
        finally:
            self._answered.append(self._clock())


class Session:
    """A connection to one target, closed by ``with``.

    A lost connection, or a gateway in trouble, is tried once more, but not what has taken
    ``timeout`` already; an answer of 429 is waited out as its Retry-After asks, or with doubling
    pauses. Redirects are answers, not followed; cookies are not kept. Nothing is read from the
    environment: neither proxies nor credentials.
    """

    def __init__(
        self,
        target: Target,
        sleep: Callable[[float], None] = time.sleep,
        watcher: Watcher | None = None,
        mask: Mask | None = None,
    ) -> None:
        self.target = target
        self.requests = 0
        self._lost = 0
        self._sleep = sleep
        self._watcher = watcher or Watcher()
        self._mask = mask
        self._pace = Pace(target.rate, sleep=lambda pause: self._wait(pause, "to keep the rate"))
        verify: ssl.SSLContext | bool = False
        if target.base_url.startswith("https:"):
            verify = ssl.create_default_context(cafile=target.ca_file)
        # Below httpx's client, which would follow, keep and add what a case does not say.
        self._transport = httpx.HTTPTransport(
            trust_env=False,
            verify=verify,
            proxy=target.proxy.reveal() if target.proxy else None,
        )
        self._headers = httpx.Headers(_HEADERS)
        self._headers.update({name: value.reveal() for name, value in target.headers.items()})
        self._timeout = httpx.Timeout(target.timeout).as_dict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._transport.close()

    def send(self, case: Case) -> Exchange:
        """Send a case and return what came back, whatever its status.

        Raises :class:`Unjudgeable` if no answer can be had, and :class:`OverBudget` instead of
        sending more than the target's ``max_requests``.
        """
        for attempt in range(RATE_LIMIT_TRIES):
            exchange = self._send_once_more_if_lost(case)
            if exchange.status != httpx.codes.TOO_MANY_REQUESTS:
                return exchange
            pause = min(_retry_after(exchange, default=2.0**attempt), LONGEST_WAIT)
            self._wait(pause, "the target answered 429")
        self._lost = MOST_LOST  # nor will the next ones be answered
        raise Unjudgeable(
            f"{self.target.base_url} still answers 429 after {RATE_LIMIT_TRIES} tries; "
            "lower rate in the target file"
        )

    def _send_once_more_if_lost(self, case: Case) -> Exchange:
        try:
            exchange = self._send(case)
        except httpx.TimeoutException as error:
            raise self._unanswered(error) from None
        except httpx.TransportError:
            pass
        else:
            if exchange.status in GATEWAY_TROUBLE:
                self._wait(GATEWAY_PAUSE, f"the target answered {exchange.status}")
            elif not exchange.broken:
                self._lost = 0
                return exchange
        try:
            exchange = self._send(case)
        except httpx.TransportError as error:
            unanswered = self._unanswered(error)
            if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
                nothing = Received(broken="the connection was closed without an answer")
                raise Closed(str(unanswered), self._exchange(case, nothing)) from None
            raise unanswered from None
        # What takes all of the timeout each time is not waited for again and again.
        self._lost = self._lost + 1 if exchange.stalled else 0
        return exchange

    def _secrets(self, case: Case) -> tuple[Secret, ...]:
        # Among them what is almost a token of the target: that, too, gives it away.
        sent = case.credential.secret
        return self.target.secrets + ((sent,) if sent else ())

    def _unanswered(self, error: httpx.TransportError) -> Unjudgeable:
        self._lost += 1
        return Unjudgeable(f"{self.target.base_url} does not answer: {_reason(error)}")

    def _send(self, case: Case) -> Exchange:
        if self._lost >= MOST_LOST:
            raise Unjudgeable(f"{self.target.base_url} left {self._lost} requests unanswered")
        limit = self.target.max_requests
        if limit and self.requests >= limit:
            raise OverBudget(f"the target's max_requests = {limit} is used up")
        with self._pace.one_request():
            self.requests += 1
            started, clock = datetime.now(UTC), time.perf_counter()
            try:
                exchange = self._receive(case)
            except (httpx.TransportError, KeyboardInterrupt) as error:
                seconds = time.perf_counter() - clock
                self._watcher.sent(Attempt(case, started, seconds, None, _reason(error)))
                raise
            self._watcher.sent(Attempt(case, started, time.perf_counter() - clock, exchange))
            return exchange

    def _receive(self, case: Case) -> Exchange:
        headers = self._headers.copy()
        if case.credential.header is not None:
            headers["Authorization"] = case.credential.header
        url = self.target.base_url + case.target
        extensions = {"timeout": self._timeout}
        request = httpx.Request(case.method, url, headers=headers, extensions=extensions)
        try:
            response = self._transport.handle_request(request)
        except httpx.RemoteProtocolError as error:
            if str(error) == _CLOSED:
                raise
            return self._exchange(case, Received(broken=f"no HTTP: {error}"))
        return self._exchange(case, receive(response, self.target.timeout))

    def _exchange(self, case: Case, received: Received) -> Exchange:
        return Exchange(
            case,
            self.target.base_url,
            self.target.headers,
            received.status,
            received.headers,
            received.content,
            self._secrets(case),
            received.broken,
            self._mask,
            received.stalled,
        )

    def _wait(self, seconds: float, reason: str) -> None:
        self._watcher.waiting(seconds, reason)
        self._sleep(seconds)


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _retry_after(exchange: Exchange, default: float) -> float:
    value = exchange.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return default
    if when.tzinfo is None:  # "-0000", which means UTC
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
